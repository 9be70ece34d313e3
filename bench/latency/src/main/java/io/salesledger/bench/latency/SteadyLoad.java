package io.salesledger.bench.latency;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.parts.Waiting;
import io.salesledger.schemas.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Appends random payments, each at a time that is set beforehand. One that is late, because the
 * sender or Kafka was held up, is appended as soon as can be, and its delay counts from when it was
 * due: nothing that holds the load up hides itself (coordinated omission). For one thread.
 */
final class SteadyLoad implements AutoCloseable {
  private static final String PRODUCT_PREFIX = "PRODUCTID";
  private static final int SCALE = 2;
  private static final int MIN_PRICE_MINOR = 100;
  private static final int PRICES = 49_901;
  private static final int MAX_QUANTITY = 5;
  private static final long NANOS_A_SECOND = 1_000_000_000;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final KafkaProducer<byte[], byte[]> producer;
  private final String topic;
  private final int schemaId;
  private final Random random = new Random(1);
  private final int products;
  private final Visibility visibility;
  private final SpecificDatumWriter<PaymentInfo> writer =
      new SpecificDatumWriter<>(PaymentInfo.class);
  private final ByteArrayOutputStream avro = new ByteArrayOutputStream();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private @Nullable BinaryEncoder encoder;
  private long made;
  private long amountMinor;
  private long units;

  /**
   * One that is connected.
   *
   * @param schemaId of the newest schema
   * @param products how many
   * @param visibility is told of each payment once it is appended
   */
  SteadyLoad(LedgerSettings.Kafka kafka, int schemaId, int products, Visibility visibility) {
    this.producer = new KafkaProducer<>(properties(kafka));
    this.topic = kafka.topic();
    this.schemaId = schemaId;
    this.products = products;
    this.visibility = visibility;
  }

  // As `ledger generate` has it, so that payments come in batches of the same kind.
  private static Map<String, Object> properties(LedgerSettings.Kafka kafka) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, 10);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return properties;
  }

  /**
   * Appends for that long.
   *
   * @param waiting is asked each second whether to stop
   * @param measured whether the delays count
   * @return how many were handed over a second, in fact
   * @throws LedgerFailure if one could not be appended
   */
  double run(Waiting waiting, int paymentsPerSecond, int seconds, boolean measured) {
    long payments = (long) paymentsPerSecond * seconds;
    long startNanos = System.nanoTime();
    for (long i = 0; i < payments; i++) {
      if (i % paymentsPerSecond == 0) {
        waiting.check();
      }
      long dueNanos = startNanos + dueNanos(i, paymentsPerSecond);
      for (long now = System.nanoTime(); now - dueNanos < 0; now = System.nanoTime()) {
        LockSupport.parkNanos(dueNanos - now);
      }
      append(dueNanos, measured);
    }
    double tookSeconds = (System.nanoTime() - startNanos) / (double) NANOS_A_SECOND;
    producer.flush();
    refuseAfterFailure();
    return payments / tookSeconds;
  }

  /**
   * When a payment is due, from the start on.
   *
   * @param number of the payment, counted from 0; of any day's load
   */
  static long dueNanos(long number, int paymentsPerSecond) {
    // Not a number of pauses: one that is no whole number of nanoseconds would shift the rate. And
    // not all in nanoseconds at once: those of so many payments overflow.
    return number / paymentsPerSecond * NANOS_A_SECOND
        + number % paymentsPerSecond * NANOS_A_SECOND / paymentsPerSecond;
  }

  private void append(long dueNanos, boolean measured) {
    refuseAfterFailure();
    PaymentInfo payment = next();
    Future<RecordMetadata> unused =
        producer.send(
            new ProducerRecord<>(
                topic, payment.getProductId().getBytes(StandardCharsets.UTF_8), bytes(payment)),
            (metadata, e) -> {
              if (e != null) {
                failure.compareAndSet(null, e);
              } else {
                visibility.appended(
                    new Visibility.Appended(
                        metadata.partition(),
                        metadata.offset(),
                        dueNanos,
                        metadata.timestamp(),
                        measured));
              }
            });
  }

  private PaymentInfo next() {
    int priceMinor = MIN_PRICE_MINOR + random.nextInt(PRICES);
    int quantity = 1 + random.nextInt(MAX_QUANTITY);
    amountMinor += (long) priceMinor * quantity;
    units += quantity;
    PaymentInfo payment = new PaymentInfo();
    payment.setOrderId("ORDER-latency-" + made++);
    payment.setProductId(PRODUCT_PREFIX + random.nextInt(products));
    payment.setProductPrice(BigDecimal.valueOf(priceMinor, SCALE));
    payment.setTimestamp(Instant.now());
    payment.setQuantity(quantity);
    payment.setKind(PaymentKind.PAYMENT);
    return payment;
  }

  private byte[] bytes(PaymentInfo payment) {
    avro.reset();
    encoder = EncoderFactory.get().binaryEncoder(avro, encoder);
    try {
      writer.write(payment, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot write a payment: " + e.getMessage(), e);
    }
    return WireFormat.frame(schemaId, avro.toByteArray());
  }

  private void refuseAfterFailure() {
    Exception e = failure.get();
    if (e != null) {
      throw LedgerFailure.failed(
          "a payment could not be appended: " + LedgerFailure.rootMessage(e), e);
    }
  }

  /** What all that was handed over comes to. */
  TotalWatch.Total expected() {
    return new TotalWatch.Total(BigDecimal.valueOf(amountMinor, SCALE), units);
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
