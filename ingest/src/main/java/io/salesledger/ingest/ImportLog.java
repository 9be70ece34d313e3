package io.salesledger.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.salesledger.PaymentInfo;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Appends payments in Kafka transactions (KIP-98), each with the progress of its import: both are
 * there or neither. Of all that are open under one transactional id, only the one opened last can
 * append. After a failure nothing more is appended; closing aborts what is open. One thread uses
 * it.
 */
final class ImportLog implements AutoCloseable {
  /**
   * When Kafka itself aborts a transaction whose process died. It holds back every reader of its
   * partitions until then; twenty times the longest that an import keeps one open.
   */
  static final int TRANSACTION_TIMEOUT_MILLIS = 10_000;

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaAvroSerializer serializer;
  private final String topic;
  private final String importsTopic;
  private final AppendFailures failures;
  private final LongSupplier nanoClock;
  private final Clock clock;
  private final AtomicReference<@Nullable Exception> firstFailure = new AtomicReference<>();
  private boolean inTransaction;
  private boolean outcomeUnknown;
  private boolean takenOver;
  private OpenSince openSince = new OpenSince(0, 0);

  private ImportLog(
      KafkaProducer<byte[], byte[]> producer,
      KafkaAvroSerializer serializer,
      LedgerSettings.Kafka settings,
      LongSupplier nanoClock,
      Clock clock) {
    this.producer = producer;
    this.serializer = serializer;
    this.topic = settings.topic();
    this.importsTopic = settings.importsTopic();
    this.failures = AppendFailures.of(settings);
    this.nanoClock = nanoClock;
    this.clock = clock;
  }

  /**
   * Connects, and ends what an earlier one of this id left: its transaction is committed or aborted
   * when this returns, and it can append no more.
   *
   * @throws LedgerFailure if Kafka refuses or does not answer
   */
  static ImportLog open(
      LedgerSettings settings, String transactionalId, LongSupplier nanoClock, Clock clock) {
    Map<String, Object> properties = new HashMap<>(PaymentLog.producerProperties(settings));
    KafkaAvroSerializer serializer = new KafkaAvroSerializer();
    serializer.configure(properties, false);
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS);
    KafkaProducer<byte[], byte[]> producer;
    try {
      producer = new KafkaProducer<>(properties);
    } catch (KafkaException e) {
      serializer.close();
      throw LedgerFailure.usage(
          "the settings under ledger.kafka. make no producer: " + LedgerFailure.rootMessage(e));
    }
    ImportLog log = new ImportLog(producer, serializer, settings.kafka(), nanoClock, clock);
    try {
      producer.initTransactions();
      return log;
    } catch (KafkaException e) {
      log.close();
      throw log.failure(e);
    }
  }

  /**
   * Hands one over, in the open transaction or a new one.
   *
   * @throws LedgerFailure if this or an earlier one could not be appended
   */
  void append(PaymentInfo payment) {
    try {
      byte[] value = serializer.serialize(topic, payment);
      send(new ProducerRecord<>(topic, payment.getProductId().getBytes(UTF_8), value));
    } catch (KafkaException e) {
      throw failure(e);
    }
  }

  /**
   * Commits what was handed over together with the progress that counts it; waits until Kafka has
   * it.
   *
   * @param progress empty: an import that cannot go on keeps none
   * @throws LedgerFailure if nothing of it was appended, or that is unknown ({@link
   *     #isOutcomeUnknown})
   */
  void commit(ImportKey key, Optional<ImportProgress> progress) {
    try {
      producer.flush();
      refuseAfterFailure();
      // Last, so that others who read the topic of imports are held back for a moment only.
      progress.ifPresent(p -> send(record(key, p)));
      if (inTransaction) {
        outcomeUnknown = true;
        producer.commitTransaction();
        outcomeUnknown = false;
        inTransaction = false;
      }
    } catch (KafkaException e) {
      throw failure(e);
    }
  }

  private ProducerRecord<byte[], byte[]> record(ImportKey key, ImportProgress progress) {
    return new ProducerRecord<>(importsTopic, key.text().getBytes(UTF_8), progress.toJson());
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    refuseAfterFailure();
    if (!inTransaction) {
      producer.beginTransaction();
      openSince = new OpenSince(nanoClock.getAsLong(), clock.millis());
      inTransaction = true;
    }
    // The callback tells how it went.
    Future<RecordMetadata> unused = producer.send(record, this::onAnswer);
  }

  private void onAnswer(@Nullable RecordMetadata metadata, @Nullable Exception failure) {
    if (failure != null) {
      firstFailure.compareAndSet(null, failure);
    }
  }

  /** Whether the last commit failed in such a way that only Kafka knows if it took place. */
  boolean isOutcomeUnknown() {
    return outcomeUnknown;
  }

  /** Whether another one of this id was opened since. */
  boolean isTakenOver() {
    return takenOver;
  }

  private void refuseAfterFailure() {
    Exception failure = firstFailure.get();
    if (failure != null) {
      throw failure(failure);
    }
  }

  private LedgerFailure failure(Exception thrown) {
    if (!isFenced(thrown)) {
      return failures.from(thrown);
    }
    long openMillis = openSince.millis(nanoClock.getAsLong(), clock.millis());
    if (inTransaction && openMillis >= TRANSACTION_TIMEOUT_MILLIS) {
      return LedgerFailure.failed(
          "held up for "
              + openMillis / 1000
              + " s, so that Kafka aborted the transaction or another import of the same file has"
              + " taken over",
          thrown);
    }
    takenOver = true;
    return LedgerFailure.failed("another import of the same file has taken over", thrown);
  }

  private static boolean isFenced(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
    serializer.close();
  }
}
