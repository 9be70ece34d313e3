package io.salesledger.windowing.topology;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.windowing.log.LogBounds;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log's end offsets, looked up each second on a thread of its own, so that nobody waits for
 * them. Any thread may read the latest; what else it is asked, it asks Kafka at once.
 */
final class LogEnds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogEnds.class);
  private static final long PERIOD_MILLIS = 1_000;

  /**
   * What was last seen.
   *
   * @param atMillis when, epoch milliseconds
   * @param partitions how many the topic has
   * @param endOffsets by partition: the high watermarks, also of what open transactions hold back.
   *     Of a partition that no broker leads what was seen before, if anything
   */
  record Seen(long atMillis, int partitions, Map<Integer, Long> endOffsets) {}

  private final LedgerSettings settings;
  private final InstantSource clock;
  private final LogBounds log;
  private Optional<PeriodicTask> looking = Optional.empty();
  private volatile Optional<Seen> latest = Optional.empty();
  private volatile Optional<String> unfit = Optional.empty();

  LogEnds(LedgerSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.log = new LogBounds(settings.kafka(), RedisPatience.inFlight(settings.window()));
  }

  void start() {
    looking = Optional.of(new PeriodicTask("ledger-log-ends", PERIOD_MILLIS, this::look));
  }

  /** The latest that was seen; empty before Kafka has answered once. */
  Optional<Seen> latest() {
    return latest;
  }

  /** How the topic is set now so that it would lose sales; empty if it would not. */
  Optional<String> unfit() {
    return unfit;
  }

  /** Asks Kafka for the topic, and refuses one that would lose sales. */
  Optional<SalesTopic.Identity> topic() {
    return log.topic().check();
  }

  /** Asks Kafka for the topic's own id now; empty if there is no such topic. */
  Optional<String> topicId() {
    return log.topicId();
  }

  private void look() {
    Optional<SalesTopic.Identity> topic = log.topic().find();
    if (topic.isPresent()) {
      latest = Optional.of(look(topic.get().partitions()));
      // Only to be said: a topology that counts must not look like a dead one.
      unfit = log.topic().whyUnfit();
      unfit.ifPresent(LOG::warn);
    }
  }

  private Seen look(int partitions) {
    List<TopicPartition> all =
        IntStream.range(0, partitions)
            .mapToObj(p -> new TopicPartition(settings.kafka().topic(), p))
            .toList();
    Map<Integer, Long> ends = new HashMap<>(latest.map(Seen::endOffsets).orElse(Map.of()));
    // Not the last stable offset: what a hanging transaction holds back would be no lag for ever.
    log.highWatermarks(all).forEach((partition, end) -> ends.put(partition.partition(), end));
    return new Seen(clock.millis(), partitions, Map.copyOf(ends));
  }

  @Override
  public void close() {
    looking.ifPresent(PeriodicTask::close);
    log.close();
  }
}
