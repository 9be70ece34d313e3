package io.salesledger.bench;

/**
 * Which payments: the same values make the same payments. Immutable.
 *
 * @param records how many
 * @param products how many, at least 1
 * @param distribution of payments over products
 * @param seed of all that is random
 * @param firstMillis when the first payment happened, epoch milliseconds
 * @param paymentsPerSecond of event time
 */
public record Workload(
    long records,
    int products,
    Distribution distribution,
    long seed,
    long firstMillis,
    int paymentsPerSecond) {
  private static final long MILLIS_A_SECOND = 1000;

  /** When the payment of this number, counted from 0, happened. */
  long eventMillis(long number) {
    return firstMillis + number * MILLIS_A_SECOND / paymentsPerSecond;
  }

  /** So many payments of the beginning only. */
  Workload first(long count) {
    return new Workload(count, products, distribution, seed, firstMillis, paymentsPerSecond);
  }

  /** For people. */
  String title() {
    return products + " products, " + distribution.label();
  }
}
