package io.salesledger.windowing.core;

import java.util.Arrays;

/**
 * Numbers for products, from zero on, in the order in which they are first asked for: an
 * open-addressing table, because most payments of a fold are of a product that its batch had not
 * yet. Not thread-safe.
 *
 * <pre>
 *   slot   hashes[slot]    of the product
 *          numbers[slot]   its number, or FREE
 *   number products[number]
 * </pre>
 */
final class ProductNumbers {
  private static final int FREE = -1;

  private String[] products = new String[64];
  private int[] hashes = new int[128];
  private int[] numbers = new int[128];
  private int size;

  ProductNumbers() {
    Arrays.fill(numbers, FREE);
  }

  /** The number of this product, the same each time. */
  int numberOf(String product) {
    int hash = product.hashCode();
    int mask = numbers.length - 1;
    int slot = Slots.first(hash, numbers.length);
    while (numbers[slot] != FREE) {
      // Decoders give the same text each time, which need not be looked at.
      if (hashes[slot] == hash && products[numbers[slot]].equals(product)) {
        return numbers[slot];
      }
      slot = (slot + 1) & mask;
    }
    if (size == products.length) {
      grow();
      slot = freeSlot(hash);
    }
    hashes[slot] = hash;
    numbers[slot] = size;
    products[size] = product;
    return size++;
  }

  /** The product of this number. */
  String product(int number) {
    return products[number];
  }

  /** How many there are. */
  int size() {
    return size;
  }

  /** Half of the slots are free at least. */
  private void grow() {
    int[] oldHashes = hashes;
    int[] oldNumbers = numbers;
    products = Arrays.copyOf(products, size * 2);
    hashes = new int[oldHashes.length * 2];
    numbers = new int[oldNumbers.length * 2];
    Arrays.fill(numbers, FREE);
    for (int i = 0; i < oldNumbers.length; i++) {
      if (oldNumbers[i] != FREE) {
        int slot = freeSlot(oldHashes[i]);
        hashes[slot] = oldHashes[i];
        numbers[slot] = oldNumbers[i];
      }
    }
  }

  private int freeSlot(int hash) {
    int slot = Slots.first(hash, numbers.length);
    while (numbers[slot] != FREE) {
      slot = (slot + 1) & (numbers.length - 1);
    }
    return slot;
  }
}
