package io.salesledger.windowing.topology;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.PartitionMarks.Mark;
import io.salesledger.windowing.core.PartitionReads;
import io.salesledger.windowing.log.LogFaults;
import io.salesledger.windowing.log.ReadPositions;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.storm.kafka.spout.KafkaSpoutMessageId;
import org.apache.storm.kafka.spout.KafkaSpoutRetryService;
import org.apache.storm.kafka.spout.subscription.ManualPartitioner;
import org.apache.storm.kafka.spout.subscription.NamedTopicFilter;
import org.apache.storm.kafka.spout.subscription.TopicFilter;
import org.apache.storm.task.TopologyContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which partitions a spout task reads, and from where. A failed batch rewinds its partition: the
 * partition is left out at one refresh and taken back at the next, from the views' low-water mark.
 *
 * <p>It plugs into KafkaSpout in four places that share one object, serialized in one graph: as its
 * {@link ManualPartitioner}, which decides what is read; as its {@link KafkaSpoutRetryService},
 * which learns what failed and schedules nothing, because a batch polled again is cut elsewhere and
 * a seek past it would skip records; through the consumer's configuration, as the {@link
 * ReadPositions} that tell each batch where it begins; and as its {@link TopicFilter}, because that
 * one is shown the consumer: the committed offset at which KafkaSpout begins is anybody's to
 * change, so a partition that does not begin at its mark is held and rewound before it is polled.
 *
 * <p>Called by the spout's own thread.
 */
final class TakenPartitions
    implements ManualPartitioner,
        KafkaSpoutRetryService,
        ReadPositions,
        TopicFilter,
        AutoCloseable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(TakenPartitions.class);

  private final LedgerSettings settings;
  private final Launch launch;
  private final TopicFilter topic;
  private final transient PartitionReads reads;
  private transient Optional<ReadGuard> guard = Optional.empty();
  private final transient ReadProgress progress;
  private final transient ReadHold hold;
  private transient Optional<Consumer<?, ?>> consumer = Optional.empty();

  /** By partition, the generation in which Kafka was told the epoch that the mark was read at. */
  private final transient Map<Integer, Integer> toldEpochs = new HashMap<>();

  TakenPartitions(LedgerSettings settings, Launch launch) {
    this(settings, launch, new PartitionReads());
  }

  TakenPartitions(LedgerSettings settings, Launch launch, PartitionReads reads) {
    this.settings = settings;
    this.launch = launch;
    this.reads = reads;
    this.topic = new NamedTopicFilter(settings.kafka().topic());
    this.progress = new ReadProgress(reads, settings);
    this.hold = new ReadHold(progress);
  }

  /** What is read lives only in the spout's process. */
  private Object readResolve() {
    return new TakenPartitions(settings, launch);
  }

  // ---- TopicFilter

  @Override
  public Set<TopicPartition> getAllSubscribedPartitions(Consumer<?, ?> shown) {
    consumer = Optional.of(shown);
    return topic.getAllSubscribedPartitions(shown);
  }

  @Override
  public String getTopicsString() {
    return topic.getTopicsString();
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
    if (guard.isPresent()) {
      return guard.get();
    }
    ReadGuard started = new ReadGuard(settings, launch, reads, progress);
    started.start();
    guard = Optional.of(started);
    return started;
  }

  @Override
  public void close() {
    guard.ifPresent(ReadGuard::close);
  }

  // ---- ReadPositions

  @Override
  public long advance(TopicPartition partition, long next) {
    return reads.advance(partition.partition(), next);
  }

  @Override
  public void polled(List<ConsumerRecord<byte[], Object>> records) {
    progress.polled(records);
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

  /** None; but KafkaSpout asks before each poll, after all else that moves its consumer. */
  @Override
  public Map<TopicPartition, Long> earliestRetriableOffsets() {
    consumer.ifPresent(hold::apply);
    consumer.ifPresent(this::holdWhatBeginsElsewhere);
    return Map.of();
  }

  /**
   * What lies between the mark and another beginning would not be read, and pass for a gap. To seek
   * the mark does not do: KafkaSpout fails at an ack below the offset at which it began.
   */
  private void holdWhatBeginsElsewhere(Consumer<?, ?> reader) {
    reads
        .unread()
        .forEach(
            (number, low) -> {
              TopicPartition partition = new TopicPartition(settings.kafka().topic(), number);
              // A deleted topic's are taken from the reader before anybody says so.
              if (!reader.assignment().contains(partition)
                  || reader.paused().contains(partition)
                  || hasToldEpoch(number)) {
                return;
              }
              if (reader.position(partition) == low) {
                tellEpoch(reader, partition, low);
                return;
              }
              LOG.warn(
                  "{} would be read from {}, not from {}: somebody else committed an offset to this"
                      + " group; it is taken anew",
                  partition,
                  reader.position(partition),
                  low);
              reader.pause(Set.of(partition));
              reads.rewind(number);
            });
  }

  private boolean hasToldEpoch(int number) {
    return Integer.valueOf(reads.generation(number)).equals(toldEpochs.get(number));
  }

  /**
   * KafkaSpout seeks the offset alone. With the epoch Kafka compares its log with what was read
   * before it gives the first record, and says so if the log lost its end and grew again.
   */
  private void tellEpoch(Consumer<?, ?> reader, TopicPartition partition, long low) {
    int number = partition.partition();
    OptionalInt epoch = reads.taken(number).map(Mark::logEpoch).orElse(OptionalInt.empty());
    if (epoch.isPresent()) {
      toldEpochs.put(number, reads.generation(number));
      reader.seek(partition, new OffsetAndMetadata(low, Optional.of(epoch.getAsInt()), ""));
    }
  }

  /**
   * A log that is not the one that was read, or holds what can't be read, stops the ledger: a
   * worker that died of it would only meet it again.
   *
   * @throws KafkaException what was thrown, if it is not about that
   */
  void stopOrThrow(KafkaException thrown) {
    String reason =
        consumer
            .flatMap(reader -> LogFaults.whyNotReadable(thrown, reader::position))
            .orElseThrow(() -> thrown);
    guard().stop(reason);
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
