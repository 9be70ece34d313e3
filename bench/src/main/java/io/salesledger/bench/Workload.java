package io.salesledger.bench;

import java.time.Instant;

/**
 * Which payments: the same values make the same payments. Immutable.
 *
 * @param records how many
 * @param products how many, at least 1
 * @param distribution of payments over products
 * @param seed of all that is random
 * @param firstMillis when the first payment happened, epoch milliseconds
 * @param paymentsPerSecond of event time
 * @param latePercent how many of a hundred happened up to an hour before their turn
 */
public record Workload(
    long records,
    int products,
    Distribution distribution,
    long seed,
    long firstMillis,
    double paymentsPerSecond,
    int latePercent) {
  private static final double MILLIS_A_SECOND = 1000;
  private static final long MINUTE_MILLIS = 60_000;
  private static final long MINUTES_LATE = 60;

  /** One in which each payment happened in its turn, the last one in the minute before now. */
  static Workload endingAt(
      Instant now,
      long records,
      int products,
      Distribution distribution,
      long seed,
      double paymentsPerSecond) {
    // Recent, as live payments are: an old minute's board would not be kept, and cost nothing.
    long lastMillis = minute(now.toEpochMilli());
    long spanMillis = (long) (records * MILLIS_A_SECOND / paymentsPerSecond);
    return new Workload(
        records,
        products,
        distribution,
        seed,
        minute(lastMillis - spanMillis),
        paymentsPerSecond,
        0);
  }

  /** The same, of which so many of a hundred happened up to an hour before their turn. */
  Workload withLate(int percent) {
    return new Workload(
        records, products, distribution, seed, firstMillis, paymentsPerSecond, percent);
  }

  /** When the payment of this number, counted from 0, happened. */
  long eventMillis(long number) {
    return firstMillis + (long) (number * MILLIS_A_SECOND / paymentsPerSecond);
  }

  /** So many payments of the beginning only. */
  Workload first(long count) {
    return new Workload(
        count, products, distribution, seed, firstMillis, paymentsPerSecond, latePercent);
  }

  /** In how many minutes payments happened that were not late. */
  long minutes() {
    return (minute(eventMillis(records - 1)) - firstMillis) / MINUTE_MILLIS + 1;
  }

  /** In how many minutes payments happened at most, late ones too. */
  long minutesWithLate() {
    return latePercent == 0 ? minutes() : minutes() + MINUTES_LATE;
  }

  private static long minute(long millis) {
    return millis / MINUTE_MILLIS * MINUTE_MILLIS;
  }

  /** For people. */
  String title() {
    return products + " products, " + distribution.label();
  }
}
