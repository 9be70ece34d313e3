package io.salesledger.local.quarantine;

/**
 * The quarantine in figures, of all partitions. Immutable.
 *
 * @param quarantined offsets that could not be applied
 * @param requeued those of them in whose place a corrected payment counts
 * @param unlisted those of them that are not listed any more, to keep the list's bound
 */
public record QuarantineAccounts(long quarantined, long requeued, long unlisted) {
  /** How many wait to be worked off. */
  public long open() {
    return quarantined - requeued;
  }
}
