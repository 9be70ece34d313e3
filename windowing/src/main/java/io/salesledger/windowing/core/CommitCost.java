package io.salesledger.windowing.core;

/**
 * What it costs the views to write some sums, in entries: one stands for a product's minute, about
 * 10 µs of a Redis. What a script reads and writes per product (totals, their boards, the ends of
 * timelines) and per minute (its boards' keys, its place in the timeline of all products) comes on
 * top, however many entries share it. Measured with {@code ledger bench} and {@code bench-growth};
 * a guess that is wrong costs time, never a figure.
 *
 * @param entries (product, minute) pairs and quarantined offsets
 * @param products of each script, added up
 * @param minutes of each script, added up
 */
record CommitCost(long entries, long products, long minutes) {
  /** About 20 µs: two hashes, two sorted sets, and the ends of two lists. */
  private static final int PRODUCT_WEIGHT = 2;

  /** About 10 µs: a sorted set read and written, twice, and an expiry of each. */
  private static final int MINUTE_WEIGHT = 1;

  /** Of so many products, each with a payment in the same minute. */
  static CommitCost ofOneMinute(int products) {
    return new CommitCost(products, products, 1);
  }

  /** In entries. */
  long inEntries() {
    return entries + PRODUCT_WEIGHT * products + MINUTE_WEIGHT * minutes;
  }
}
