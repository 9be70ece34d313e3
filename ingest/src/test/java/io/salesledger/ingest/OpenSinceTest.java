package io.salesledger.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How long something has been open, whatever one of the clocks does. */
class OpenSinceTest {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final OpenSince since = new OpenSince(-5 * SECOND_NANOS, 1_000_000);

  @Test
  void a_machine_that_slept_has_had_it_open_meanwhile() {
    assertThat(since.millis(-4 * SECOND_NANOS, 1_600_000)).isEqualTo(600_000);
  }

  @Test
  void a_clock_that_was_set_back_takes_nothing_off() {
    assertThat(since.millis(15 * SECOND_NANOS, 400_000)).isEqualTo(20_000);
  }
}
