package io.salesledger.local.tail;

import io.salesledger.contract.LedgerFailure;
import java.util.Optional;

/**
 * What of the log is shown. Immutable.
 *
 * @param fromBeginning whether what is on the log already is shown too
 * @param partition the only one that is shown; empty: all
 * @param offset the first one that is shown, of the only partition; empty: by {@code fromBeginning}
 */
public record TailStart(boolean fromBeginning, Optional<Integer> partition, Optional<Long> offset) {
  /**
   * Refuses what makes no sense.
   *
   * @throws LedgerFailure for a combination or number that cannot be
   */
  public TailStart {
    if (partition.filter(number -> number < 0).isPresent()) {
      throw LedgerFailure.usage(
          "bad --partition " + partition.get() + "; right would be a partition from 0");
    }
    if (offset.isPresent() && partition.isEmpty()) {
      throw LedgerFailure.usage("--offset needs --partition: each partition counts its own");
    }
    if (offset.isPresent() && fromBeginning) {
      throw LedgerFailure.usage("--offset and --from-beginning are two beginnings; choose one");
    }
  }
}
