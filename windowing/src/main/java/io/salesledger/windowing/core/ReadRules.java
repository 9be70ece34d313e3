package io.salesledger.windowing.core;

import io.salesledger.windowing.core.PartitionMarks.Mark;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Redis wins: a partition's committed offset is never above the views' low-water mark, neither
 * before it is read nor while it is. Where it is, the partition is rewound to the mark; so views
 * that went back, or were emptied, are filled again from the log. A partition whose owner changed
 * is rewound as well: what the old owner's window held is lost. Immutable; any thread may use it.
 *
 * @param launch the launch that reads
 */
public record ReadRules(Launch launch) {

  /** What is to be done with a partition that is read. */
  public sealed interface Verdict {
    /** It goes on; the views hold it up to this mark. */
    record GoOn(Mark mark) implements Verdict {}

    /** It is to be read again from the views' mark. */
    record Rewind(String why) implements Verdict {}
  }

  /** Why nothing may be read: not before the partition's owner has claimed it for this launch. */
  public Optional<String> whyNotToRead(PartitionMarks marks) {
    if (marks.broken().isPresent()) {
      return Optional.of("the ledger has stopped: " + marks.broken().get());
    }
    if (marks.launch().isEmpty()) {
      return Optional.of("waiting for the first claim");
    }
    if (!marks.launch().get().equals(launch)) {
      return Optional.of(
          "the ledger belongs to launch " + marks.launch().get().id() + ", not to " + launch.id());
    }
    return Optional.empty();
  }

  /**
   * From where each of these partitions is to be read, and to what its committed offset is to be
   * set first; without those that nobody has claimed yet.
   */
  public Map<Integer, Mark> readFrom(PartitionMarks marks, Collection<Integer> partitions) {
    Map<Integer, Mark> from = new HashMap<>();
    if (whyNotToRead(marks).isEmpty()) {
      for (int partition : partitions) {
        Mark mark = marks.marks().get(partition);
        if (mark != null) {
          from.put(partition, mark);
        }
      }
    }
    return from;
  }

  /**
   * Why the ledger must stop: the log does not hold the offset at which it goes on.
   *
   * @param partition its name, for the message
   * @param low the views' mark
   * @param begin the log's first offset
   * @param end the log's first offset that is not there yet
   */
  public static Optional<String> whyNotWithin(String partition, long low, long begin, long end) {
    if (begin <= low && low <= end) {
      return Optional.empty();
    }
    return Optional.of(
        "the log of "
            + partition
            + " holds offsets ["
            + begin
            + ","
            + end
            + "), the ledger goes on at "
            + low
            + ": the topic was truncated or made anew");
  }

  /**
   * Why the ledger must stop: the log is an older one than the one that was read up to the mark. A
   * leader's epoch only grows.
   *
   * @param partition its name, for the message
   * @param mark the views' mark
   * @param leader the epoch of the log's leader now; empty if not known
   */
  public static Optional<String> whyNotOlder(String partition, Mark mark, OptionalInt leader) {
    if (leader.isEmpty()
        || mark.logEpoch().isEmpty()
        || mark.logEpoch().getAsInt() <= leader.getAsInt()) {
      return Optional.empty();
    }
    return Optional.of(
        "the log of "
            + partition
            + " is at leader epoch "
            + leader.getAsInt()
            + ", the ledger goes on at "
            + mark.low()
            + " and read up to there at epoch "
            + mark.logEpoch().getAsInt()
            + ": the log is an older one");
  }

  /**
   * Why the ledger must stop: a topic that was made anew must not be counted on top of the old one.
   *
   * @param topic its name, for the message
   * @param folded the id of the topic that the ledger was folded from
   * @param now the id of what has that name now; empty if nothing has
   */
  public static Optional<String> whyNotTheTopic(String topic, String folded, Optional<String> now) {
    if (now.isPresent() && now.get().equals(folded)) {
      return Optional.empty();
    }
    return Optional.of(
        "topic "
            + topic
            + (now.isPresent() ? " was made anew" : " is gone")
            + ": the ledger was folded from topic id "
            + folded);
  }

  /**
   * Whether all that is read is still what was taken. Only then does a fault that was met in
   * reading concern the ledger of these marks: views that were emptied meanwhile, or an owner that
   * changed, rewind first, and a fault that is still there is met again.
   *
   * @param taken by partition, its mark when it was taken
   */
  public boolean isStillAsTaken(Map<Integer, Mark> taken, PartitionMarks marks) {
    return !taken.isEmpty()
        && taken.entrySet().stream()
            .allMatch(
                one ->
                    check(one.getKey(), one.getValue(), marks, OptionalLong.empty())
                        instanceof Verdict.GoOn);
  }

  /**
   * Compares a partition that is read with the views.
   *
   * @param asTaken its mark when it was taken
   * @param committed the group's committed offset, looked up <em>before</em> the marks: both only
   *     grow, so that a commit in between is no alarm; empty if it was not looked up
   */
  public Verdict check(int partition, Mark asTaken, PartitionMarks marks, OptionalLong committed) {
    Mark mark = marks.marks().getOrDefault(partition, new Mark(0, ""));
    Optional<String> notToRead = whyNotToRead(marks);
    if (notToRead.isPresent()) {
      return new Verdict.Rewind(notToRead.get());
    }
    if (!asTaken.epoch().equals(mark.epoch())) {
      return new Verdict.Rewind(
          "its owner changed from " + asTaken.epoch() + " to " + mark.epoch());
    }
    if (committed.orElse(0) > mark.low()) {
      return new Verdict.Rewind(
          "it is committed up to "
              + committed.getAsLong()
              + ", the views hold it up to "
              + mark.low());
    }
    return new Verdict.GoOn(mark);
  }
}
