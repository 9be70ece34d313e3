package io.salesledger.windowing.core;

import java.util.Arrays;

/**
 * Sums of one minute by product number: an open-addressing table of primitives. Not thread-safe.
 *
 * <pre>
 *   slot   products[slot]      product number, or FREE
 *          sums[2 * slot]      minor units
 *          sums[2 * slot + 1]  units
 * </pre>
 */
final class MinuteTable {
  private static final int FREE = -1;
  private static final int INITIAL_SLOTS = 16;

  private int[] products = new int[INITIAL_SLOTS];
  private long[] sums = new long[2 * INITIAL_SLOTS];
  private int size;

  MinuteTable() {
    Arrays.fill(products, FREE);
  }

  /** What is told of each product. */
  interface Visitor {
    void visit(int product, long amount, long units);
  }

  /** How many products it has. */
  int size() {
    return size;
  }

  /**
   * Adds to a product's sums.
   *
   * @param mayBeNew whether a product that it has not may be added
   * @return false if it had not, and nothing was added
   */
  boolean add(int product, long amount, long units, boolean mayBeNew) {
    int slot = slotOf(product);
    if (products[slot] == FREE) {
      if (!mayBeNew) {
        return false;
      }
      if (size >= products.length / 4 * 3) {
        grow();
        slot = slotOf(product);
      }
      products[slot] = product;
      size++;
    }
    sums[2 * slot] = Math.addExact(sums[2 * slot], amount);
    sums[2 * slot + 1] += units;
    return true;
  }

  /** Tells all of its products, in no order. */
  void forEach(Visitor visitor) {
    for (int slot = 0; slot < products.length; slot++) {
      if (products[slot] != FREE) {
        visitor.visit(products[slot], sums[2 * slot], sums[2 * slot + 1]);
      }
    }
  }

  private int slotOf(int product) {
    int mask = products.length - 1;
    int slot = Slots.first(product, products.length);
    while (products[slot] != product && products[slot] != FREE) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    int[] oldProducts = products;
    long[] oldSums = sums;
    products = new int[oldProducts.length * 2];
    sums = new long[oldSums.length * 2];
    Arrays.fill(products, FREE);
    for (int i = 0; i < oldProducts.length; i++) {
      if (oldProducts[i] != FREE) {
        int slot = slotOf(oldProducts[i]);
        products[slot] = oldProducts[i];
        sums[2 * slot] = oldSums[2 * i];
        sums[2 * slot + 1] = oldSums[2 * i + 1];
      }
    }
  }
}
