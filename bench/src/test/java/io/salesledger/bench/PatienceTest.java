package io.salesledger.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.Waiting;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Duration NONE = Duration.ZERO;
  private static final Duration LONG = Duration.ofDays(1);

  private final AtomicInteger looks = new AtomicInteger();

  private void await(Patience patience, int begunAt, int doneAt) {
    patience.await(
        new Waiting(),
        "last payment",
        1,
        () -> looks.get() >= begunAt,
        () -> looks.incrementAndGet() >= doneAt);
  }

  @Test
  void aSlowStartTakesNothingFromTheTimeForPayments() {
    // The one look after the first payment was handed out is all that is left.
    await(new Patience(LONG, NONE), 5, 6);
    assertThat(looks).hasValue(6);
  }

  @Test
  void whoeverNeverBeginsIsToldToHaveAskedForNothing() {
    assertThatThrownBy(() -> await(new Patience(NONE, LONG), Integer.MAX_VALUE, Integer.MAX_VALUE))
        .isInstanceOf(LedgerFailure.class)
        .hasMessage("no first payment asked of the broker within 0 s");
  }

  @Test
  void whoeverHangsInTheMiddleIsToldNotToBeDone() {
    assertThatThrownBy(() -> await(new Patience(LONG, NONE), 1, Integer.MAX_VALUE))
        .isInstanceOf(LedgerFailure.class)
        .hasMessage("no last payment within 0 s");
  }

  @Test
  void whoeverIsDoneBeforeItWasSeenToBeginIsDone() {
    await(new Patience(LONG, NONE), Integer.MAX_VALUE, 3);
    assertThat(looks).hasValueGreaterThanOrEqualTo(3);
  }

  @Test
  void fewPaymentsHaveManyMinutesAndManyHaveMore() {
    assertThat(Patience.with(1).work()).isGreaterThanOrEqualTo(Duration.ofMinutes(10));
    assertThat(Patience.with(1).start()).isGreaterThanOrEqualTo(Duration.ofMinutes(10));
    assertThat(Patience.with(4_000_000))
        .isEqualTo(
            new Patience(Patience.with(1).start(), Patience.with(1).work().plusSeconds(2_000)));
  }
}
