package io.salesledger.windowing.core;

import java.util.Arrays;

/**
 * What the payments of each product add to a partition's accounts, by the product's number in the
 * fold. Not thread-safe.
 *
 * <pre>
 *   4 * number      payments
 *           + 1     late ones
 *           + 2     misrouted ones
 *           + 3     newest event time, epoch milliseconds
 * </pre>
 */
final class ProductCounters {
  private static final int FIGURES = 4;

  /** One product's figures lie in one line of the cache. */
  private long[] figures = new long[64 * FIGURES];

  void add(int product, long eventMillis, byte marks) {
    int at = product * FIGURES;
    if (at >= figures.length) {
      figures = Arrays.copyOf(figures, Math.max(at + FIGURES, figures.length * 2));
    }
    figures[at]++;
    figures[at + 3] = Math.max(figures[at + 3], eventMillis);
    if (marks != 0) {
      figures[at + 1] += marks & PaymentBatch.LATE;
      figures[at + 2] += (marks & PaymentBatch.MISROUTED) >> 1;
    }
  }

  /** All products' together; nothing of what is no payment. */
  Counters all() {
    long payments = 0;
    long late = 0;
    long misrouted = 0;
    long newestEventMillis = 0;
    for (int at = 0; at < figures.length; at += FIGURES) {
      payments += figures[at];
      late += figures[at + 1];
      misrouted += figures[at + 2];
      newestEventMillis = Math.max(newestEventMillis, figures[at + 3]);
    }
    return new Counters(payments, 0, 0, 0, late, misrouted, newestEventMillis);
  }

  /** One product's. */
  Counters of(int product) {
    int at = product * FIGURES;
    return new Counters(figures[at], 0, 0, 0, figures[at + 1], figures[at + 2], figures[at + 3]);
  }
}
