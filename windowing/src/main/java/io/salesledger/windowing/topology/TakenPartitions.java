package io.salesledger.windowing.topology;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.PartitionReads;
import io.salesledger.windowing.log.ReadPositions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
 * <p>Called by the spout's own thread.
 */
final class TakenPartitions
    implements ManualPartitioner, KafkaSpoutRetryService, ReadPositions, AutoCloseable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(TakenPartitions.class);

  private final LedgerSettings settings;
  private final Launch launch;
  private transient PartitionReads reads = new PartitionReads();
  private transient List<ReadGuard> guard = List.of();
  private transient ReadProgress progress = new ReadProgress(reads, 0);

  TakenPartitions(LedgerSettings settings, Launch launch) {
    this.settings = settings;
    this.launch = launch;
  }

  /** What is read lives only in the spout's process. */
  private Object readResolve() {
    TakenPartitions copy = new TakenPartitions(settings, launch);
    copy.guard = new ArrayList<>(1);
    copy.progress = new ReadProgress(copy.reads, settings.storm().uncommittedRecords());
    return copy;
  }

  // ---- ManualPartitioner

  @Override
  public Set<TopicPartition> getPartitionsForThisTask(
      List<TopicPartition> all, TopologyContext context) {
    int tasks = context.getComponentTasks(context.getThisComponentId()).size();
    List<Integer> mine =
        all.stream()
            .map(TopicPartition::partition)
            .filter(p -> PartitionGrouping.taskIndex(p, tasks) == context.getThisTaskIndex())
            .toList();
    ReadGuard reading = guard();
    PartitionReads.Refresh refresh = reads.refresh(mine);
    refresh.left().forEach(partition -> LOG.info("Rewinding partition {}", partition));
    Set<Integer> read = new HashSet<>(refresh.reading());
    reading
        .readFrom(refresh.untaken())
        .forEach(
            (partition, mark) -> {
              LOG.info(
                  "Reading partition {} from {}, owner {}", partition, mark.low(), mark.epoch());
              reads.take(partition, mark);
              read.add(partition);
            });
    return all.stream()
        .filter(partition -> read.contains(partition.partition()))
        .collect(Collectors.toSet());
  }

  private ReadGuard guard() {
    if (guard.isEmpty()) {
      ReadGuard started = new ReadGuard(settings, launch, reads, progress);
      started.start();
      guard.add(started);
    }
    return guard.get(0);
  }

  @Override
  public void close() {
    guard.forEach(ReadGuard::close);
  }

  // ---- ReadPositions

  @Override
  public long advance(TopicPartition partition, long next) {
    return reads.advance(partition.partition(), next);
  }

  @Override
  public void awaitRoom() {
    progress.awaitRoom();
  }

  // ---- KafkaSpoutRetryService

  @Override
  public boolean schedule(KafkaSpoutMessageId failed) {
    LOG.warn(
        "A batch of {} that ends below {} failed; it is read again",
        failed.getTopicPartition(),
        failed.offset() + 1);
    reads.rewind(failed.getTopicPartition().partition());
    return true;
  }

  @Override
  public KafkaSpoutMessageId getMessageId(TopicPartition partition, long offset) {
    return new GenerationMessageId(partition, offset, reads.generation(partition.partition()));
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
