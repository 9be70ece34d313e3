package io.salesledger.windowing.core;

import io.salesledger.windowing.core.PartitionMarks.Mark;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which partitions one reader of the log reads, from where, and how far it is. A rewind takes two
 * refreshes: a partition is left out at one and taken back at the next, from the views' mark.
 *
 * <p>Each batch covers the offsets from where the reading stood before, not from the first record
 * that came: an aborted transaction in between must not be left out for ever.
 *
 * <p>Each leaving begins a new <em>generation</em> of the partition's batches: an ack from before a
 * rewind must not count for the batch after it that ends at the same offset.
 *
 * <p>Any thread may call it.
 */
public final class PartitionReads {
  private final Map<Integer, Mark> taken = new HashMap<>();
  private final Map<Integer, Long> read = new HashMap<>();
  private final Map<Integer, Long> applied = new HashMap<>();
  private final Map<Integer, Integer> generations = new HashMap<>();
  private final Set<Integer> rewinds = new HashSet<>();

  /**
   * What a refresh comes to.
   *
   * @param reading goes on being read
   * @param left is not read any more, to be taken at the next refresh
   * @param untaken may be taken now
   */
  public record Refresh(Set<Integer> reading, List<Integer> left, List<Integer> untaken) {}

  /**
   * Leaves the partitions that are to be rewound, of those that are this reader's, and those that
   * are not: the consumer forgets them too, even if they were only missing from one answer of
   * Kafka's, and would begin again at the group's committed offset.
   */
  public synchronized Refresh refresh(Collection<Integer> mine) {
    Refresh refresh = new Refresh(new HashSet<>(), new ArrayList<>(), new ArrayList<>());
    for (int partition : mine) {
      boolean rewind = rewinds.remove(partition);
      if (!taken.containsKey(partition)) {
        refresh.untaken().add(partition);
      } else if (rewind) {
        leave(partition);
        refresh.left().add(partition);
      } else {
        refresh.reading().add(partition);
      }
    }
    for (int partition : List.copyOf(taken.keySet())) {
      if (!mine.contains(partition)) {
        leave(partition);
        refresh.left().add(partition);
      }
    }
    return refresh;
  }

  private void leave(int partition) {
    taken.remove(partition);
    read.remove(partition);
    applied.remove(partition);
    generations.merge(partition, 1, Integer::sum);
  }

  /** Reading of this partition begins anew at its mark. */
  public synchronized void take(int partition, Mark mark) {
    taken.put(partition, mark);
    read.put(partition, mark.low());
    applied.put(partition, mark.low());
  }

  /**
   * The partition is to be read again from the views' mark.
   *
   * @return false if it was to be rewound already
   */
  public synchronized boolean rewind(int partition) {
    return rewinds.add(partition);
  }

  /** The partitions that are read, each with the mark at which it was taken. */
  public synchronized Map<Integer, Mark> taken() {
    return Map.copyOf(taken);
  }

  /** Its mark when it was taken; empty if it is not read. */
  public synchronized Optional<Mark> taken(int partition) {
    return Optional.ofNullable(taken.get(partition));
  }

  /**
   * Where the first read of each partition has to begin that was taken and not read since. To be
   * compared with where it will begin, when nothing else comes before the read: a reader that
   * stands where the group's committed offset says may stand where somebody else committed it.
   */
  public synchronized Map<Integer, Long> unread() {
    Map<Integer, Long> unread = new HashMap<>();
    taken.forEach(
        (partition, mark) -> {
          if (Objects.equals(read.get(partition), mark.low())) {
            unread.put(partition, mark.low());
          }
        });
    return unread;
  }

  /** After how many leavings of the partition its batches are emitted now. */
  public synchronized int generation(int partition) {
    return generations.getOrDefault(partition, 0);
  }

  /**
   * Read up to {@code next}.
   *
   * @return where the reading stood before: the first offset that was read now
   */
  public synchronized long advance(int partition, long next) {
    Long from = read.put(partition, next);
    if (from == null) {
      throw new IllegalStateException(
          "partition " + partition + " is read without having been taken");
    }
    return from;
  }

  /** The views hold the partition up to this mark; an older mark than the last changes nothing. */
  public synchronized void applied(int partition, long low) {
    applied.computeIfPresent(partition, (p, before) -> Math.max(before, low));
  }

  /** How many offsets are read and not yet in the views, of all partitions. */
  public synchronized long outstanding() {
    long sum = 0;
    for (int partition : read.keySet()) {
      sum += outstanding(partition);
    }
    return sum;
  }

  /** The same of one partition; none of one that is not read. */
  public synchronized long outstanding(int partition) {
    return Math.max(0, read.getOrDefault(partition, 0L) - applied.getOrDefault(partition, 0L));
  }
}
