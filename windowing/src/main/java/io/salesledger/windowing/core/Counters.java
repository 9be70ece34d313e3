package io.salesledger.windowing.core;

/**
 * What a commit adds to a partition's accounts. Applied, quarantined and gaps add up to the offsets
 * that it covers for the first time.
 *
 * @param applied payments folded into the views
 * @param quarantined offsets that could not be applied
 * @param gaps offsets that hold no record
 * @param duplicates records seen again and dropped
 * @param late applied payments whose minute had ended when the log took them
 * @param misrouted applied payments whose record key is not their productId
 * @param newestEventMillis the newest event time among the applied ones, epoch milliseconds; 0 for
 *     none
 */
public record Counters(
    long applied,
    long quarantined,
    long gaps,
    long duplicates,
    long late,
    long misrouted,
    long newestEventMillis) {
  /** Nothing. */
  static final Counters NONE = new Counters(0, 0, 0, 0, 0, 0, 0);

  Counters plus(Counters more) {
    return new Counters(
        applied + more.applied,
        quarantined + more.quarantined,
        gaps + more.gaps,
        duplicates + more.duplicates,
        late + more.late,
        misrouted + more.misrouted,
        Math.max(newestEventMillis, more.newestEventMillis));
  }
}
