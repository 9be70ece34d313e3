package io.salesledger.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SteadyLoadTest {
  private static final int MILLION = 1_000_000;

  @Test
  void aPaymentIsDueAtItsShareOfTheSecond() {
    assertThat(SteadyLoad.dueNanos(0, 3)).isZero();
    assertThat(SteadyLoad.dueNanos(2, 3)).isEqualTo(666_666_666);
    assertThat(SteadyLoad.dueNanos(7, 3)).isEqualTo(2_333_333_333L);
  }

  @Test
  void theLastPaymentOfADayAtTheGreatestRateIsDueAtItsEnd() {
    long payments = Duration.ofDays(1).toSeconds() * MILLION;
    assertThat(SteadyLoad.dueNanos(payments - 1, MILLION))
        .isEqualTo(Duration.ofDays(1).toNanos() - 1_000);
  }
}
