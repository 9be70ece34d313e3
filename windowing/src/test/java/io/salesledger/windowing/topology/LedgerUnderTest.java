package io.salesledger.windowing.topology;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.salesledger.PaymentInfo;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.contract.ViewKeys;
import io.salesledger.parts.KafkaBroker;
import io.salesledger.parts.RedisServer;
import io.salesledger.parts.SchemaRegistry;
import io.salesledger.schemas.RegistryClients;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.schemas.SchemaRegistration;
import io.salesledger.windowing.store.Launch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
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
import redis.clients.jedis.Jedis;

/**
 * A real broker, a real registry, a real Redis, and the topology on a LocalCluster that serializes
 * every tuple as a real cluster does.
 */
final class LedgerUnderTest implements AutoCloseable {
  final KafkaBroker kafka;
  final SchemaRegistry registry;
  final RedisServer redis;
  private final Path folder;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<LocalCluster> clusters = new ArrayList<>();
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private final Map<String, KafkaAvroSerializer> serializers = new HashMap<>();
  private long launches;

  LedgerUnderTest(Path folder) {
    this.folder = folder;
    this.kafka = KafkaBroker.start(folder);
    this.registry = SchemaRegistry.startInMemory(folder);
    this.redis = RedisServer.start(folder);
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

  /** Makes the topic and registers the schemas. */
  void prepare(LedgerSettings settings) {
    try (Admin admin = Admin.create(SalesTopic.adminProperties(settings.kafka()))) {
      new SalesTopic(admin, settings.kafka()).ensure();
    }
    SchemaRegistration.ensure(settings, Duration.ofSeconds(10));
  }

  /** Submits the topology, as the newest launch. */
  RunningTopology submit(LedgerSettings settings) {
    return submit(settings, new Launch(++launches, UUID.randomUUID().toString()));
  }

  RunningTopology submit(LedgerSettings settings, Launch launch) {
    try {
      LocalCluster cluster = new LocalCluster();
      clusters.add(cluster);
      LedgerTopology topology = new LedgerTopology(settings, launch, new NotedHalt());
      Config config = topology.config(settings.kafka().topicPartitions());
      config.put(Config.TOPOLOGY_TESTING_ALWAYS_TRY_SERIALIZE, true);
      String name = LedgerTopology.NAME + "-" + settings.kafka().topic();
      cluster.submitTopology(name, config, topology.build());
      return new RunningTopology(cluster, name);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A topology on its cluster; closing it kills both. */
  record RunningTopology(LocalCluster cluster, String name) implements AutoCloseable {
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

  /** Waits until everything appended is on the log. */
  void flush() {
    producer.flush();
    for (Future<RecordMetadata> future : sent) {
      try {
        future.get();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    sent.clear();
  }

  Jedis jedis() {
    return new Jedis("127.0.0.1", redis.port());
  }

  ViewKeys keys(LedgerSettings settings) {
    return settings.redis().keys();
  }

  @Override
  public void close() {
    for (LocalCluster cluster : clusters) {
      try {
        cluster.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    producer.close();
    redis.close();
    registry.close();
    kafka.close();
  }
}
