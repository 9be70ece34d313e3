package io.salesledger.bench.flink;

/**
 * One payment's counted fields, or the sum of some of one product: mutable and public, as Flink's
 * own serializer of plain objects wants it.
 */
public final class Payment {
  /** The product. */
  public String product = "";

  /** Minor units; negative for a refund. */
  public long amount;

  /** Sold; negative for a refund. */
  public long units;

  /** When it happened, epoch milliseconds; the minute's start in a sum. */
  public long eventMillis;

  /** How many payments. */
  public long payments;

  /** Nothing, for Flink to fill. */
  public Payment() {}
}
