package io.salesledger.windowing.sim;

import io.salesledger.windowing.log.BatchInterceptor;
import io.salesledger.windowing.log.PolledBatch;
import io.salesledger.windowing.log.ReadPositions;
import io.salesledger.windowing.topology.GenerationMessageId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.storm.kafka.spout.KafkaSpoutMessageId;
import org.apache.storm.kafka.spout.internal.OffsetManager;

/**
 * {@code org.apache.storm.kafka.spout.KafkaSpout} of Storm 2.8.3 at AT_LEAST_ONCE, step by step as
 * its source goes, with its own {@link OffsetManager}; and the consumer that it holds. Left out is
 * KafkaSpout's retrying, which the ledger's retry service never asks for.
 */
final class KafkaSpoutModel {
  private static final long REFRESH_MILLIS = 500;
  private static final long COMMIT_MILLIS = 1_000;

  private final SimWorld world;
  private final SimSpout spout;
  private final BatchInterceptor interceptor = new BatchInterceptor();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private final Map<TopicPartition, OffsetManager> offsetManagers = new HashMap<>();
  private final Set<KafkaSpoutMessageId> emitted = new HashSet<>();
  private final Map<TopicPartition, List<ConsumerRecord<byte[], Object>>> waitingToEmit =
      new HashMap<>();
  private long nextRefresh;
  private long nextCommit;

  KafkaSpoutModel(SimWorld world, SimSpout spout) {
    this.world = world;
    this.spout = spout;
    interceptor.configure(Map.of(ReadPositions.CONFIG_KEY, spout));
    nextCommit = world.clock().elapsed() + COMMIT_MILLIS;
  }

  /** {@code nextTuple()}; but several are emitted in one call, as in several calls in a row. */
  void nextTuple() {
    if (world.isKafkaAway()) {
      return;
    }
    long now = world.clock().elapsed();
    if (now >= nextRefresh) {
      nextRefresh = now + REFRESH_MILLIS;
      refreshAssignment();
    }
    if (now >= nextCommit) {
      nextCommit = now + COMMIT_MILLIS;
      commitOffsetsForAckedTuples();
    }
    if (waitingToEmit.values().stream().allMatch(List::isEmpty)) {
      poll();
    }
    for (int emits = world.chance().between(1, 3); emits > 0; emits--) {
      emitIfWaitingNotEmitted();
    }
  }

  /** {@code refreshAssignment()} and {@code TopicAssigner.assignPartitions}. */
  private void refreshAssignment() {
    Set<TopicPartition> assigned =
        spout.refresh().stream()
            .map(partition -> new TopicPartition(SimLog.TOPIC, partition))
            .collect(Collectors.toSet());
    if (!assigned.equals(positions.keySet())) {
      Set<TopicPartition> previous = Set.copyOf(positions.keySet());
      commitOffsetsForAckedTuples();
      positions.keySet().retainAll(assigned);
      onPartitionsAssigned(assigned, previous);
    }
  }

  private void onPartitionsAssigned(Set<TopicPartition> assigned, Set<TopicPartition> previous) {
    offsetManagers.keySet().retainAll(assigned);
    emitted.removeIf(id -> !assigned.contains(id.getTopicPartition()));
    waitingToEmit.keySet().retainAll(assigned);
    for (TopicPartition partition : assigned) {
      if (!previous.contains(partition)) {
        long committed = world.log().committed().getOrDefault(partition.partition(), 0L);
        positions.put(partition, committed);
        offsetManagers.putIfAbsent(partition, new OffsetManager(partition, committed));
      }
    }
  }

  private void commitOffsetsForAckedTuples() {
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    offsetManagers.forEach(
        (partition, manager) -> {
          OffsetAndMetadata found = manager.findNextCommitOffset("");
          if (found != null) {
            next.put(partition, found);
          }
        });
    if (next.isEmpty()) {
      return;
    }
    world.meanwhile(spout.worker());
    next.forEach(
        (partition, offset) -> {
          world.commit(spout, partition.partition(), offset.offset());
          positions.computeIfPresent(partition, (p, at) -> Math.max(at, offset.offset()));
          waitingToEmit.computeIfPresent(
              partition,
              (p, records) ->
                  records.stream()
                      .filter(record -> record.offset() >= offset.offset())
                      .collect(Collectors.toCollection(ArrayList::new)));
          OffsetManager manager = offsetManagers.get(partition);
          if (manager != null) {
            manager.commit(offset);
          }
        });
  }

  /** {@code KafkaConsumer.poll}, of some of the partitions, with the interceptor. */
  private void poll() {
    Map<TopicPartition, List<ConsumerRecord<byte[], Object>>> records = new HashMap<>();
    Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
    Set<Integer> held = spout.holdWhatBeginsElsewhere(positions);
    for (Map.Entry<TopicPartition, Long> position : positions.entrySet()) {
      int partition = position.getKey().partition();
      if (held.contains(partition)) {
        continue;
      }
      if (position.getValue() > world.log().end(partition)
          || position.getValue() < world.log().begin(partition)) {
        throw new SimWorker.Dead("offset " + position + " is out of range, and no reset is set");
      }
      if (world.chance().oneIn(3)) {
        continue;
      }
      SimLog.Fetched fetched =
          world
              .log()
              .fetch(
                  partition,
                  position.getValue(),
                  world.chance().between(1, world.settings().traffic().pollRecords()),
                  world.chance().oneIn(2));
      if (fetched.next() > position.getValue()) {
        position.setValue(fetched.next());
        next.put(
            position.getKey(),
            new OffsetAndMetadata(
                fetched.next(), world.log().epochBefore(partition, fetched.next()), ""));
        if (!fetched.records().isEmpty()) {
          records.put(position.getKey(), fetched.records());
        }
      }
    }
    ConsumerRecords<byte[], Object> folded =
        interceptor.onConsume(new ConsumerRecords<>(records, next));
    for (TopicPartition partition : folded.partitions()) {
      waitingToEmit.put(partition, new ArrayList<>(folded.records(partition)));
    }
  }

  private void emitIfWaitingNotEmitted() {
    Iterator<List<ConsumerRecord<byte[], Object>>> each = waitingToEmit.values().iterator();
    while (each.hasNext()) {
      List<ConsumerRecord<byte[], Object>> waiting = each.next();
      while (!waiting.isEmpty()) {
        if (emitOrRetryTuple(waiting.remove(0))) {
          return;
        }
      }
      each.remove();
    }
  }

  private boolean emitOrRetryTuple(ConsumerRecord<byte[], Object> record) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    GenerationMessageId id = spout.messageId(partition, record.offset());
    OffsetManager manager = offsetManagers.get(partition);
    if (manager == null || manager.contains(id) || emitted.contains(id)) {
      return false;
    }
    if (!(record.value() instanceof PolledBatch batch)) {
      throw new IllegalStateException("not a batch: " + record);
    }
    emitted.add(id);
    manager.addToEmitMsgs(id.offset());
    spout.emit(id, batch);
    return true;
  }

  void ack(KafkaSpoutMessageId id) {
    OffsetManager manager = offsetManagers.get(id.getTopicPartition());
    if (emitted.remove(id) && manager != null) {
      manager.addToAckMsgs(id);
    }
  }

  void fail(KafkaSpoutMessageId id) {
    if (emitted.remove(id)) {
      spout.schedule(id.partition());
    }
  }
}
