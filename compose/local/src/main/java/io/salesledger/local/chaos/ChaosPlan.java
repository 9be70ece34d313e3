package io.salesledger.local.chaos;

import java.nio.file.Path;
import java.util.List;

/**
 * What is done in a run. Immutable.
 *
 * @param home an empty folder for all of its data
 * @param seed the same one makes the same faults, and the same payments but for their time
 * @param order the faults
 * @param paymentsPerSecond of the load
 * @param paymentsPerFault so many at least are appended around each fault
 * @param commitEntries {@code ledger.commit.entries} of the topologies
 */
public record ChaosPlan(
    Path home,
    long seed,
    List<FaultKind> order,
    int paymentsPerSecond,
    long paymentsPerFault,
    int commitEntries) {
  /** Copies what can change. */
  public ChaosPlan {
    home = home.toAbsolutePath().normalize();
    order = List.copyOf(order);
  }

  /**
   * One of so many faults, the kinds in shuffled rounds.
   *
   * @param payments to append in all, at least
   */
  public static ChaosPlan of(
      Path home,
      long seed,
      List<FaultKind> kinds,
      int faults,
      int paymentsPerSecond,
      long payments,
      int commitEntries) {
    return new ChaosPlan(
        home,
        seed,
        FaultOrder.of(seed, kinds, faults),
        paymentsPerSecond,
        (payments + faults - 1) / faults,
        commitEntries);
  }
}
