package io.salesledger.local;

import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** The two payments after which the contract's answers are literal, appended by any client. */
final class ContractPayments {
  static final Instant FIRST_AT = Instant.parse("2025-10-22T04:21:43.296Z");
  static final Instant SECOND_AT = Instant.parse("2025-10-22T04:23:10Z");

  private static final int PARTITION = 3;

  private ContractPayments() {}

  static void append(LocalStack stack) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers", stack.bootstrapServers(),
            "schema.registry.url", stack.registryUrl(),
            "auto.register.schemas", false,
            "avro.remove.java.properties", true,
            "key.serializer", StringSerializer.class.getName(),
            "value.serializer", KafkaAvroSerializer.class.getName());
    try (KafkaProducer<String, PaymentInfo> producer = new KafkaProducer<>(config)) {
      producer.send(payment("125.00", FIRST_AT)).get();
      producer.send(payment("299.99", SECOND_AT)).get();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static ProducerRecord<String, PaymentInfo> payment(String price, Instant at) {
    PaymentInfo payment =
        PaymentInfo.newBuilder()
            .setOrderId("order at " + at)
            .setProductId("PRODUCTID5")
            .setProductPrice(new BigDecimal(price))
            .setTimestamp(at)
            .setKind(PaymentKind.PAYMENT)
            .build();
    return new ProducerRecord<>("sales_events", PARTITION, "PRODUCTID5", payment);
  }
}
