package io.salesledger.bench.latency;

import org.HdrHistogram.Histogram;

/** Durations of one kind, kept to three digits. Not thread-safe. */
final class Delays {
  private static final int DIGITS = 3;
  private static final double MICROS_A_MILLI = 1000;

  private final Histogram micros = new Histogram(DIGITS);

  /** Adds one; a clock that differs by a millisecond makes none negative. */
  void add(long micros) {
    this.micros.recordValue(Math.max(0, micros));
  }

  /** What they come to. */
  Spread spread() {
    return new Spread(
        micros.getTotalCount(),
        millisAt(50),
        millisAt(99),
        millisAt(99.9),
        micros.getMaxValue() / MICROS_A_MILLI);
  }

  private double millisAt(double percentile) {
    return micros.getValueAtPercentile(percentile) / MICROS_A_MILLI;
  }

  /**
   * Percentiles, in milliseconds.
   *
   * @param payments that they are of
   */
  record Spread(long payments, double p50, double p99, double p999, double max) {}
}
