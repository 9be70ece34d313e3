package io.salesledger.local.chaos;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.parts.Waiting;
import io.salesledger.schemas.RegistryClients;
import io.salesledger.schemas.SalesTopic;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Counts the log with nothing but Kafka's consumer and Confluent's deserializer: no code of the
 * ledger, and none of {@code verify}. For one thread.
 */
final class PlainCount {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final LedgerSettings settings;
  private final Waiting waiting;

  PlainCount(LedgerSettings settings, Waiting waiting) {
    this.settings = settings;
    this.waiting = waiting;
  }

  /**
   * What is on the log.
   *
   * @param payments sales and refunds
   * @param others records that are neither
   * @param minorUnits sales less refunds, times quantities
   * @param units quantities of sales less those of refunds
   */
  record Sums(long payments, long others, long minorUnits, long units) {}

  /** Counts up to these ends. */
  Sums upTo(Map<TopicPartition, Long> ends) {
    long payments = 0;
    long others = 0;
    long minorUnits = 0;
    long units = 0;
    Map<String, Object> deserialization =
        new HashMap<>(RegistryClients.properties(settings.registry()));
    deserialization.put("specific.avro.reader", true);
    try (KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer();
        KafkaConsumer<byte[], byte @Nullable []> consumer = consumer()) {
      deserializer.configure(deserialization, false);
      consumer.assign(ends.keySet());
      consumer.seekToBeginning(ends.keySet());
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        waiting.pause(0);
        for (ConsumerRecord<byte[], byte @Nullable []> record : consumer.poll(POLL)) {
          PaymentInfo payment = payment(deserializer, record);
          if (payment == null) {
            others++;
            continue;
          }
          long sign = payment.getKind() == PaymentKind.REFUND ? -1 : 1;
          payments++;
          units += sign * payment.getQuantity();
          minorUnits +=
              sign
                  * payment
                      .getProductPrice()
                      .multiply(BigDecimal.valueOf(payment.getQuantity()))
                      .movePointRight(settings.currency().scale())
                      .longValueExact();
        }
      }
    }
    return new Sums(payments, others, minorUnits, units);
  }

  private @Nullable PaymentInfo payment(
      KafkaAvroDeserializer deserializer, ConsumerRecord<byte[], byte @Nullable []> record) {
    try {
      return (PaymentInfo) deserializer.deserialize(settings.kafka().topic(), record.value());
    } catch (SerializationException e) {
      return null;
    }
  }

  private KafkaConsumer<byte[], byte @Nullable []> consumer() {
    Properties properties = SalesTopic.adminProperties(settings.kafka());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
