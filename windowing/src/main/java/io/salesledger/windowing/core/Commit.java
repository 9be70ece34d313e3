package io.salesledger.windowing.core;

import java.util.List;
import java.util.OptionalInt;

/**
 * One atomic change of the views: sums, quarantine, accounts and applied offsets of one partition.
 *
 * @param partition the Kafka partition
 * @param epoch the claim under which it is made
 * @param sequence one more than the last one applied to this partition
 * @param base the applied offsets that it was folded onto, and is made onto alone
 * @param applied the applied offsets once it is made
 * @param counters what it adds to the accounts
 * @param sums what it adds to the views
 * @param quarantine what could not be applied
 * @param resolutions quarantined offsets that this settles
 * @param logEpoch the epoch of the leader that wrote the log up to the mark; empty if not known
 */
public record Commit(
    int partition,
    String epoch,
    long sequence,
    AppliedOffsets base,
    AppliedOffsets applied,
    Counters counters,
    ProductMinutes sums,
    List<QuarantineEntry> quarantine,
    List<Resolution> resolutions,
    OptionalInt logEpoch) {
  /** A change up to a mark of which no leader's epoch is known. */
  public Commit(
      int partition,
      String epoch,
      long sequence,
      AppliedOffsets base,
      AppliedOffsets applied,
      Counters counters,
      ProductMinutes sums,
      List<QuarantineEntry> quarantine,
      List<Resolution> resolutions) {
    this(
        partition,
        epoch,
        sequence,
        base,
        applied,
        counters,
        sums,
        quarantine,
        resolutions,
        OptionalInt.empty());
  }

  /** (product, minute) pairs and quarantined offsets. */
  public int entries() {
    return sums.size() + quarantine.size();
  }
}
