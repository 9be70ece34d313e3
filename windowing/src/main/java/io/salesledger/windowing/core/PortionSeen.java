package io.salesledger.windowing.core;

import java.util.Arrays;
import java.util.Optional;

/**
 * Which payments of one batch are in a portion that is applied, and how many were met. Not
 * thread-safe.
 */
final class PortionSeen {
  private static final long UNKNOWN = -1;

  private final Optional<Portion> portion;
  private final String[] products;
  private final long[] marks;
  private long payments;

  /**
   * Of a batch.
   *
   * @param products of the batch, by their index
   */
  PortionSeen(Optional<Portion> portion, String[] products) {
    this.portion = portion;
    this.products = products;
    this.marks = new long[portion.isPresent() ? products.length : 0];
    Arrays.fill(marks, UNKNOWN);
  }

  /** Whether this offset is in its middle. */
  boolean isCutBy(long offset) {
    return portion.isPresent() && portion.get().from() < offset && portion.get().spans(offset);
  }

  /** Whether a payment of this product at this offset is in it; to be asked once a payment. */
  boolean holds(long offset, int product) {
    if (portion.isEmpty() || !portion.get().spans(offset)) {
      return false;
    }
    if (marks[product] == UNKNOWN) {
      marks[product] = Portion.markOf(products[product]);
    }
    boolean isIn = marks[product] < portion.get().below();
    payments += isIn ? 1 : 0;
    return isIn;
  }

  /** How many payments were in it so far. */
  long payments() {
    return payments;
  }
}
