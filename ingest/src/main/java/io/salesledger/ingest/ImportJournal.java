package io.salesledger.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.SalesTopic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What is known of imports: the newest progress of each, from the compacted topic of imports. One
 * thread uses it.
 */
final class ImportJournal implements AutoCloseable {
  /**
   * A transaction of another import whose process died holds back its readers until Kafka aborts
   * it: after its time-out, when Kafka next looks (every ten seconds unless told otherwise).
   */
  private static final Duration PATIENCE =
      Duration.ofMillis(3L * ImportLog.TRANSACTION_TIMEOUT_MILLIS);

  private static final Duration POLL = Duration.ofMillis(200);

  private final ImportsTopic topic;
  private final KafkaConsumer<byte[], byte @Nullable []> consumer;
  private final Map<String, byte[]> newest = new HashMap<>();

  private ImportJournal(ImportsTopic topic, KafkaConsumer<byte[], byte @Nullable []> consumer) {
    this.topic = topic;
    this.consumer = consumer;
  }

  /**
   * Makes sure of the topic and connects.
   *
   * @throws LedgerFailure if Kafka refuses or does not answer, or the topic would forget
   */
  static ImportJournal open(LedgerSettings.Kafka settings) {
    ImportsTopic topic = ImportsTopic.ensure(settings);
    Properties properties = SalesTopic.adminProperties(settings);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // A broker that makes what is asked for would make a topic that is not compacted.
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    KafkaConsumer<byte[], byte @Nullable []> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    return new ImportJournal(topic, consumer);
  }

  /**
   * Reads to the end of the topic as it is now. To be called after {@link ImportLog#open}, never
   * before: only then nothing that an earlier run of the same import has begun is still to come.
   *
   * <p>To the end that includes open transactions, not to the last stable offset: the latter may
   * lie before this import's own committed progress, held back by another import's transaction.
   * Those are waited for.
   *
   * @param transactionalId of the import; what it left open although Kafka ended it is aborted
   * @return on how many partitions that was
   * @throws LedgerFailure if that takes too long, or Kafka ended what it left open on other
   *     partitions, or may not know any more whether it did
   */
  int catchUp(String transactionalId) {
    try {
      int aborted = topic.abortLost(transactionalId);
      Map<TopicPartition, Long> ends = topic.ends();
      assign(ends.keySet());
      long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(POLL).forEach(this::keep);
        if (System.nanoTime() - deadlineNanos > 0) {
          throw LedgerFailure.failed(
              "cannot read topic "
                  + topic.name()
                  + " to its end within "
                  + PATIENCE.toSeconds()
                  + " s: a transaction of another program is open on it");
        }
      }
      return aborted;
    } catch (KafkaException e) {
      throw topic.failure("read", e);
    }
  }

  /**
   * Makes sure that what a run has committed has come to be. To be called at its end.
   *
   * @throws LedgerFailure if it has not, within a few seconds
   */
  void awaitEnded(String transactionalId) {
    try {
      topic.awaitEnded(transactionalId);
    } catch (KafkaException e) {
      throw topic.failure("ask for the transactions on", e);
    }
  }

  private void assign(Set<TopicPartition> partitions) {
    if (!consumer.assignment().equals(partitions)) {
      consumer.assign(partitions);
    }
  }

  private void keep(ConsumerRecord<byte[], byte @Nullable []> record) {
    String key = new String(record.key(), UTF_8);
    byte[] value = record.value();
    if (value == null) {
      newest.remove(key);
    } else {
      newest.put(key, value);
    }
  }

  /**
   * How far this import is; empty if it never began.
   *
   * @throws LedgerFailure if what is known of it cannot be read
   */
  Optional<ImportProgress> find(ImportKey key) {
    return Optional.ofNullable(newest.get(key.text()))
        .map(value -> ImportProgress.ofJson(value, topic.name()));
  }

  /** The mappings by which payments of the same file were appended in other imports. */
  List<String> otherMappings(ImportKey key) {
    return newest.keySet().stream()
        .flatMap(text -> ImportKey.parse(text).stream())
        .filter(other -> other.isOfSameFile(key) && !other.equals(key))
        .filter(other -> find(other).filter(p -> p.tally().appended() > 0).isPresent())
        .map(ImportKey::mapping)
        .sorted()
        .toList();
  }

  @Override
  public void close() {
    consumer.close();
    topic.close();
  }
}
