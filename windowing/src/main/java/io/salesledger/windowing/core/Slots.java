package io.salesledger.windowing.core;

/** Where things stand in a table with open addressing. Stateless; any thread may call it. */
public final class Slots {
  /** 2^32 divided by the golden ratio: neighbours come to lie far apart (Knuth, TAOCP 6.4). */
  private static final int SPREAD = 0x9E3779B9;

  private Slots() {}

  /**
   * The slot to look at first. Hashes that lie beside each other, as those of ids that differ in
   * their last characters do, are spread over the table.
   *
   * @param slots how many there are: a power of two, at least 2
   */
  public static int first(int hash, int slots) {
    // The highest bits of the product hang on all bits of the hash: as many of them as a slot has.
    return (hash * SPREAD) >>> Integer.numberOfLeadingZeros(slots - 1);
  }
}
