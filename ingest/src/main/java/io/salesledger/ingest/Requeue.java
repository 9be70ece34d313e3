package io.salesledger.ingest;

import io.salesledger.PaymentInfo;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.LogPlace;
import io.salesledger.schemas.SchemaRegistration;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Appends a corrected payment in place of a quarantined one: to the same partition, so that the
 * log's order says which of two is the first, with a header that names the quarantined offset. Only
 * the fold decides whether it counts. Used by one thread.
 */
public final class Requeue {
  private static final Duration REGISTRY_PATIENCE = Duration.ofSeconds(8);
  private static final int CLOSE_SECONDS = 2;

  /** Long enough for a broker that elects a leader, short enough to wait for at a terminal. */
  private static final int DELIVERY_MILLIS = 15_000;

  private static final int REQUEST_MILLIS = 5_000;

  private final LedgerSettings settings;
  private final Clock clock;

  /** One of a ledger of these settings. */
  public Requeue(LedgerSettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * The payment that this JSON tells, with the field names that {@code ledger tail} prints.
   *
   * @throws LedgerFailure if it is none, or none that would be counted
   */
  public PaymentInfo payment(String json) {
    return new PaymentJson(settings.currency(), clock).read(json);
  }

  /**
   * Appends it.
   *
   * @return where it stands on the log
   * @throws LedgerFailure if it could not be appended; if it may have been, that is said
   */
  public LogPlace append(LogPlace inPlaceOf, PaymentInfo payment) {
    SchemaRegistration.ensure(settings, REGISTRY_PATIENCE);
    ProducerRecord<String, PaymentInfo> record =
        record(settings.kafka().topic(), inPlaceOf, payment);
    KafkaProducer<String, PaymentInfo> producer = connect();
    try {
      RecordMetadata appended = producer.send(record).get();
      return new LogPlace(appended.partition(), appended.offset());
    } catch (ExecutionException e) {
      throw unsure(e);
    } catch (KafkaException e) {
      throw LedgerFailure.failed(
          "cannot append to topic "
              + settings.kafka().topic()
              + ": "
              + LedgerFailure.rootMessage(e)
              + "; nothing was appended",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unsure(e);
    } finally {
      producer.close(Duration.ofSeconds(CLOSE_SECONDS));
    }
  }

  /** Keyed by its own product, which may be another than the quarantined one's. */
  static ProducerRecord<String, PaymentInfo> record(
      String topic, LogPlace inPlaceOf, PaymentInfo payment) {
    ProducerRecord<String, PaymentInfo> record =
        new ProducerRecord<>(topic, inPlaceOf.partition(), payment.getProductId(), payment);
    record
        .headers()
        .add(LogPlace.REQUEUE_HEADER, inPlaceOf.toString().getBytes(StandardCharsets.UTF_8));
    return record;
  }

  private KafkaProducer<String, PaymentInfo> connect() {
    Map<String, Object> properties = producerProperties(settings);
    try {
      return new KafkaProducer<>(properties);
    } catch (KafkaException e) {
      throw LedgerFailure.usage(
          "the settings under ledger.kafka. make no producer: " + LedgerFailure.rootMessage(e));
    }
  }

  static Map<String, Object> producerProperties(LedgerSettings settings) {
    Map<String, Object> properties =
        PaymentLog.producerProperties(settings, DELIVERY_MILLIS, REQUEST_MILLIS);
    properties.putIfAbsent(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_MILLIS);
    return properties;
  }

  private LedgerFailure unsure(Exception cause) {
    return LedgerFailure.failed(
        "Kafka at "
            + settings.kafka().bootstrapServers()
            + " did not confirm that it was appended ("
            + LedgerFailure.rootMessage(cause)
            + "); try again: should both be on the log, the first one counts",
        cause);
  }
}
