package io.salesledger.windowing.sim;

import io.salesledger.windowing.core.PartitionMarks;
import io.salesledger.windowing.core.PartitionMarks.Mark;
import io.salesledger.windowing.core.PartitionReads;
import io.salesledger.windowing.core.ReadRules;
import io.salesledger.windowing.core.ReadRules.Verdict;
import io.salesledger.windowing.log.LogFaults;
import io.salesledger.windowing.log.PolledBatch;
import io.salesledger.windowing.log.ReadPositions;
import io.salesledger.windowing.topology.GenerationMessageId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * What {@code TakenPartitions} and {@code ReadGuard} do around {@link PartitionReads} and {@link
 * ReadRules}, beside {@link KafkaSpoutModel}; and the spout executor's table of what is pending,
 * with Storm's message timeout.
 */
final class SimSpout implements ReadPositions {
  private static final int ROUNDS_A_COMPARISON = 10;
  private static final long MARKS_MILLIS = 100;

  private final SimWorld world;
  private final SimWorker worker;
  private final SimTopology topology;
  private final int index;
  private final int count;
  private final PartitionReads reads = new PartitionReads();
  private final ReadRules rules;
  private final KafkaSpoutModel kafkaSpout;
  private final Map<Long, Pending> pending = new LinkedHashMap<>();
  private Optional<Map<Integer, Long>> committedLookedUp = Optional.empty();
  private long nextCheck;
  private int round;

  /** A tuple that is neither acked nor failed. */
  private record Pending(GenerationMessageId id, long emittedAt) {}

  SimSpout(SimWorld world, SimWorker worker, SimTopology topology, int index, int count) {
    this.world = world;
    this.worker = worker;
    this.topology = topology;
    this.index = index;
    this.count = count;
    this.rules = new ReadRules(worker.launch());
    this.kafkaSpout = new KafkaSpoutModel(world, this);
  }

  SimWorker worker() {
    return worker;
  }

  void act() {
    if (world.clock().elapsed() >= nextCheck) {
      nextCheck = world.clock().elapsed() + MARKS_MILLIS;
      check();
    }
    timeOut();
    try {
      kafkaSpout.nextTuple();
    } catch (KafkaException e) {
      String reason = LogFaults.whyNotReadable(e, partition -> 0).orElseThrow(() -> e);
      stop(reason);
    }
  }

  private void stop(String reason) {
    Map<Integer, Mark> taken = reads.taken();
    PartitionMarks marks = world.marks(taken.keySet());
    if (rules.isStillAsTaken(taken, marks)) {
      writeDown(marks, reason);
    } else {
      world.trace().add(this + " takes anew first: " + reason);
    }
  }

  // ---- the executor

  void emit(GenerationMessageId id, PolledBatch batch) {
    long root = world.nextRoot();
    pending.put(root, new Pending(id, world.clock().elapsed()));
    topology.emit(this, root, batch);
  }

  void acked(long root) {
    Pending acked = pending.remove(root);
    if (acked != null) {
      kafkaSpout.ack(acked.id());
    }
  }

  void failed(long root) {
    Pending failed = pending.remove(root);
    if (failed != null) {
      world.trace().add(this + " #" + root + " failed");
      kafkaSpout.fail(failed.id());
    }
  }

  private void timeOut() {
    long before = world.clock().elapsed() - world.settings().timeoutMillis();
    for (Map.Entry<Long, Pending> entry : List.copyOf(pending.entrySet())) {
      if (entry.getValue().emittedAt() < before) {
        failed(entry.getKey());
      }
    }
  }

  // ---- TakenPartitions

  Set<Integer> refresh() {
    List<Integer> mine =
        IntStream.range(0, world.log().partitions())
            .filter(p -> p % count == index)
            .boxed()
            .toList();
    PartitionReads.Refresh refresh = reads.refresh(mine);
    if (!refresh.left().isEmpty()) {
      world.trace().add(this + " rewinds " + refresh.left());
    }
    Set<Integer> read = new HashSet<>(refresh.reading());
    readFrom(refresh.untaken())
        .forEach(
            (partition, mark) -> {
              world.trace().add(this + " reads " + partition + " from " + mark);
              reads.take(partition, mark);
              read.add(partition);
            });
    return read;
  }

  GenerationMessageId messageId(TopicPartition partition, long offset) {
    return new GenerationMessageId(partition, offset, reads.generation(partition.partition()));
  }

