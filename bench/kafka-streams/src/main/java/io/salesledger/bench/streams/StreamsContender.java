package io.salesledger.bench.streams;

import io.salesledger.bench.contender.ContenderProcess;
import io.salesledger.bench.contender.Order;
import io.salesledger.bench.contender.PaymentBytes;
import io.salesledger.bench.contender.Sums;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.apache.kafka.streams.state.Stores;

/**
 * Amount, units and payments by product and event-time minute on Kafka Streams: one windowed
 * aggregate, whose store is the result and is read by an interactive query, or whose changes are
 * written to Redis and read there. The key is the product already, so nothing is repartitioned.
 */
public final class StreamsContender {
  private static final String STORE = "minutes";
  private static final String GUARANTEE = "guarantee";
  private static final String REDIS = "redis";
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Duration RETENTION = Duration.ofHours(25);

  /** As often as the ledger commits, so that figures are as fresh. */
  private static final int COMMIT_MILLIS = Integer.getInteger("commitMillis", 250);

  private static final long CACHE_BYTES = 256L << 20;
  private static final int POLL_RECORDS = 10_000;
  private static final int FETCH_MIN_BYTES = 65_536;

  /** As the ledger's: the last fetch, which is small, is not waited for longer than by others. */
  private static final int FETCH_WAIT_MILLIS = 50;

  private static final int PARTITION_FETCH_BYTES = 4 << 20;
  private static final int BATCH_BYTES = 128 * 1024;
  private static final int LINGER_MILLIS = 20;

  private static final List<String> TOLD =
      List.of(
          StreamsConfig.NUM_STREAM_THREADS_CONFIG,
          StreamsConfig.PROCESSING_GUARANTEE_CONFIG,
          StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
          StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG,
          StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG),
          StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG),
          StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG),
          StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
          StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG),
          StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG),
          StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG));

  private StreamsContender() {}

  /**
   * Runs as a contender; the system property {@code guarantee} says which, {@code redis} the
   * address of the Redis that takes the result, if one is to.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    ContenderProcess process = ContenderProcess.of(arguments);
    Properties settings = settings(process.order());
    TOLD.forEach(name -> process.tell(name, String.valueOf(settings.get(name))));
    process.tell("store", "in memory, cached, change log on");
    Optional<String> redis = Optional.ofNullable(System.getProperty(REDIS));
    try (KafkaStreams streams =
        new KafkaStreams(topology(process.order(), redis, settings), settings)) {
      streams.setUncaughtExceptionHandler(
          e -> {
            e.printStackTrace();
            // There is nothing to wait for any more.
            Runtime.getRuntime().halt(1);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
          });
      streams.start();
      process.report(() -> redis.isEmpty() ? sums(streams) : sums(streams, redis.get()));
      // What it leaves is thrown away with its folder.
      Runtime.getRuntime().halt(0);
    }
  }

  private static Topology topology(Order order, Optional<String> redis, Properties settings) {
    StreamsBuilder builder = new StreamsBuilder();
    Serde<PaymentBytes> payments =
        Serdes.serdeFrom(
            (topic, payment) -> {
              throw new IllegalStateException("payments are read only");
            },
            (topic, bytes) -> {
              PaymentBytes payment = new PaymentBytes();
              payment.read(bytes);
              return payment;
            });
    KTable<Windowed<String>, MinuteSum> minutes =
        builder.stream(
                order.topic(),
                Consumed.with(Serdes.String(), payments)
                    .withTimestampExtractor(
                        (record, partitionTime) -> ((PaymentBytes) record.value()).eventMillis()))
            .groupByKey(Grouped.with(Serdes.String(), payments))
            .windowedBy(TimeWindows.ofSizeAndGrace(WINDOW, RETENTION.minus(WINDOW)))
            .aggregate(
                () -> MinuteSum.NONE,
                (product, payment, sum) -> sum.plus(payment.amount(), payment.units()),
                Materialized.<String, MinuteSum>as(
                        Stores.inMemoryWindowStore(STORE, RETENTION, WINDOW, false))
                    .withKeySerde(Serdes.String())
                    .withValueSerde(MinuteSum.serde())
                    .withCachingEnabled());
    redis.ifPresent(uri -> minutes.toStream().process(() -> new RedisMinutes(uri)));
    return builder.build(settings);
  }

  private static Properties settings(Order order) {
    Properties settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, order.group());
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, order.bootstrapServers());
    settings.put(StreamsConfig.STATE_DIR_CONFIG, order.folder().resolve("state").toString());
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, order.threads());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, System.getProperty(GUARANTEE));
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_MILLIS);
    settings.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    settings.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, StreamsConfig.OPTIMIZE);
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    settings.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), POLL_RECORDS);
    settings.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG), FETCH_MIN_BYTES);
    settings.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), FETCH_WAIT_MILLIS);
    settings.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
        PARTITION_FETCH_BYTES);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), BATCH_BYTES);
    settings.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), LINGER_MILLIS);
    return settings;
  }

  /** Its last changes are in Redis once it is closed. */
  private static Sums sums(KafkaStreams streams, String redis) {
    streams.close();
    return RedisMinutes.sums(redis);
  }

  private static Sums sums(KafkaStreams streams) {
    Sums sums = new Sums();
    ReadOnlyWindowStore<String, MinuteSum> store =
        streams.store(
            StoreQueryParameters.fromNameAndType(STORE, QueryableStoreTypes.windowStore()));
    try (KeyValueIterator<Windowed<String>, MinuteSum> all = store.all()) {
      all.forEachRemaining(
          one ->
              sums.add(
                  one.key.key(),
                  one.key.window().start(),
                  one.value.amount(),
                  one.value.units(),
                  one.value.payments()));
    }
    return sums;
  }
}
