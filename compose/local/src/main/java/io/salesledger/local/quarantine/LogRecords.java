package io.salesledger.local.quarantine;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.LogPlace;
import io.salesledger.schemas.SalesTopic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads single committed records of the log. Changes nothing. Any thread may call it. */
public final class LogRecords {
  private static final Duration PATIENCE = Duration.ofSeconds(8);
  private static final Duration POLL = Duration.ofMillis(500);

  private final LedgerSettings.Kafka settings;

  /** Those of this log. */
  public LogRecords(LedgerSettings.Kafka settings) {
    this.settings = settings;
  }

  /**
   * The record at a place.
   *
   * @return empty if the log holds none there: a gap
   * @throws LedgerFailure if there is no such place, or Kafka does not answer
   */
  public Optional<ConsumerRecord<byte @Nullable [], byte @Nullable []>> at(LogPlace place) {
    TopicPartition partition = new TopicPartition(settings.topic(), place.partition());
    try (Consumer<byte @Nullable [], byte @Nullable []> consumer = connect()) {
      check(place, consumer);
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition), PATIENCE).getOrDefault(partition, 0L);
      long begin =
          consumer.beginningOffsets(List.of(partition), PATIENCE).getOrDefault(partition, 0L);
      if (place.offset() < begin || place.offset() >= end) {
        throw LedgerFailure.usage(
            "there is no "
                + place
                + " yet; partition "
                + place.partition()
                + " holds offsets "
                + begin
                + " to "
                + (end - 1));
      }
      consumer.seek(partition, place.offset());
      long untilNanos = System.nanoTime() + PATIENCE.toNanos();
      while (System.nanoTime() < untilNanos) {
        for (ConsumerRecord<byte @Nullable [], byte @Nullable []> record : consumer.poll(POLL)) {
          return record.offset() == place.offset() ? Optional.of(record) : Optional.empty();
        }
        if (consumer.position(partition) > place.offset()) {
          return Optional.empty();
        }
      }
      throw LedgerFailure.failed(
          "Kafka at " + settings.bootstrapServers() + " does not give " + place);
    } catch (KafkaException e) {
      throw LedgerFailure.failed(
          "cannot read "
              + settings.topic()
              + " at "
              + settings.bootstrapServers()
              + ": "
              + LedgerFailure.rootMessage(e),
          e);
    }
  }

  private void check(LogPlace place, Consumer<?, ?> consumer) {
    int partitions =
        Optional.ofNullable(consumer.partitionsFor(settings.topic(), PATIENCE))
            .map(List::size)
            .orElse(0);
    if (place.partition() >= partitions) {
      throw LedgerFailure.usage(
          "there is no partition "
              + place.partition()
              + " of "
              + settings.topic()
              + "; right would be 0 to "
              + (partitions - 1));
    }
  }

  private Consumer<byte @Nullable [], byte @Nullable []> connect() {
    Properties properties = SalesTopic.adminProperties(settings);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
