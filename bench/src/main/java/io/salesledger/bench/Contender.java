package io.salesledger.bench;

import io.salesledger.bench.contender.Sums;
import java.nio.file.Path;

/** Someone who folds payments. For one thread. */
interface Contender {
  /**
   * Starts cold, folds all, hands over its sums, and leaves no process.
   *
   * @param folder an empty one of its own
   * @param run its number, for names that must not be used twice
   * @throws io.salesledger.contract.LedgerFailure if it does not come to an end
   */
  Measured run(Payments payments, Path folder, int run);

  /** What its sums are to be, of all that could be counted: all, unless it counts less. */
  default Sums expected(Sums all) {
    return all;
  }
}
