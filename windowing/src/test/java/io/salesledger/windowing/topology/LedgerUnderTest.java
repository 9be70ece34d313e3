package io.salesledger.windowing.topology;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.salesledger.PaymentInfo;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.LogPlace;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.contract.ViewKeys;
import io.salesledger.parts.KafkaBroker;
import io.salesledger.parts.RedisServer;
import io.salesledger.parts.SchemaRegistry;
import io.salesledger.schemas.RegistryClients;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.schemas.SchemaRegistration;
import io.salesledger.windowing.RealParts;
import io.salesledger.windowing.audit.FoldedLedger;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.log.PaymentContract;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.storm.Config;
import org.apache.storm.LocalCluster;
import org.apache.storm.generated.StormTopology;
import org.apache.storm.topology.IRichBolt;
import org.apache.storm.topology.TopologyBuilder;
import org.apache.storm.topology.base.BaseWindowedBolt;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

/** The topology on a LocalCluster that serializes every tuple as a real cluster does. */
final class LedgerUnderTest implements AutoCloseable {
  final KafkaBroker kafka;
  final SchemaRegistry registry;
  final RedisServer redis;
  private final Jedis jedis;
  private final Path folder;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private final Map<String, KafkaAvroSerializer> serializers = new HashMap<>();
  private long launches = FoldedLedger.LAUNCH_MILLIS;

