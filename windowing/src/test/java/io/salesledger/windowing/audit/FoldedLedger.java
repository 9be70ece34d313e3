package io.salesledger.windowing.audit;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.LogPlace;
import io.salesledger.contract.ViewKeys;
import io.salesledger.schemas.RegistryClients;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.schemas.SchemaRegistration;
import io.salesledger.windowing.RealParts;
import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.PartitionLedger;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.log.PaymentDecoder;
import io.salesledger.windowing.log.PolledBatch;
import io.salesledger.windowing.log.RegistrySchemas;
import io.salesledger.windowing.store.LedgerIdentity;
import io.salesledger.windowing.store.RedisSession;
import io.salesledger.windowing.store.RedisViews;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;

/**
 * A ledger of its own on real parts: payments are appended to a real topic and folded into a real
 * Redis by the ledger's own code, without Storm. Used by one thread.
 */
public final class FoldedLedger implements AutoCloseable {
  public static final int PARTITIONS = 3;

  /** Its claims'; whoever is to take over must be later. */
  public static final long LAUNCH_MILLIS = 1;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  public final LedgerSettings settings;
  public final Jedis redis;

  /** Whose claims it makes. */
  public final Launch launch = new Launch(LAUNCH_MILLIS, UUID.randomUUID().toString());

  private final Random random = new Random(7);
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaAvroSerializer avro;
  private final Properties reading;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final PaymentDecoder decoder;
  private final RedisSession session;
  private final RedisViews views;
  private final Map<Integer, PartitionLedger> owners = new HashMap<>();
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private final Map<Integer, Long> next = new HashMap<>();

  public FoldedLedger(LedgerSettings settings) {
    this.settings = settings;
    SalesTopic.Identity topic;
    try (Admin admin = Admin.create(SalesTopic.adminProperties(settings.kafka()))) {
      topic = new SalesTopic(admin, settings.kafka()).ensure();
    }
    SchemaRegistration.ensure(settings, RealParts.REGISTRY_PATIENCE);
    Properties kafka = SalesTopic.adminProperties(settings.kafka());
    producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
    avro = new KafkaAvroSerializer(RegistryClients.connect(settings.registry()));
    Map<String, Object> config = new HashMap<>(RegistryClients.properties(settings.registry()));
    config.put("auto.register.schemas", false);
    config.put("avro.remove.java.properties", true);
    avro.configure(config, false);
    reading = SalesTopic.adminProperties(settings.kafka());
    reading.put("isolation.level", "read_committed");
    reading.put("max.poll.records", 700);
    consumer =
        new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    decoder =
        new PaymentDecoder(
            new PaymentRules(settings.currency().code()),
            new RegistrySchemas(
                RegistryClients.connect(settings.registry()),
                SchemaRegistration.subject(settings.kafka().topic()),
                Clock.systemUTC()));
    session = new RedisSession(settings.redis(), PATIENCE);
    redis = new Jedis(URI.create(settings.redis().uri()), RealParts.REDIS_PATIENCE_MILLIS);
    views =
        new RedisViews(
            session,
            settings,
            LedgerIdentity.of(settings, topic.clusterId(), topic.topicId()),
            launch);
    claim(0, PARTITIONS);
  }

