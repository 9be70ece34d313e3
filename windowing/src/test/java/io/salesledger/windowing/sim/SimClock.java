package io.salesledger.windowing.sim;

/** Virtual time. What measures spans is never set back; the clock on the wall may be. */
final class SimClock {
  /** 2025-10-22T04:20:00Z. */
  static final long START_MILLIS = 1_761_106_800_000L;

  private long elapsedMillis;
  private long stepMillis;

  void advance(long millis) {
    elapsedMillis += millis;
  }

  /** Sets the clock on the wall forward or back. */
  void step(long millis) {
    stepMillis += millis;
  }

  /** Since the simulation began; only grows. */
  long elapsed() {
    return elapsedMillis;
  }

  /** The workers' clock, epoch milliseconds. */
  long wall() {
    return START_MILLIS + elapsedMillis + stepMillis;
  }

  /** The servers' clock, epoch milliseconds; only grows. */
  long server() {
    return START_MILLIS + elapsedMillis;
  }
}
