package io.salesledger.bench;

import io.salesledger.bench.contender.ContenderProcess;
import io.salesledger.bench.contender.Order;
import io.salesledger.bench.contender.Sums;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.RegistryClients;
import io.salesledger.schemas.SchemaRegistration;
import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.Fold;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.core.ProductMinutes;
import io.salesledger.windowing.log.PaymentDecoder;
import io.salesledger.windowing.log.PolledBatch;
import io.salesledger.windowing.log.RegistrySchemas;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The most that one consumer can do: polls, takes apart and folds with the ledger's own decoder and
 * fold, and does nothing else: no engine, no acknowledgement, nothing kept. One thread.
 */
public final class Ceiling {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final int POLL_RECORDS = 10_000;
  private static final int FETCH_MIN_BYTES = 65_536;
  private static final int FETCH_WAIT_MILLIS = 50;
  private static final String CURRENCY = "CNY";

  private final Order order;
  private final PaymentDecoder decoder;
  private final Map<Integer, Fold> folds = new HashMap<>();

  private Ceiling(Order order) {
    this.order = order;
    this.decoder =
        new PaymentDecoder(
            new PaymentRules(CURRENCY),
            new RegistrySchemas(
                RegistryClients.connect(new LedgerSettings.Registry(order.registryUrl(), Map.of())),
                SchemaRegistration.subject(order.topic()),
                InstantSource.system()));
  }

  /** Runs as a contender. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ContenderProcess process = ContenderProcess.of(arguments);
    Ceiling ceiling = new Ceiling(process.order());
    process.tell("consumer threads", 1);
    process.tell(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
    process.tell(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, FETCH_MIN_BYTES);
    process.tell(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    ceiling.fold();
    process.finished();
    process.report(ceiling::sums);
  }

  private void fold() {
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties())) {
      List<TopicPartition> partitions =
          IntStream.range(0, order.partitions())
              .mapToObj(partition -> new TopicPartition(order.topic(), partition))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<Integer, Long> positions = new HashMap<>();
      while (!isDone(positions)) {
        ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
        polled
            .nextOffsets()
            .forEach(
                (partition, next) ->
                    fold(partition, next.offset(), polled.records(partition), positions));
      }
    }
  }

  private boolean isDone(Map<Integer, Long> positions) {
    return IntStream.range(0, order.partitions())
        .allMatch(
            partition -> positions.getOrDefault(partition, 0L) >= order.ends().get(partition));
  }

  private void fold(
      TopicPartition partition,
      long next,
      List<ConsumerRecord<byte[], byte[]>> records,
      Map<Integer, Long> positions) {
    int number = partition.partition();
    long from = positions.getOrDefault(number, 0L);
    if (next > from) {
      long unused =
          folds
              .computeIfAbsent(number, p -> new Fold(AppliedOffsets.below(0), Integer.MAX_VALUE))
              .add(decoder.decode(new PolledBatch(number, from, next, records)), from);
      positions.put(number, next);
    }
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, order.bootstrapServers());
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
    properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, FETCH_MIN_BYTES);
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MILLIS);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return properties;
  }

  private Sums sums() {
    Sums sums = new Sums();
    for (Fold fold : folds.values()) {
      sums.addTotal(0, 0, fold.counters().applied());
      ProductMinutes folded = fold.sums();
      for (int row = 0; row < folded.size(); row++) {
        sums.add(
            folded.products()[row],
            folded.minuteMillis()[row],
            folded.amounts()[row],
            folded.units()[row],
            0);
      }
    }
    return sums;
  }
}
