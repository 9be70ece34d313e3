package io.salesledger.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** When payments are due; time is given, never waited for. */
class PaceTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void at_ten_a_second_one_is_due_at_once_and_then_one_every_100_ms() {
    Pace pace = new Pace(10, 5 * SECOND);

    assertThat(pace.due(5 * SECOND - 1)).isZero();
    assertThat(pace.due(5 * SECOND)).isEqualTo(1);
    assertThat(pace.due(5 * SECOND + SECOND / 10 + 1)).isEqualTo(2);
    assertThat(pace.nanosUntilNext(1, 5 * SECOND)).isEqualTo(SECOND / 10);
  }

  @Test
  void after_a_day_the_rate_has_not_drifted() {
    assertThat(new Pace(100_000, 0).due(86_400 * SECOND)).isBetween(8_640_000_000L, 8_640_000_001L);
  }

  @Test
  void who_was_held_up_catches_up() {
    assertThat(new Pace(1000, 0).nanosUntilNext(1, 10 * SECOND)).isEqualTo(1);
  }

  @Property
  void whoever_waits_as_told_finds_one_due(
      @ForAll @DoubleRange(min = 0.01, max = 1_000_000) double rate,
      @ForAll @LongRange(min = 0, max = 100_000) long done) {
    Pace pace = new Pace(rate, 0);
    long now = pace.nanosUntilNext(done, 0);

    assertThat(pace.due(now + 2)).isGreaterThan(done);
  }
}
