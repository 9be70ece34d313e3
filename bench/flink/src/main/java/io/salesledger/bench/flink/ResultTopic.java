package io.salesledger.bench.flink;

import io.salesledger.bench.contender.Order;
import io.salesledger.bench.contender.Sums;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topic that holds the finished minutes. */
final class ResultTopic {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final int FIELDS = 5;

  private final Order order;
  private final String name;

  ResultTopic(Order order) {
    this.order = order;
    this.name = order.group() + "-minutes";
  }

  String name() {
    return name;
  }

  void create() throws IOException, InterruptedException {
    try (Admin admin =
        Admin.create(Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, order.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty()))).all().get();
    } catch (ExecutionException e) {
      throw new IOException("cannot make topic " + name, e);
    }
  }

  /** All that is on it. */
  Sums sums() throws IOException {
    Map<String, Object> properties =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            order.bootstrapServers(),
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
            ByteArrayDeserializer.class);
    Sums sums = new Sums();
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
      TopicPartition partition = new TopicPartition(name, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      Long end = consumer.endOffsets(List.of(partition)).get(partition);
      while (end != null && consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          add(sums, new String(record.value(), StandardCharsets.UTF_8));
        }
      }
    }
    return sums;
  }

  private static void add(Sums sums, String line) throws IOException {
    String[] fields = line.split("\t", -1);
    if (fields.length != FIELDS) {
      throw new IOException("not a result: " + line);
    }
    sums.add(
        fields[0],
        Long.parseLong(fields[1]),
        Long.parseLong(fields[2]),
        Long.parseLong(fields[3]),
        Long.parseLong(fields[4]));
  }
}
