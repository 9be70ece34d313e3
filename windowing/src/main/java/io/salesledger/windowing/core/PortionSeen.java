package io.salesledger.windowing.core;

import java.util.BitSet;
import java.util.Optional;

/**
 * Which payments of one batch are in a portion that is applied, and how many were met. That must be
 * as many as the portion says: what counts as a payment may have changed since it was written, with
 * another version of the ledger or another answer of the registry. Not thread-safe.
 */
final class PortionSeen {
  private final Optional<Portion> portion;
  private final String[] products;
  private final BitSet asked = new BitSet();
  private final BitSet held = new BitSet();
  private long payments;

  /**
   * Of a batch.
   *
   * @param products of the batch, by their index
   */
  PortionSeen(Optional<Portion> portion, String[] products) {
    this.portion = portion;
    this.products = products;
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
    if (!asked.get(product)) {
      asked.set(product);
      held.set(product, portion.get().holds(products[product]));
    }
    boolean isIn = held.get(product);
    payments += isIn ? 1 : 0;
    return isIn;
  }

  /** How the log contradicts the portion, once its offsets {@code [start, cut)} are folded. */
  Optional<String> contradiction(long start, long cut) {
    if (portion.isEmpty() || start > portion.get().from() || cut <= portion.get().from()) {
      return Optional.empty();
    }
    Portion one = portion.get();
    boolean isWhole = cut >= one.next();
    if (payments == one.payments() || (payments < one.payments() && !isWhole)) {
      return Optional.empty();
    }
    return Optional.of(
        "the portion "
            + one
            + " of a commit holds "
            + one.payments()
            + " payments, the log has "
            + (isWhole ? "" : "at least ")
            + payments
            + " there: what counts as a payment has changed meanwhile");
  }

  /** How many payments were in it so far. */
  long payments() {
    return payments;
  }
}
