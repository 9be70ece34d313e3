package io.salesledger.windowing.core;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the reader of the log needs to know of the views, as of one moment. Immutable.
 *
 * @param ledgerId the ledger's own id; empty where there is none yet
 * @param launch the launch that owns the ledger; empty where no task has claimed anything yet
 * @param broken why the ledger stopped, if it did
 * @param topicId the topic it was folded from; empty where there is none yet
 * @param marks by partition; without those that the views do not know, or whose hash is damaged
 */
public record PartitionMarks(
    Optional<String> ledgerId,
    Optional<Launch> launch,
    Optional<String> broken,
    Optional<String> topicId,
    Map<Integer, Mark> marks) {

  /**
   * One partition's.
   *
   * @param low the first offset that is not applied
   * @param epoch its owner's claim
   * @param covered how many offsets are applied: more with each commit, while the mark stays until
   *     the last portion of a large one
   * @param logEpoch the epoch of the leader that wrote the log up to the mark; empty if not known
   */
  public record Mark(long low, String epoch, long covered, OptionalInt logEpoch) {
    /** A mark of which no leader's epoch is known. */
    public Mark(long low, String epoch, long covered) {
      this(low, epoch, covered, OptionalInt.empty());
    }

    /** The same above which nothing is applied. */
    public Mark(long low, String epoch) {
      this(low, epoch, low);
    }
  }
}
