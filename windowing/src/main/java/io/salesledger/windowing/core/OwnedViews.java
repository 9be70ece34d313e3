package io.salesledger.windowing.core;

/**
 * The views, with what an owner tells beside its commits. See {@link Views} for threads and errors.
 */
public interface OwnedViews extends Views {
  /**
   * Tells that the owner of a partition lives. Never {@link CommitAnswer.Broken} or too large.
   *
   * @param atMillis when the log's end was seen, epoch milliseconds
   * @param endOffset the first offset that the log does not hold yet
   */
  CommitAnswer heartbeat(int partition, String epoch, long atMillis, long endOffset);

  /**
   * The same where the log's end is not known: what was told of it before stays.
   *
   * @param atMillis when it was looked for, epoch milliseconds
   */
  CommitAnswer heartbeat(int partition, String epoch, long atMillis);

  /**
   * Shows a partition's sliding window, until it is a window's length old.
   *
   * @param asOfMillis epoch milliseconds
   */
  void showWindow(int partition, WindowSums sums, long asOfMillis);

  /**
   * Writes down why the ledger stopped, for health and for people, until the next claim is granted.
   * Not at views that are in the place of those that the last claim met.
   *
   * @return false if there was no ledger then, or it is gone or made anew, or another launch's that
   *     is newer or lives: nothing is stopped by this
   */
  boolean markBroken(String reason);
}
