package io.salesledger.ingest;

import io.salesledger.schemas.PaymentSchemas;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads the committed records of a log from its beginning to its end with nothing of the product's
 * but the schema: bytes by a plain consumer, taken apart by Avro's generic reader. Waits for
 * transactions that are open.
 */
final class LogReader {
  private LogReader() {}

  /** What a record says, taken from its bytes. */
  record Read(
      String key,
      int schemaId,
      String order,
      String product,
      long priceMinor,
      int quantity,
      String kind) {
    long signedAmountMinor() {
      return kind.equals("REFUND") ? -priceMinor * quantity : priceMinor * quantity;
    }

    long signedUnits() {
      return kind.equals("REFUND") ? -quantity : quantity;
    }
  }

  /** All of it; each value's writer is found by its schema id. */
  static List<Read> readAll(String bootstrapServers, String topic, IntFunction<Schema> writers) {
    List<Read> all = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> ends = ends(bootstrapServers, topic);
      consumer.assign(ends.keySet());
      consumer.seekToBeginning(ends.keySet());
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
          all.add(read(record, writers));
        }
      }
    }
    return all;
  }

  /** How many offsets the log has taken, open and aborted transactions and markers included. */
  static long written(String bootstrapServers, String topic) {
    return ends(bootstrapServers, topic).values().stream().mapToLong(Long::longValue).sum();
  }

  private static Map<TopicPartition, Long> ends(String bootstrapServers, String topic) {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      return consumer.endOffsets(
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList());
    }
  }

  private static Read read(ConsumerRecord<String, byte[]> record, IntFunction<Schema> writers) {
    ByteBuffer value = ByteBuffer.wrap(record.value());
    byte magic = value.get();
    int schemaId = value.getInt();
    if (magic != 0) {
      throw new AssertionError("magic byte " + magic);
    }
    GenericRecord payment = decode(record.value(), writers.apply(schemaId));
    ByteBuffer price = (ByteBuffer) field(payment, "productPrice");
    byte[] unscaled = new byte[price.remaining()];
    price.duplicate().get(unscaled);
    return new Read(
        record.key(),
        schemaId,
        field(payment, "orderId").toString(),
        field(payment, "productId").toString(),
        new BigInteger(unscaled).longValueExact(),
        (Integer) field(payment, "quantity"),
        field(payment, "kind").toString());
  }

  private static GenericRecord decode(byte[] value, Schema writer) {
    try {
      return new GenericDatumReader<GenericRecord>(writer, PaymentSchemas.newest())
          .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Object field(GenericRecord payment, String name) {
    Object value = payment.get(name);
    if (value == null) {
      throw new AssertionError("no " + name);
    }
    return value;
  }
}
