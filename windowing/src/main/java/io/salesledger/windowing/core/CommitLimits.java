package io.salesledger.windowing.core;

/**
 * How much is committed at once.
 *
 * @param commitEntries most (product, minute) pairs and quarantined offsets of one commit, at least
 *     1; a portion, whose entries share products, may have more that cost the views no more: see
 *     {@link CommitCost}
 * @param foldEntries most of what is folded and then committed in portions; none are made unless it
 *     is more than {@code commitEntries}
 */
public record CommitLimits(int commitEntries, int foldEntries) {
  /** Limits are positive. */
  public CommitLimits {
    if (commitEntries < 1 || foldEntries < 1) {
      throw new IllegalArgumentException(
          "at least one entry, not " + commitEntries + " and " + foldEntries);
    }
  }
}
