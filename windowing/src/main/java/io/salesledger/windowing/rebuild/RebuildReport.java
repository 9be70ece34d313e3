package io.salesledger.windowing.rebuild;

import io.salesledger.windowing.audit.AuditReport;

/**
 * What a rebuild did. Immutable.
 *
 * @param resumed whether it went on from where an earlier run had ended
 * @param folded offsets of the log that this run folded before it had caught up
 * @param foldMillis how long that took
 * @param proof what the audit of the second set found
 * @param switched whether the second set is the live one now; false only if it was not proved
 * @param database where the views are that were live until then
 * @param topology how the topology went on, in one line; empty if nothing was switched
 */
public record RebuildReport(
    boolean resumed,
    long folded,
    long foldMillis,
    AuditReport proof,
    boolean switched,
    int database,
    String topology) {

  /** Offsets folded a second, until it had caught up. */
  public long perSecond() {
    return folded * 1000 / Math.max(1, foldMillis);
  }
}
