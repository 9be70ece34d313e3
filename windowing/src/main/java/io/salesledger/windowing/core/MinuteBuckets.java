package io.salesledger.windowing.core;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Sums by product and minute. Each minute has a table of its own: payments mostly come minute after
 * minute, and the table of one fits into a core's cache where that of all would not. Not
 * thread-safe.
 */
final class MinuteBuckets {
  private final ProductNumbers products = new ProductNumbers();

  /** By minute since 1970. */
  private final SortedMap<Long, MinuteTable> tables = new TreeMap<>();

  private long lastMinute = Long.MIN_VALUE;
  private MinuteTable lastTable = new MinuteTable();
  private int size;

  /** A number for this product, the same each time. */
  int numberOf(String product) {
    return products.numberOf(product);
  }

  /** How many (product, minute) pairs there are. */
  int size() {
    return size;
  }

  /** How many products have a number. */
  int products() {
    return products.size();
  }

  /** How many minutes there are. */
  int minutes() {
    return tables.size();
  }

  /**
   * Adds to a bucket.
   *
   * @return false, and nothing is added, if that would need a new bucket beyond {@code limit}
   */
  boolean add(int product, long eventMillis, long amount, long unitCount, int limit) {
    long minute = Math.floorDiv(eventMillis, PaymentRules.MINUTE_MILLIS);
    if (minute != lastMinute) {
      MinuteTable table = tables.get(minute);
      if (table == null) {
        if (size >= limit) {
          return false;
        }
        table = new MinuteTable();
        tables.put(minute, table);
      }
      lastTable = table;
      lastMinute = minute;
    }
    int before = lastTable.size();
    boolean added = lastTable.add(product, amount, unitCount, size < limit);
    size += lastTable.size() - before;
    return added;
  }

  /** The sums, by product number and then by minute ascending. */
  ProductMinutes toProductMinutes() {
    // Where each product's next row is: first how many it has, one further on.
    int[] rows = new int[products.size() + 1];
    tables.values().forEach(table -> table.forEach((product, amount, unit) -> rows[product + 1]++));
    for (int product = 1; product < rows.length; product++) {
      rows[product] += rows[product - 1];
    }
    String[] names = new String[size];
    long[] minuteMillis = new long[size];
    long[] amounts = new long[size];
    long[] units = new long[size];
    for (Map.Entry<Long, MinuteTable> minute : tables.entrySet()) {
      long millis = minute.getKey() * PaymentRules.MINUTE_MILLIS;
      minute
          .getValue()
          .forEach(
              (product, amount, unit) -> {
                int row = rows[product]++;
                names[row] = products.product(product);
                minuteMillis[row] = millis;
                amounts[row] = amount;
                units[row] = unit;
              });
    }
    return new ProductMinutes(names, minuteMillis, amounts, units);
  }
}
