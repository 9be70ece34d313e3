package io.salesledger.bench;

import io.salesledger.PaymentInfo;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.parts.Waiting;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.schemas.SchemaRegistration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Puts a workload's payments on a topic, as {@code ledger generate} would: Avro v3 in Confluent's
 * wire format, keyed by product, compressed with LZ4. For one thread.
 */
final class Preload {
  private static final Duration REGISTRY_PATIENCE = Duration.ofMinutes(5);
  private static final int BATCH_BYTES = 128 * 1024;
  private static final int LINGER_MILLIS = 10;
  private static final int CHECK_RECORDS = 4096;

  private final Waiting waiting;

  Preload(Waiting waiting) {
    this.waiting = waiting;
  }

  /**
   * Makes the topic of these settings and fills it.
   *
   * @throws LedgerFailure if a payment could not be appended: the disk may be full
   */
  Payments fill(LedgerSettings settings, Workload workload, Format format) {
    String topic = settings.kafka().topic();
    try (Admin admin = SalesTopic.connect(settings.kafka())) {
      int partitions = new SalesTopic(admin, settings.kafka()).ensure().partitions();
      int schemaId = SchemaRegistration.ensure(settings, REGISTRY_PATIENCE).newestId();
      PaymentMaker maker = new PaymentMaker(workload);
      long bytes = append(settings.kafka(), workload.records(), maker, format.writer(schemaId));
      return new Payments(topic, ends(admin, topic, partitions), bytes, maker.expected());
    }
  }

  private long append(
      LedgerSettings.Kafka kafka, long records, PaymentMaker maker, Format.Writer writer) {
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    long bytes = 0;
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(properties(kafka))) {
      for (long i = 0; i < records; i++) {
        if (i % CHECK_RECORDS == 0) {
          waiting.check();
          refuse(failure);
        }
        PaymentInfo payment = maker.next();
        byte[] key = payment.getProductId().getBytes(StandardCharsets.UTF_8);
        byte[] value = writer.write(payment);
        bytes += key.length + value.length;
        Future<RecordMetadata> unused =
            producer.send(
                new ProducerRecord<>(kafka.topic(), key, value),
                (metadata, e) -> {
                  if (e != null) {
                    failure.compareAndSet(null, e);
                  }
                });
      }
      producer.flush();
      refuse(failure);
      return bytes;
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot write a payment: " + e.getMessage(), e);
    }
  }

  private static void refuse(AtomicReference<@Nullable Exception> failure) {
    Exception e = failure.get();
    if (e != null) {
      throw LedgerFailure.failed(
          "a payment could not be appended: "
              + LedgerFailure.rootMessage(e)
              + "; is the disk full?",
          e);
    }
  }

  private static Map<String, Object> properties(LedgerSettings.Kafka kafka) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return properties;
  }

  private static List<Long> ends(Admin admin, String topic, int partitions) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
    }
    var offsets = admin.listOffsets(asked);
    return IntStream.range(0, partitions)
        .mapToObj(
            partition -> {
              try {
                return offsets.partitionResult(new TopicPartition(topic, partition)).get().offset();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Waiting.StoppedException();
              } catch (java.util.concurrent.ExecutionException e) {
                throw LedgerFailure.failed(
                    "cannot read where the topic ends: " + LedgerFailure.rootMessage(e), e);
              }
            })
        .toList();
  }
}
