package io.salesledger.bench.flink;

import io.salesledger.bench.contender.ContenderProcess;
import io.salesledger.bench.contender.Order;
import io.salesledger.bench.contender.Sums;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;

/**
 * Amount, units and payments by product and event-time minute on Flink, in a mini cluster in this
 * JVM: KafkaSource with watermarks by partition, keyed event-time windows on the heap, a checkpoint
 * each second, finished minutes to a topic or, with what they add up to, to Redis. The source ends
 * where the payments do; Flink then makes a last checkpoint, and the job is over: then all is
 * durable.
 */
public final class FlinkContender {
  private static final String LOOPBACK = "127.0.0.1";
  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);
  private static final Duration DISORDER = Duration.ofSeconds(1);
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int PARTITION_FETCH_BYTES = 4 << 20;

  private static final String REDIS = "redis";

  private FlinkContender() {}

  /**
   * Runs as a contender; the system property {@code redis} has the address of the Redis that takes
   * the result, if one is to.
   */
  public static void main(String[] arguments) throws Exception {
    ContenderProcess process = ContenderProcess.of(arguments);
    Optional<String> redis = Optional.ofNullable(System.getProperty(REDIS));
    ResultTopic results = new ResultTopic(process.order());
    Configuration settings = settings(process.order());
    settings
        .toMap()
        .forEach(
            (name, value) -> {
              if (!name.equals(CheckpointingOptions.CHECKPOINTS_DIRECTORY.key())) {
                process.tell(name, value);
              }
            });
    process.tell("parallelism", process.order().threads());
    process.tell("source", "bounded at the payments' end; " + consumerSettings());
    StreamExecutionEnvironment flink =
        StreamExecutionEnvironment.createLocalEnvironment(process.order().threads(), settings);
    DataStream<Payment> minutes =
        flink
            .fromSource(
                source(process.order()),
                WatermarkStrategy.<Payment>forBoundedOutOfOrderness(DISORDER)
                    .withTimestampAssigner((payment, kafkaMillis) -> payment.eventMillis),
                "payments")
            .keyBy(payment -> payment.product)
            .window(TumblingEventTimeWindows.of(WINDOW))
            .aggregate(new MinuteSums(), new MinuteSums.Named());
    if (redis.isPresent()) {
      process.tell("sink", "Redis, at-least-once");
      // Each product is where its windows are already.
      DataStreamUtils.reinterpretAsKeyedStream(minutes, minute -> minute.product)
          .process(new RunningTotals())
          .sinkTo(new RedisSink(redis.get()));
    } else {
      process.tell("sink", "KafkaSink, " + DeliveryGuarantee.AT_LEAST_ONCE);
      results.create();
      minutes.sinkTo(sink(process.order(), results));
    }
    flink.execute();
    process.finished();
    process.report(() -> redis.isEmpty() ? results.sums() : sums(redis.get()));
    Runtime.getRuntime().halt(0);
  }

  private static Sums sums(String redis) throws IOException {
    try (RedisFigures figures = new RedisFigures(redis)) {
      return figures.sums();
    }
  }

  private static Configuration settings(Order order) {
    Configuration settings = new Configuration();
    // Whoever reaches one of its ports may run code.
    settings.set(RestOptions.BIND_ADDRESS, LOOPBACK);
    settings.set(JobManagerOptions.BIND_HOST, LOOPBACK);
    settings.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
    settings.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    settings.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    settings.set(StateBackendOptions.STATE_BACKEND, "hashmap");
    settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        order.folder().resolve("checkpoints").toUri().toString());
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(128));
    settings.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(128));
    return settings;
  }

  private static Map<String, String> consumerSettings() {
    return new TreeMap<>(
        Map.of(
            "max.poll.records",
            "10000",
            "fetch.min.bytes",
            "65536",
            // As the ledger's: the last fetch, which is small, is not waited for any longer.
            "fetch.max.wait.ms",
            "50",
            "max.partition.fetch.bytes",
            Integer.toString(PARTITION_FETCH_BYTES)));
  }

  private static KafkaSource<Payment> source(Order order) {
    Properties consumer = new Properties();
    consumer.putAll(consumerSettings());
    return KafkaSource.<Payment>builder()
        .setBootstrapServers(order.bootstrapServers())
        .setTopics(order.topic())
        .setGroupId(order.group())
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setBounded(OffsetsInitializer.latest())
        .setValueOnlyDeserializer(new PaymentSchema())
        .setProperties(consumer)
        .build();
  }

  private static KafkaSink<Payment> sink(Order order, ResultTopic results) {
    return KafkaSink.<Payment>builder()
        .setBootstrapServers(order.bootstrapServers())
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setProperty("compression.type", "lz4")
        .setRecordSerializer(
            KafkaRecordSerializationSchema.<Payment>builder()
                .setTopic(results.name())
                .setValueSerializationSchema(new ResultSchema())
                .build())
        .build();
  }
}
