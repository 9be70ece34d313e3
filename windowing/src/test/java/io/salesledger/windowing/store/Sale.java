package io.salesledger.windowing.store;

/**
 * What one payment brings.
 *
 * @param product its productId
 * @param minuteMillis the start of its minute, epoch milliseconds
 * @param amount minor units, negative for a refund
 * @param units negative for a refund
 */
record Sale(String product, long minuteMillis, long amount, long units) {}
