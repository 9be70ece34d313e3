package io.salesledger.windowing.core;

/**
 * Sums by product and minute, as parallel columns: rows of one product stand together, its minutes
 * ascending. The arrays are not to be changed.
 *
 * @param products the productId of each row
 * @param minuteMillis the start of its UTC minute, epoch milliseconds
 * @param amounts minor units
 * @param units units sold less units refunded
 */
@SuppressWarnings("ArrayRecordComponent") // columns, on the hot path
public record ProductMinutes(String[] products, long[] minuteMillis, long[] amounts, long[] units) {

  /** How many rows. */
  public int size() {
    return products.length;
  }
}
