package io.salesledger.ingest;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.salesledger.PaymentInfo;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.ClientTimeouts;
import io.salesledger.schemas.RegisteredVersions;
import io.salesledger.schemas.RegistryClients;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.schemas.SchemaRegistration;
import io.salesledger.schemas.SchemaVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Appends payments to the log: each once (idempotent producer, all replicas), in Confluent's wire
 * format, keyed by its product. One thread appends; {@link #appended} may be called by any.
 */
final class PaymentLog implements AutoCloseable {
  private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(8);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  /** Kafka's own defaults. */
  private static final int DELIVERY_MILLIS = 120_000;

  private static final int REQUEST_MILLIS = 30_000;

  private final KafkaProducer<String, Object> producer;
  private final Function<PaymentInfo, Object> form;
  private final String topic;
  private final AppendFailures failures;
  private final AtomicLong appended = new AtomicLong();
  private final AtomicReference<@Nullable Exception> firstFailure = new AtomicReference<>();

  private PaymentLog(
      KafkaProducer<String, Object> producer,
      Function<PaymentInfo, Object> form,
      LedgerSettings.Kafka settings) {
    this.producer = producer;
    this.form = form;
    this.topic = settings.topic();
    this.failures = AppendFailures.of(settings);
  }

  /**
   * Makes sure of the topic and the schemas, then connects.
   *
   * @throws LedgerFailure if Kafka or the registry is not reachable within about ten seconds, or
   *     the topic is not fit to be the log
   */
  static PaymentLog open(LedgerSettings settings) {
    SalesTopic.Identity unused = prepare(settings);
    return open(settings, producerProperties(settings), payment -> payment);
  }

  /**
   * The same for a producer that has another version of the schema.
   *
   * @throws LedgerFailure also if that is not registered
   */
  static PaymentLog open(LedgerSettings settings, SchemaVersion version) {
    SalesTopic.Identity unused = prepare(settings);
    Map<String, Object> properties = producerProperties(settings);
    properties.put("use.schema.id", registeredId(settings, version));
    return open(settings, properties, new WrittenVersion(version)::of);
  }

  private static PaymentLog open(
      LedgerSettings settings, Map<String, Object> properties, Function<PaymentInfo, Object> form) {
    try {
      return new PaymentLog(new KafkaProducer<>(properties), form, settings.kafka());
    } catch (KafkaException e) {
      throw LedgerFailure.usage(
          "the settings under ledger.kafka. make no producer: " + LedgerFailure.rootMessage(e));
    }
  }

  private static int registeredId(LedgerSettings settings, SchemaVersion version) {
    String subject = SchemaRegistration.subject(settings.kafka().topic());
    try (SchemaRegistryClient client = RegistryClients.connect(settings.registry())) {
      return RegisteredVersions.read(client, subject)
          .of(version.schema())
          .map(RegisteredVersions.Registered::id)
          .orElseThrow(
              () ->
                  LedgerFailure.failed(
                      version.name()
                          + " is not registered under "
                          + subject
                          + "; ledger schema register does that"));
    } catch (IOException | RestClientException e) {
      throw LedgerFailure.failed(
          "the schema registry at "
              + settings.registry().displayUrl()
              + " does not say its schemas: "
              + LedgerFailure.rootMessage(e),
          e);
    }
  }

  /**
   * Makes sure of the topic and the schemas.
   *
   * @throws LedgerFailure as {@link #open}
   */
  static SalesTopic.Identity prepare(LedgerSettings settings) {
    SalesTopic.Identity topic;
    try (Admin admin = SalesTopic.connect(settings.kafka())) {
      topic = new SalesTopic(admin, settings.kafka()).ensure();
    }
    SchemaRegistration.ensure(settings, REGISTRY_PATIENCE);
    return topic;
  }

  /** What a producer runs with; the last ones are what exactness rests on. */
  static Map<String, Object> producerProperties(LedgerSettings settings) {
    return producerProperties(settings, DELIVERY_MILLIS, REQUEST_MILLIS);
  }

  /** The same, with time-outs of deliveries and their requests unless the settings have any. */
  static Map<String, Object> producerProperties(
      LedgerSettings settings, int deliveryMillis, int requestMillis) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.kafka().bootstrapServers());
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, "salesledger-ingest");
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 10);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
    properties.putAll(settings.kafka().clientProperties());
    properties.putAll(RegistryClients.properties(settings.registry()));
    properties.put("auto.register.schemas", false);
    properties.put("use.latest.version", false);
    // The generated class's schema says how Java holds strings; the registered one does not.
    properties.put("avro.remove.java.properties", true);
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, KafkaAvroSerializer.class);
    ClientTimeouts.addMissing(
        properties,
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
        deliveryMillis,
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        requestMillis);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    return properties;
  }

  /**
   * Hands one over; it is appended soon after.
   *
   * @throws LedgerFailure if this or an earlier one could not be appended
   */
  void append(PaymentInfo payment) {
    refuseAfterFailure();
    try {
      // The callback tells how it went.
      Future<RecordMetadata> unused =
          producer.send(
              new ProducerRecord<>(topic, payment.getProductId(), form.apply(payment)),
              this::onAnswer);
    } catch (KafkaException e) {
      firstFailure.compareAndSet(null, e);
      refuseAfterFailure();
    }
  }

  private void onAnswer(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
    if (failure == null) {
      appended.incrementAndGet();
    } else {
      firstFailure.compareAndSet(null, failure);
    }
  }

  /**
   * Waits until everything handed over is appended.
   *
   * @throws LedgerFailure if something could not be
   */
  void flush() {
    producer.flush();
    refuseAfterFailure();
  }

  /** How many Kafka has confirmed. */
  long appended() {
    return appended.get();
  }

  private void refuseAfterFailure() {
    Exception failure = firstFailure.get();
    if (failure != null) {
      throw failures.from(failure);
    }
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
