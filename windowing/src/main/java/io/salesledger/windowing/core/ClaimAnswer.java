package io.salesledger.windowing.core;

/** What the views said to a claim of a partition. */
public sealed interface ClaimAnswer {
  /**
   * The partition is ours until someone claims it anew.
   *
   * @param epoch to be sent with each commit
   * @param sequence of the last commit applied
   * @param applied what is in the views
   */
  record Granted(String epoch, long sequence, AppliedOffsets applied) implements ClaimAnswer {}

  /** A newer launch of the topology has taken the ledger; this one stays out for good. */
  record Superseded(String launch) implements ClaimAnswer {}

  /** The views are damaged, or were folded from another log. Needs a person. */
  record Broken(String reason) implements ClaimAnswer {}
}