  /** The topic gets more partitions, which are claimed. */
  void grow(int partitions) {
    try (Admin admin = Admin.create(SalesTopic.adminProperties(settings.kafka()))) {
      admin
          .createPartitions(Map.of(settings.kafka().topic(), NewPartitions.increaseTo(partitions)))
          .all()
          .get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
    claim(owners.size(), partitions);
  }

  private void claim(int from, int to) {
    List<TopicPartition> assigned = new ArrayList<>(consumer.assignment());
    List<TopicPartition> claimed =
        IntStream.range(from, to)
            .mapToObj(p -> new TopicPartition(settings.kafka().topic(), p))
            .toList();
    assigned.addAll(claimed);
    consumer.assign(assigned);
    consumer.seekToBeginning(claimed);
    for (int partition = from; partition < to; partition++) {
      if (views.claim(partition) instanceof ClaimAnswer.Granted granted) {
        owners.put(
            partition,
            new PartitionLedger(partition, granted, views, RedisViews.limits(settings.views())));
      }
      next.put(partition, 0L);
    }
  }

  public ViewKeys keys() {
    return settings.redis().keys();
  }

  /** Appends so many payments of ten products within the last two hours, some of them refunds. */
  public void append(int payments) {
    for (int i = 0; i < payments; i++) {
      PaymentInfo payment = payment().build();
      append(
          Math.floorMod(payment.getProductId().hashCode(), PARTITIONS),
          payment.getProductId(),
          encode(payment));
    }
    flush();
  }

  public PaymentInfo.Builder payment() {
    return PaymentInfo.newBuilder()
        .setOrderId("order-" + random.nextInt())
        .setProductId("PRODUCTID" + random.nextInt(10))
        .setProductPrice(BigDecimal.valueOf(random.nextInt(1_000_000), 2))
        .setTimestamp(Instant.now().minusMillis(random.nextInt(7_200_000)))
        .setQuantity(1 + random.nextInt(5))
        .setKind(random.nextInt(20) == 0 ? PaymentKind.REFUND : PaymentKind.PAYMENT);
  }

  public byte[] encode(PaymentInfo payment) {
    return avro.serialize(settings.kafka().topic(), payment);
  }

  /** Waits until what was appended is on the log. */
  public void flush() {
    producer.flush();
    for (Future<RecordMetadata> append : sent) {
      try {
        append.get();
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
    sent.clear();
  }

  /** Appends a payment in place of a quarantined one, and waits until it is on the log. */
  long requeue(LogPlace of, byte[] value) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            settings.kafka().topic(),
            of.partition(),
            "requeued".getBytes(StandardCharsets.UTF_8),
            value);
    record.headers().add(LogPlace.REQUEUE_HEADER, of.toString().getBytes(StandardCharsets.UTF_8));
    try {
      return producer.send(record).get().offset();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Appends a record; that it was taken is seen when it is folded. */
  @SuppressWarnings("NullAway") // Kafka's values may be null
  public void append(int partition, String key, byte @Nullable [] value) {
    sent.add(
        producer.send(
            new ProducerRecord<>(
                settings.kafka().topic(), partition, key.getBytes(StandardCharsets.UTF_8), value)));
  }

  /** Folds what was appended. */
  public void fold() {
    flush();
    TopicPartition[] all = consumer.assignment().toArray(TopicPartition[]::new);
    Map<TopicPartition, Long> ends = consumer.endOffsets(List.of(all));
    while (!ends.entrySet().stream()
        .allMatch(end -> next.getOrDefault(end.getKey().partition(), 0L) >= end.getValue())) {
      foldPoll();
    }
  }

  /** Folds one poll; whether there was anything. */
  boolean foldPoll() {
    ConsumerRecords<byte[], byte[]> polled = consumer.poll(Duration.ofMillis(50));
    for (Map.Entry<TopicPartition, OffsetAndMetadata> end : polled.nextOffsets().entrySet()) {
      int partition = end.getKey().partition();
      long from = next.getOrDefault(partition, 0L);
      if (end.getValue().offset() > from) {
        foldBatch(
            new PolledBatch(
                partition, from, end.getValue().offset(), polled.records(end.getKey())));
        next.put(partition, end.getValue().offset());
      }
    }
    return !polled.isEmpty();
  }

  /**
   * What is appended to a partition and not folded yet, for a hand to commit it; it is not folded
   * by itself any more. There are no requeued payments among it.
   */
  public HandCommits byHand(int partition) {
    flush();
    TopicPartition of = new TopicPartition(settings.kafka().topic(), partition);
    long from = next.getOrDefault(partition, 0L);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> own =
        new KafkaConsumer<>(reading, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      own.assign(List.of(of));
      own.seek(of, from);
      long end = own.endOffsets(List.of(of)).getOrDefault(of, from);
      while (own.position(of) < end) {
        records.addAll(own.poll(Duration.ofMillis(50)).records(of));
      }
      next.put(partition, end);
      return new HandCommits(views, decoder.decode(new PolledBatch(partition, from, end, records)));
    }
  }

  private void foldBatch(PolledBatch batch) {
    PartitionLedger.Outcome outcome =
        Optional.ofNullable(owners.get(batch.partition()))
            .orElseThrow()
            .commit(List.of(decoder.decode(batch)));
    if (!(outcome instanceof PartitionLedger.Outcome.Committed)) {
      throw new IllegalStateException("not committed: " + outcome);
    }
  }

  /** Verifies; what the user would see. */
  public AuditReport verify() {
    return verify(AuditProgress.NONE);
  }

  AuditReport verify(AuditProgress progress) {
    return new Audit(settings, progress, Clock.systemUTC()).run().orElseThrow();
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
    session.close();
    redis.close();
  }
}
