package io.salesledger.windowing.core;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Sums by product and minute: an open-addressing table of primitives, because this is where every
 * payment passes. Not thread-safe.
 *
 * <pre>
 *   slot   key = product number (high 32 bits) | minute since 1970 (low 32 bits), or EMPTY
 *          amounts[slot]  minor units
 *          units[slot]
 * </pre>
 */
final class MinuteBuckets {
  private static final long EMPTY = -1L;
  private static final int INITIAL_SLOTS = 256;

  private final Map<String, Integer> numberOfProduct = new HashMap<>();
  private String[] products = new String[64];
  private long[] keys = new long[INITIAL_SLOTS];
  private long[] amounts = new long[INITIAL_SLOTS];
  private long[] units = new long[INITIAL_SLOTS];
  private int size;

  MinuteBuckets() {
    Arrays.fill(keys, EMPTY);
  }

  /** A number for this product, the same each time. */
  int numberOf(String product) {
    Integer known = numberOfProduct.get(product);
    if (known != null) {
      return known;
    }
    int number = numberOfProduct.size();
    numberOfProduct.put(product, number);
    if (number == products.length) {
      products = Arrays.copyOf(products, number * 2);
    }
    products[number] = product;
    return number;
  }

  /** How many (product, minute) pairs there are. */
  int size() {
    return size;
  }

  /** How many products have a number. */
  int products() {
    return numberOfProduct.size();
  }

  /** How many minutes there are. */
  int minutes() {
    return (int)
        Arrays.stream(keys).filter(key -> key != EMPTY).map(key -> (int) key).distinct().count();
  }

  /**
   * Adds to a bucket.
   *
   * @return false, and nothing is added, if that would need a new bucket beyond {@code limit}
   */
  boolean add(int product, long eventMillis, long amount, long unitCount, int limit) {
    long minute = Math.floorDiv(eventMillis, PaymentRules.MINUTE_MILLIS);
    long key = ((long) product << 32) | minute;
    int slot = slotOf(key, keys);
    if (keys[slot] == EMPTY) {
      if (size >= limit) {
        return false;
      }
      if (size * 2 >= keys.length) {
        grow();
        slot = slotOf(key, keys);
      }
      keys[slot] = key;
      size++;
    }
    amounts[slot] = Math.addExact(amounts[slot], amount);
    units[slot] += unitCount;
    return true;
  }

  private static int slotOf(long key, long[] table) {
    int mask = table.length - 1;
    long hash = key * 0x9E3779B97F4A7C15L;
    int slot = (int) (hash >>> 32) & mask;
    while (table[slot] != key && table[slot] != EMPTY) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] grownKeys = new long[keys.length * 2];
    long[] grownAmounts = new long[grownKeys.length];
    long[] grownUnits = new long[grownKeys.length];
    Arrays.fill(grownKeys, EMPTY);
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != EMPTY) {
        int slot = slotOf(keys[i], grownKeys);
        grownKeys[slot] = keys[i];
        grownAmounts[slot] = amounts[i];
        grownUnits[slot] = units[i];
      }
    }
    keys = grownKeys;
    amounts = grownAmounts;
    units = grownUnits;
  }

  /** The sums, by product and then by minute ascending. */
  ProductMinutes toProductMinutes() {
    long[] sorted = new long[size];
    int n = 0;
    for (long key : keys) {
      if (key != EMPTY) {
        sorted[n++] = key;
      }
    }
    Arrays.sort(sorted);
    String[] product = new String[size];
    long[] minuteMillis = new long[size];
    long[] amount = new long[size];
    long[] unit = new long[size];
    for (int i = 0; i < size; i++) {
      int slot = slotOf(sorted[i], keys);
      product[i] = products[(int) (sorted[i] >>> 32)];
      minuteMillis[i] = (sorted[i] & 0xFFFFFFFFL) * PaymentRules.MINUTE_MILLIS;
      amount[i] = amounts[slot];
      unit[i] = units[slot];
    }
    return new ProductMinutes(product, minuteMillis, amount, unit);
  }
}
