package io.salesledger.windowing.sim;

/** Virtual time. What measures spans is never set back; the clock on the wall may be. */
final class SimClock {
  /** 2025-10-22T04:20:00Z: no run begins before it. */
  static final long START_MILLIS = 1_761_106_800_000L;

  private final long beganMillis;
  private long elapsedMillis;
  private long stepMillis;

  /** A run of faults is shorter than a minute: where it begins decides whether one ends in it. */
  SimClock(long intoMinuteMillis) {
    this.beganMillis = START_MILLIS + intoMinuteMillis;
  }

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
    return beganMillis + elapsedMillis + stepMillis;
  }

  /** The servers' clock, epoch milliseconds; only grows. */
  long server() {
    return beganMillis + elapsedMillis;
  }
}
