package io.salesledger.local.chaos;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.parts.Waiting;
import io.salesledger.schemas.SalesTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * What the generator does not append: late payments, payments of an aborted transaction, records
 * that are no payments. All are made of payments that are on the log already. For one thread.
 */
final class OddRecords {
  private static final int PAYMENTS = 300;
  private static final int MAX_DAMAGED = 5;
  private static final Duration POLL = Duration.ofSeconds(5);
  private static final String ID = "ledger-chaos";

  private final LedgerSettings.Kafka kafka;

  OddRecords(LedgerSettings.Kafka kafka) {
    this.kafka = kafka;
  }

  /**
   * Appends some of each.
   *
   * @param ends where the log ends now
   * @return how many offsets a reader sees as records
   */
  long append(Map<TopicPartition, Long> ends, SplittableRandom random) {
    try {
      List<ProducerRecord<byte[], byte @Nullable []>> payments = earlier(ends, random);
      Properties transactional = properties();
      transactional.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, ID);
      try (KafkaProducer<byte[], byte @Nullable []> producer = producer(transactional)) {
        producer.initTransactions();
        producer.beginTransaction();
        send(producer, payments);
        producer.abortTransaction();
      }
      List<ProducerRecord<byte[], byte @Nullable []>> kept = new ArrayList<>(payments);
      for (int damaged = random.nextInt(MAX_DAMAGED); damaged > 0; damaged--) {
        kept.add(new ProducerRecord<>(kafka.topic(), new byte[] {1}, damaged(random)));
      }
      try (KafkaProducer<byte[], byte @Nullable []> producer = producer(properties())) {
        send(producer, kept);
      }
      return kept.size();
    } catch (KafkaException e) {
      throw LedgerFailure.failed(
          "cannot append late and aborted payments: " + LedgerFailure.rootMessage(e), e);
    }
  }

  private static void send(
      KafkaProducer<byte[], byte @Nullable []> producer,
      List<ProducerRecord<byte[], byte @Nullable []>> records) {
    List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
    producer.flush();
    try {
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Waiting.StoppedException();
    }
  }

  private static byte @Nullable [] damaged(SplittableRandom random) {
    if (random.nextBoolean()) {
      return null;
    }
    byte[] bytes = new byte[random.nextInt(1, 40)];
    random.nextBytes(bytes);
    // Never Confluent's first byte, so that it cannot be a payment by chance.
    bytes[0] = 0x7f;
    return bytes;
  }

  private List<ProducerRecord<byte[], byte @Nullable []>> earlier(
      Map<TopicPartition, Long> ends, SplittableRandom random) {
    Properties properties = SalesTopic.adminProperties(kafka);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, PAYMENTS);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    List<ProducerRecord<byte[], byte @Nullable []>> payments = new ArrayList<>();
    try (KafkaConsumer<byte[], byte @Nullable []> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(ends.keySet());
      ends.forEach((partition, end) -> consumer.seek(partition, random.nextLong(end + 1)));
      for (ConsumerRecord<byte[], byte @Nullable []> record : consumer.poll(POLL)) {
        byte[] value = record.value();
        if (value != null && value.length > 0 && value[0] == 0) {
          payments.add(new ProducerRecord<>(kafka.topic(), record.key(), value));
        }
      }
    }
    return payments;
  }

  private Properties properties() {
    Properties properties = SalesTopic.adminProperties(kafka);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    return properties;
  }

  private static KafkaProducer<byte[], byte @Nullable []> producer(Properties properties) {
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