  /** The partitions that are not to be polled: they would not begin at their marks. */
  Set<Integer> holdWhatBeginsElsewhere(Map<TopicPartition, Long> positions) {
    Set<Integer> held = new TreeSet<>();
    reads
        .unread()
        .forEach(
            (partition, low) -> {
              if (!low.equals(positions.get(new TopicPartition(SimLog.TOPIC, partition)))) {
                held.add(partition);
                reads.rewind(partition);
              } else {
                compareEpoch(partition, low);
              }
            });
    return held;
  }

  /** The consumer, which was told the epoch, asks the leader before it fetches. */
  private void compareEpoch(int partition, long low) {
    OptionalInt epoch = reads.taken(partition).map(Mark::logEpoch).orElse(OptionalInt.empty());
    if (epoch.isPresent()) {
      long end = world.log().endOfEpoch(partition, epoch.getAsInt());
      if (end < low) {
        TopicPartition is = new TopicPartition(SimLog.TOPIC, partition);
        throw new LogTruncationException(Map.of(is, low), Map.of(is, new OffsetAndMetadata(end)));
      }
    }
  }

  void schedule(int partition) {
    reads.rewind(partition);
  }

  @Override
  public long advance(TopicPartition partition, long next) {
    return reads.advance(partition.partition(), next);
  }

  @Override
  public void polled(List<ConsumerRecord<byte[], Object>> records) {}

  @Override
  public void awaitRoom() {}

  // ---- ReadGuard

  private Map<Integer, Mark> readFrom(List<Integer> partitions) {
    if (partitions.isEmpty() || world.isRedisAway()) {
      return Map.of();
    }
    PartitionMarks marks = world.marks(partitions);
    Map<Integer, Mark> from = rules.readFrom(marks, partitions);
    world.meanwhile(worker);
    if (from.isEmpty() || world.isKafkaAway()) {
      return Map.of();
    }
    for (Map.Entry<Integer, Mark> mark : from.entrySet()) {
      int partition = mark.getKey();
      Optional<String> reason =
          ReadRules.whyNotWithin(
                  SimLog.TOPIC + "-" + partition,
                  mark.getValue().low(),
                  world.log().begin(partition),
                  world.log().end(partition))
              .or(
                  () ->
                      ReadRules.whyNotOlder(
                          SimLog.TOPIC + "-" + partition,
                          mark.getValue(),
                          OptionalInt.of(world.log().leaderEpoch(partition))));
      if (reason.isPresent()) {
        writeDown(marks, reason.get());
        return Map.of();
      }
    }
    world.meanwhile(worker);
    from.forEach(
        (partition, mark) -> {
          world.checker().taken(this, partition, mark.low());
          world.commit(this, partition, mark.low());
        });
    world.meanwhile(worker);
    return from;
  }

  /** The committed offsets are looked up in one moment, the marks in a later one. */
  private void check() {
    // In one order: that of Map.copyOf is another in each process.
    Map<Integer, Mark> taken = new TreeMap<>(reads.taken());
    if (taken.isEmpty() || world.isRedisAway()) {
      return;
    }
    if (committedLookedUp.isEmpty() && ++round % ROUNDS_A_COMPARISON == 0) {
      if (!world.isKafkaAway()) {
        committedLookedUp = Optional.of(Map.copyOf(world.log().committed()));
      }
      return;
    }
    PartitionMarks marks = world.marks(taken.keySet());
    taken.forEach((partition, mark) -> check(partition, mark, marks));
    if (committedLookedUp.isPresent()) {
      marks
          .topicId()
          .flatMap(
              folded ->
                  ReadRules.whyNotTheTopic(
                      SimLog.TOPIC, folded, Optional.of(world.log().topicId())))
          .ifPresent(reason -> writeDown(marks, reason));
    }
    committedLookedUp = Optional.empty();
  }

  private void check(int partition, Mark mark, PartitionMarks marks) {
    Long offset = committedLookedUp.orElse(new HashMap<>()).get(partition);
    Verdict verdict =
        rules.check(
            partition,
            reads.taken(partition).orElse(mark),
            marks,
            offset == null ? OptionalLong.empty() : OptionalLong.of(offset));
    if (verdict instanceof Verdict.Rewind rewind) {
      world.trace().add(this + " is to rewind " + partition + ": " + rewind.why());
      reads.rewind(partition);
    } else if (verdict instanceof Verdict.GoOn goOn) {
      reads.applied(partition, goOn.mark().low());
    }
  }

  private void writeDown(PartitionMarks marks, String reason) {
    boolean written = worker.stop().because(reason, marks.ledgerId().orElse(""));
    world
        .trace()
        .add(this + (written ? " stops the ledger: " : " finds no ledger to stop: ") + reason);
  }

  @Override
  public String toString() {
    return worker + "/spout-" + index;
  }
}
