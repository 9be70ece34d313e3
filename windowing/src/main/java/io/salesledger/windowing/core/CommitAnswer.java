package io.salesledger.windowing.core;

/** What the views said to a commit. */
public sealed interface CommitAnswer {
  /** It is in the views. */
  record Ok() implements CommitAnswer {}

  /** It was in the views before: the reply to the first attempt was lost. */
  record Already() implements CommitAnswer {}

  /**
   * Nothing was written: it would touch more entries than one commit may, because old minutes of
   * long timelines move. To be sent again in smaller pieces.
   *
   * @param cost how many entries it would touch, as far as was looked
   */
  record TooLarge(long cost) implements CommitAnswer {}

  /** Nothing was written: another task owns the partition. */
  record Fenced(String ownerEpoch) implements CommitAnswer {}

  /** Nothing was written: the views went back in time, or lost this partition's accounts. */
  record Stale(String found) implements CommitAnswer {}

  /** Nothing was written: the views are damaged. */
  record Broken(String reason) implements CommitAnswer {}
}
