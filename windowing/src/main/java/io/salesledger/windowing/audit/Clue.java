package io.salesledger.windowing.audit;

import java.util.Optional;

/**
 * How far a figure is off, and of which payments it is a sum: a single payment among them that was
 * counted twice or left out may explain it.
 *
 * @param delta what was found less what was expected
 */
record Clue(Scope scope, Metric metric, long delta) {

  /**
   * The payments that a figure sums.
   *
   * @param view amount and units of the same view change together
   * @param product empty: any
   * @param fromMinute the first minute, epoch milliseconds
   * @param throughMinute the last one
   */
  record Scope(String view, Optional<String> product, long fromMinute, long throughMinute) {
    /** All that was ever sold, of one product or of all. */
    static Scope ever(String view, Optional<String> product) {
      return through(view, product, Long.MAX_VALUE);
    }

    /** From the beginning through a minute. */
    static Scope through(String view, Optional<String> product, long throughMinute) {
      return new Scope(view, product, Long.MIN_VALUE, throughMinute);
    }

    boolean has(long minuteMillis) {
      return minuteMillis >= fromMinute && minuteMillis <= throughMinute;
    }
  }
}
