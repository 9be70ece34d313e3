package io.salesledger.windowing.topology;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.log.ReadPositions;
import io.salesledger.windowing.store.Launch;
import io.salesledger.windowing.store.PartitionMarks.Mark;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.storm.kafka.spout.KafkaSpoutMessageId;
import org.apache.storm.kafka.spout.KafkaSpoutRetryService;
import org.apache.storm.kafka.spout.subscription.ManualPartitioner;
import org.apache.storm.task.TopologyContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions a spout task reads, and from where. A failed batch rewinds its partition: the
 * partition is left out at one refresh and taken back at the next, from the views' low-water mark.
 *
 * <p>It plugs into KafkaSpout in three places that share one object, serialized in one graph: as
 * its {@link ManualPartitioner}, which decides what is read; as its {@link KafkaSpoutRetryService},
 * which learns what failed and schedules nothing, because a batch polled again is cut elsewhere and
 * a seek past it would skip records; and, through the consumer's configuration, as the {@link
 * ReadPositions} that tell each batch where it begins.
 *
 * <p>All but {@link #rewind} is called by the spout's own thread.
 */
final class TakenPartitions
    implements ManualPartitioner, KafkaSpoutRetryService, ReadPositions, AutoCloseable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(TakenPartitions.class);

  private final LedgerSettings settings;
  private final Launch launch;
  private transient State state = State.none();

  TakenPartitions(LedgerSettings settings, Launch launch) {
    this.settings = settings;
    this.launch = launch;
  }

  /** What lives only in the spout's process. */
  private record State(
      ReadProgress progress,
      Map<TopicPartition, Mark> taken,
      Map<TopicPartition, Integer> generations,
      Set<TopicPartition> rewinds,
      List<ReadGuard> guard) {
    static State none() {
      return new State(
          new ReadProgress(0), Map.of(), Map.of(), ConcurrentHashMap.newKeySet(), List.of());
    }
  }

  private Object readResolve() {
    TakenPartitions copy = new TakenPartitions(settings, launch);
    copy.state =
        new State(
            new ReadProgress(settings.storm().uncommittedRecords()),
            new ConcurrentHashMap<>(),
            new ConcurrentHashMap<>(),
            ConcurrentHashMap.newKeySet(),
            new ArrayList<>(1));
    return copy;
  }

  // ---- ManualPartitioner

  @Override
  public Set<TopicPartition> getPartitionsForThisTask(
      List<TopicPartition> all, TopologyContext context) {
    ReadGuard guard = guard();
    int tasks = context.getComponentTasks(context.getThisComponentId()).size();
    Set<TopicPartition> reading = new HashSet<>();
    List<TopicPartition> untaken = new ArrayList<>();
    for (TopicPartition partition : all) {
      if (PartitionGrouping.taskIndex(partition.partition(), tasks) != context.getThisTaskIndex()) {
        continue;
      }
      boolean rewind = state.rewinds().remove(partition);
      if (!state.taken().containsKey(partition)) {
        untaken.add(partition);
      } else if (rewind) {
        leave(partition);
      } else {
        reading.add(partition);
      }
    }
    Map<TopicPartition, Mark> marks = guard.readFrom(untaken);
    marks.forEach(
        (partition, mark) -> {
          LOG.info("Reading {} from {}, owner {}", partition, mark.low(), mark.epoch());
          state.progress().begin(partition, mark.low());
          state.taken().put(partition, mark);
          reading.add(partition);
        });
    return reading;
  }

  private void leave(TopicPartition partition) {
    LOG.info("Rewinding {}", partition);
    state.taken().remove(partition);
    state.progress().end(partition);
    state.generations().merge(partition, 1, Integer::sum);
  }

  private ReadGuard guard() {
    if (state.guard().isEmpty()) {
      ReadGuard guard =
          new ReadGuard(settings, launch, state.taken(), state.progress(), this::rewind);
      guard.start();
      state.guard().add(guard);
    }
    return state.guard().get(0);
  }

  /** The partition is to be read again from the views' mark; any thread may say so. */
  void rewind(TopicPartition partition) {
    state.rewinds().add(partition);
  }

  @Override
  public void close() {
    state.guard().forEach(ReadGuard::close);
  }

  // ---- ReadPositions

  @Override
  public long advance(TopicPartition partition, long next) {
    return state.progress().advance(partition, next);
  }

  @Override
  public void awaitRoom() {
    state.progress().awaitRoom();
  }

  // ---- KafkaSpoutRetryService

  @Override
  public boolean schedule(KafkaSpoutMessageId failed) {
    LOG.warn(
        "A batch of {} that ends below {} failed; it is read again",
        failed.getTopicPartition(),
        failed.offset() + 1);
    rewind(failed.getTopicPartition());
    return true;
  }

  @Override
  public KafkaSpoutMessageId getMessageId(TopicPartition partition, long offset) {
    return new GenerationMessageId(
        partition, offset, state.generations().getOrDefault(partition, 0));
  }

  @Override
  public boolean remove(KafkaSpoutMessageId id) {
    return false;
  }

  @Override
  public boolean retainAll(Collection<TopicPartition> partitions) {
    return false;
  }

  @Override
  public Map<TopicPartition, Long> earliestRetriableOffsets() {
    return Map.of();
  }

  @Override
  public boolean isReady(KafkaSpoutMessageId id) {
    return true;
  }

  @Override
  public boolean isScheduled(KafkaSpoutMessageId id) {
    return false;
  }

  @Override
  public int readyMessageCount() {
    return 0;
  }
}
