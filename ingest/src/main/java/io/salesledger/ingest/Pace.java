package io.salesledger.ingest;

/**
 * When each of many events is due at an even rate, counted from one start, so that no error adds
 * up: who was held up catches up. Immutable; any thread may call it.
 */
final class Pace {
  private static final double NANOS_A_SECOND = 1e9;

  private final double ratePerSecond;
  private final long startNanos;

  /**
   * A pace.
   *
   * @param ratePerSecond above 0
   * @param startNanos when the first is due, as of {@link System#nanoTime}
   */
  Pace(double ratePerSecond, long startNanos) {
    this.ratePerSecond = ratePerSecond;
    this.startNanos = startNanos;
  }

  /** How many are due by then, the first at the start. */
  long due(long nowNanos) {
    return nowNanos - startNanos < 0
        ? 0
        : (long) Math.floor((nowNanos - startNanos) * (ratePerSecond / NANOS_A_SECOND)) + 1;
  }

  /** How long until one more than {@code done} is due; at least one nanosecond. */
  long nanosUntilNext(long done, long nowNanos) {
    double dueNanos = done * (NANOS_A_SECOND / ratePerSecond);
    return Math.max(1, (long) Math.ceil(dueNanos - (nowNanos - startNanos)));
  }
}
