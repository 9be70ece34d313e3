package io.salesledger.bench.flink;

/**
 * One product's finished minute and what the product comes to with it: mutable and public, as
 * Flink's own serializer of plain objects wants it.
 */
public final class Figures {
  /** The product. */
  public String product = "";

  /** The minute's start, epoch milliseconds. */
  public long minuteMillis;

  /** Of the minute, minor units. */
  public long amount;

  /** Of the minute, sold less refunded. */
  public long units;

  /** Of all minutes up to this one, minor units. */
  public long totalAmount;

  /** Of all minutes up to this one, sold less refunded. */
  public long totalUnits;

  /** How many payments in all minutes up to this one. */
  public long totalPayments;

  /** Nothing, for Flink to fill. */
  public Figures() {}
}