  LedgerUnderTest(RealParts parts) {
    this.folder = parts.folder().path();
    this.kafka = parts.kafka();
    this.registry = parts.registry();
    this.redis = parts.redis();
    this.jedis = jedis();
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Settings of a ledger of this topic, with more of them as key and value in turn. */
  LedgerSettings settings(String topic, String... more) {
    Map<String, String> options = new HashMap<>();
    options.put("ledger.kafka.bootstrap.servers", kafka.bootstrapServers());
    options.put("ledger.kafka.topic", topic);
    options.put("ledger.kafka.group.id", topic + "-group");
    options.put("ledger.schema.registry.url", registry.url());
    options.put("ledger.redis.uri", redis.uri());
    options.put("ledger.redis.prefix", topic);
    options.put("ledger.topic.partitions", "4");
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return SettingsLoader.load(options, Map.of(), folder);
  }

  /** The address of a database of its Redis. */
  String redisUri(int database) {
    return "redis://127.0.0.1:" + redis.port() + "/" + database;
  }

  /** Makes the topic and registers the schemas. */
  void prepare(LedgerSettings settings) {
    try (Admin admin = Admin.create(SalesTopic.adminProperties(settings.kafka()))) {
      new SalesTopic(admin, settings.kafka()).ensure();
    }
    SchemaRegistration.ensure(settings, RealParts.REGISTRY_PATIENCE);
  }

  /** Submits the topology, as the newest launch. */
  RunningTopology submit(LedgerSettings settings) {
    return submit(settings, newest());
  }

  /** Submits the topology as a launch that may have been submitted before. */
  RunningTopology submit(LedgerSettings settings, Launch launch) {
    LedgerTopology topology = new LedgerTopology(settings, launch, new NotedHalt());
    return submit(settings, topology, topology.build());
  }

  /** Submits one that knows this much of payments. */
  RunningTopology submit(LedgerSettings settings, PaymentContract contract) {
    LedgerTopology published = topology(settings);
    LedgerTopology topology =
        new LedgerTopology(
            settings, published.launch(), published.halt(), published.source(), contract);
    return submit(settings, topology, topology.build());
  }

  /** The same with a bolt before DecodeBolt that fails one tuple in so many. */
  RunningTopology submitFailing(LedgerSettings settings, int oneIn) {
    return submitWith(settings, new FailingBolt(oneIn));
  }

  /** The same with this bolt before DecodeBolt. */
  RunningTopology submitWith(LedgerSettings settings, IRichBolt between) {
    LedgerTopology topology = topology(settings);
    TopologyBuilder builder = new TopologyBuilder();
    builder.setSpout("log", LedgerSpout.of(settings, topology.launch(), topology.halt()), 1);
    builder.setBolt("between", between, 1).customGrouping("log", new PartitionGrouping());
    builder
        .setBolt("decode", new DecodeBolt(settings, PaymentContract.published()), 2)
        .customGrouping("between", new PartitionGrouping());
    builder
        .setBolt(
            "ledger",
            new LedgerBolt(settings, topology.launch(), topology.halt())
                .withWindow(
                    BaseWindowedBolt.Duration.of(settings.window().lengthMillis()),
                    BaseWindowedBolt.Duration.of(settings.window().slideMillis())),
            2)
        .customGrouping("decode", new PartitionGrouping());
    return submit(settings, topology, builder.createTopology());
  }

  private LedgerTopology topology(LedgerSettings settings) {
    return new LedgerTopology(settings, newest(), new NotedHalt());
  }

  private Launch newest() {
    return new Launch(++launches, UUID.randomUUID().toString());
  }

  private RunningTopology submit(
      LedgerSettings settings, LedgerTopology topology, StormTopology built) {
    try {
      LocalCluster cluster =
          // A worker in this process has ended as soon as it is asked to.
          new LocalCluster.Builder()
              .withDaemonConf(Config.SUPERVISOR_WORKER_SHUTDOWN_SLEEP_SECS, 0)
              .build();
      Config config = topology.config(settings.kafka().topicPartitions());
      config.put(Config.TOPOLOGY_TESTING_ALWAYS_TRY_SERIALIZE, true);
      String name = LedgerTopology.NAME + "-" + settings.kafka().topic();
      cluster.submitTopology(name, config, built);
      return new RunningTopology(cluster, topology.launch());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A topology on its cluster; closing it kills both. */
  record RunningTopology(LocalCluster cluster, Launch launch) implements AutoCloseable {
    @Override
    public void close() {
      try {
        cluster.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Avro bytes as any Confluent client would write them. */
  byte[] encode(LedgerSettings settings, PaymentInfo payment) {
    return serializers
        .computeIfAbsent(settings.kafka().topic(), t -> serializer(settings))
        .serialize(settings.kafka().topic(), payment);
  }

  private static KafkaAvroSerializer serializer(LedgerSettings settings) {
    Map<String, Object> config = new HashMap<>(RegistryClients.properties(settings.registry()));
    config.put("auto.register.schemas", false);
    config.put("avro.remove.java.properties", true);
    KafkaAvroSerializer serializer =
        new KafkaAvroSerializer(RegistryClients.connect(settings.registry()));
    serializer.configure(config, false);
    return serializer;
  }

  /** Appends a record; a failure is thrown by {@link #flush}. */
  void append(String topic, int partition, String key, byte[] value) {
    sent.add(
        producer.send(
            new ProducerRecord<>(topic, partition, key.getBytes(StandardCharsets.UTF_8), value)));
  }

  /** Appends a record and waits for its offset. */
  long appendNow(String topic, int partition, String key, byte[] value) {
    return offset(topic, partition, key, value);
  }

  /** Appends a record in place of a quarantined one, and waits for its offset. */
  long requeueNow(String topic, LogPlace of, String key, byte[] value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topic, of.partition(), key.getBytes(StandardCharsets.UTF_8), value);
    record.headers().add(LogPlace.REQUEUE_HEADER, of.toString().getBytes(StandardCharsets.UTF_8));
    try {
      return producer.send(record).get().offset();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Appends a record without a value. */
  long appendNull(String topic, int partition) {
    return offset(topic, partition, "null", null);
  }

  @SuppressWarnings("NullAway") // Kafka's values may be null
  private long offset(String topic, int partition, String key, byte @Nullable [] value) {
    try {
      return producer
          .send(new ProducerRecord<>(topic, partition, key.getBytes(StandardCharsets.UTF_8), value))
          .get()
          .offset();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Turns the last byte of a partition's first segment over, as a disk might. */
  void damageLastRecord(String topic, int partition) {
    Path segment =
        folder.resolve("kafka/data/" + topic + "-" + partition + "/00000000000000000000.log");
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.seek(file.length() - 1);
      int last = file.read();
      file.seek(file.length() - 1);
      file.write(last ^ 0xFF);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until everything appended is on the log. */
  void flush() {
    producer.flush();
    List<Future<RecordMetadata>> all = List.copyOf(sent);
    sent.clear();
    for (Future<RecordMetadata> future : all) {
      try {
        future.get();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** A look at what a ledger of these settings shows. */
  WatchedViews watch(LedgerSettings settings) {
    return new WatchedViews(settings, jedis);
  }

  Jedis jedis() {
    return new Jedis("127.0.0.1", redis.port(), RealParts.REDIS_PATIENCE_MILLIS);
  }

  ViewKeys keys(LedgerSettings settings) {
    return settings.redis().keys();
  }

  @Override
  public void close() {
    producer.close();
    jedis.close();
  }
}
