package io.salesledger.windowing.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The topic: partitions of records and transaction markers, read as a {@code read_committed}
 * consumer reads; and the group's committed offsets.
 */
final class SimLog {
  static final String TOPIC = "sales_events";

  /** What an offset holds. */
  sealed interface Slot {
    /** The transaction that it is of; 0 for none. */
    int transaction();
  }

  /**
   * A payment.
   *
   * @param isMisrouted its key is not its product
   */
  record Payment(
      int transaction,
      String product,
      long eventMillis,
      long amount,
      int units,
      boolean isMisrouted,
      long appendMillis)
      implements Slot {
    /** Whether its minute had ended when it was appended. */
    boolean isLate() {
      return eventMillis / 60_000 < appendMillis / 60_000;
    }
  }

  /**
   * A payment appended in place of an offset of the same partition, which it says is quarantined.
   *
   * @param of below its own offset
   */
  record Requeued(Payment payment, long of) implements Slot {
    @Override
    public int transaction() {
      return payment.transaction();
    }
  }

  /** A record that is to be quarantined. */
  record Bad(int transaction, String detail) implements Slot {}

  /** The end of a transaction. */
  record Marker(int transaction) implements Slot {}

  /**
   * What a poll of one partition found.
   *
   * @param next the position after it
   */
  record Fetched(List<ConsumerRecord<byte[], Object>> records, long next) {}

  private final List<List<Slot>> partitions;
  private final List<Long> begins;

  /** By partition, the offset at which each leader began to write, with the leader's epoch. */
  private final List<NavigableMap<Long, Integer>> leaders;

  private final Set<Integer> open;
  private final Set<Integer> aborted;
  private final Map<Integer, Long> committed;
  private final String topicId;

  /**
   * A new topic.
   *
   * @param committed the group's offsets, which outlive a topic
   */
  SimLog(String topicId, int partitions, Map<Integer, Long> committed) {
    this.topicId = topicId;
    this.committed = committed;
    this.partitions = new ArrayList<>();
    this.begins = new ArrayList<>();
    this.leaders = new ArrayList<>();
    this.open = new HashSet<>();
    this.aborted = new HashSet<>();
    for (int i = 0; i < partitions; i++) {
      this.partitions.add(new ArrayList<>());
      this.begins.add(0L);
      this.leaders.add(new TreeMap<>(Map.of(0L, 0)));
    }
  }

  private SimLog(SimLog as) {
    this.topicId = as.topicId;
    this.committed = as.committed;
    this.partitions = new ArrayList<>(as.partitions);
    this.begins = as.begins;
    this.leaders = new ArrayList<>(as.leaders);
    this.open = as.open;
    this.aborted = as.aborted;
  }

  /**
   * What this log is from now on: another leader's, without what this partition held from {@code
   * end} on. All else is shared; this one stays what was read.
   */
  SimLog loseEnd(int partition, long end) {
    SimLog after = new SimLog(this);
    after.partitions.set(
        partition, new ArrayList<>(partitions.get(partition).subList(0, (int) end)));
    int epoch = leaders.get(partition).lastEntry().getValue() + 1;
    NavigableMap<Long, Integer> left = new TreeMap<>(leaders.get(partition).headMap(end, false));
    left.put(end, epoch);
    after.leaders.set(partition, left);
    return after;
  }

  /** Each partition has another leader from now on, and loses nothing. */
  void changeLeaders() {
    for (int partition = 0; partition < partitions(); partition++) {
      NavigableMap<Long, Integer> all = leaders.get(partition);
      all.put(size(partition), all.lastEntry().getValue() + 1);
    }
  }

  /** The epoch of the leader now. */
  int leaderEpoch(int partition) {
    return leaders.get(partition).lastEntry().getValue();
  }

  /** The epoch of the leader that wrote what is just before this offset; empty at the first. */
  Optional<Integer> epochBefore(int partition, long offset) {
    return Optional.ofNullable(leaders.get(partition).lowerEntry(offset)).map(Map.Entry::getValue);
  }

  /** As Kafka answers OffsetForLeaderEpoch: where leaders up to this epoch stopped writing. */
  long endOfEpoch(int partition, int epoch) {
    return leaders.get(partition).entrySet().stream()
        .filter(leader -> leader.getValue() > epoch)
        .mapToLong(Map.Entry::getKey)
        .findFirst()
        .orElse(size(partition));
  }

  String topicId() {
    return topicId;
  }

  int partitions() {
    return partitions.size();
  }

  /** The group's committed offsets; changes are seen. */
  Map<Integer, Long> committed() {
    return committed;
  }

  long append(int partition, Slot slot) {
    if (slot.transaction() != 0) {
      open.add(slot.transaction());
    }
    partitions.get(partition).add(slot);
    return partitions.get(partition).size() - 1L;
  }

  /** Ends a transaction, with a marker in each partition that it wrote to. */
  void end(int transaction, boolean isCommitted) {
    if (!isCommitted) {
      aborted.add(transaction);
    }
    for (List<Slot> partition : partitions) {
      if (partition.stream().anyMatch(slot -> slot.transaction() == transaction)) {
        partition.add(new Marker(transaction));
      }
    }
    open.remove(transaction);
  }

  /** How many offsets were written, whether a reader sees them yet or not. */
  long size(int partition) {
    return partitions.get(partition).size();
  }

  Set<Integer> openTransactions() {
    return Set.copyOf(open);
  }

  /** Retention: what is below is gone. */
  void truncate(int partition, long begin) {
    begins.set(partition, begin);
  }

  long begin(int partition) {
    return begins.get(partition);
  }

  /**
   * The last stable offset: a reader sees nothing of an open transaction, nor what is behind it.
   */
  long end(int partition) {
    List<Slot> slots = partitions.get(partition);
    if (!open.isEmpty()) {
      for (int offset = 0; offset < slots.size(); offset++) {
        if (open.contains(slots.get(offset).transaction())) {
          return offset;
        }
      }
    }
    return slots.size();
  }

  /** The offset's record, if it holds one that counts. */
  Optional<Slot> record(int partition, long offset) {
    Slot slot = partitions.get(partition).get((int) offset);
    return slot instanceof Marker || aborted.contains(slot.transaction())
        ? Optional.empty()
        : Optional.of(slot);
  }

  /**
   * At most so many records from a position on.
   *
   * @param overGaps whether the position goes on over what holds no record behind the last one, as
   *     it does when the fetch has seen it
   */
  Fetched fetch(int partition, long position, int most, boolean overGaps) {
    List<ConsumerRecord<byte[], Object>> records = new ArrayList<>();
    long end = end(partition);
    long offset = position;
    long next = position;
    while (offset < end && records.size() < most) {
      Optional<Slot> slot = record(partition, offset++);
      if (slot.isPresent()) {
        records.add(consumerRecord(partition, offset - 1, slot.get()));
        next = offset;
      }
    }
    if (overGaps) {
      while (offset < end && record(partition, offset).isEmpty()) {
        offset++;
      }
      next = offset;
    }
    return new Fetched(records, next);
  }

  /** The value is the slot itself, which the simulator's decoder reads. */
  private static ConsumerRecord<byte[], Object> consumerRecord(
      int partition, long offset, Slot slot) {
    return new ConsumerRecord<>(TOPIC, partition, offset, new byte[0], slot);
  }

  /** Committed offsets of a group that begins anew. */
  static Map<Integer, Long> noneCommitted() {
    return new HashMap<>();
  }
}
