package io.salesledger.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.SchemaRegistration;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is appended here, beside what Confluent's own serializer makes of the same payment in each
 * of the ways it is used.
 */
class ConfluentBytesTest {
  private static final String TOPIC = "sales_events";
  private static final PaymentInfo PAYMENT =
      PaymentInfo.newBuilder()
          .setOrderId("o-1")
          .setProductId("PRODUCTID5")
          .setProductPrice(new BigDecimal("299.99"))
          .setTimestamp(Instant.ofEpochMilli(1_761_106_990_000L))
          .setQuantity(2)
          .setCurrency("CNY")
          .setKind(PaymentKind.REFUND)
          .setReverses("o-0")
          .build();

  private final String scope = UUID.randomUUID().toString();
  private final Path folder;

  ConfluentBytesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void register() {
    SchemaRegistryClient client = MockSchemaRegistry.getClientForScope(scope);
    assertThat(SchemaRegistration.ensure(client, TOPIC + "-value").ids()).hasSize(3);
  }

  @AfterEach
  void forget() {
    MockSchemaRegistry.dropScope(scope);
  }

  @Test
  void a_payment_is_the_same_bytes_whoever_writes_it() {
    byte[] ours = ours();

    Map<String, Object> withoutJava = Map.of("avro.remove.java.properties", true);
    assertThat(bytes(PAYMENT, withoutJava)).isEqualTo(ours);
    assertThat(bytes(PAYMENT, withoutJava, "auto.register.schemas", false)).isEqualTo(ours);
    assertThat(bytes(PAYMENT, Map.of("use.latest.version", true), "auto.register.schemas", false))
        .isEqualTo(ours);
    assertThat(bytes(generic(), Map.of())).isEqualTo(ours);
    assertThat(bytes(generic(), Map.of(), "auto.register.schemas", false)).isEqualTo(ours);
    assertThat(bytes(generic(), Map.of("use.latest.version", true), "auto.register.schemas", false))
        .isEqualTo(ours);
  }

  @Test
  void what_is_appended_is_read_by_confluent_s_deserializer() {
    assertThat(read(Map.of("specific.avro.reader", true))).isEqualTo(PAYMENT);
    assertThat(read(Map.of())).isEqualTo(generic());
  }

  @Test
  void a_writer_that_keeps_java_s_properties_differs_in_the_schema_id_alone() throws Exception {
    byte[] theirs = bytes(PAYMENT, Map.of());

    assertThat(rest(theirs)).isEqualTo(rest(ours()));
    int id = ByteBuffer.wrap(theirs).getInt(1);
    AvroSchema registered =
        (AvroSchema) MockSchemaRegistry.getClientForScope(scope).getSchemaById(id);
    assertThat(registered.rawSchema()).isNotEqualTo(PaymentSchemas.newest());
  }

  private static byte[] rest(byte[] value) {
    return Arrays.copyOfRange(value, 5, value.length);
  }

  /** By the settings that payments are appended with. */
  private byte[] ours() {
    LedgerSettings settings = SettingsLoader.load(Map.of(), Map.of(), folder);
    return serialized(PAYMENT, PaymentLog.producerProperties(settings));
  }

  private byte[] bytes(Object payment, Map<String, Object> serializing, Object... more) {
    Map<String, Object> config = new HashMap<>(serializing);
    for (int i = 0; i < more.length; i += 2) {
      config.put((String) more[i], more[i + 1]);
    }
    return serialized(payment, config);
  }

  private byte[] serialized(Object payment, Map<String, Object> settings) {
    Map<String, Object> config = new HashMap<>(settings);
    config.put("schema.registry.url", "mock://" + scope);
    try (KafkaAvroSerializer serializer = new KafkaAvroSerializer()) {
      serializer.configure(config, false);
      return serializer.serialize(TOPIC, payment);
    }
  }

  private Object read(Map<String, Object> settings) {
    Map<String, Object> config = new HashMap<>(settings);
    config.put("schema.registry.url", "mock://" + scope);
    try (KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer()) {
      deserializer.configure(config, false);
      return deserializer.deserialize(TOPIC, ours());
    }
  }

  private static GenericRecord generic() {
    Schema schema = PaymentSchemas.newest();
    GenericRecord record = new GenericData.Record(schema);
    record.put("orderId", PAYMENT.getOrderId());
    record.put("productId", PAYMENT.getProductId());
    record.put(
        "productPrice", ByteBuffer.wrap(PAYMENT.getProductPrice().unscaledValue().toByteArray()));
    record.put("timestamp", PAYMENT.getTimestamp().toEpochMilli());
    record.put("quantity", PAYMENT.getQuantity());
    record.put("currency", PAYMENT.getCurrency());
    record.put("kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), "REFUND"));
    record.put("reverses", PAYMENT.getReverses());
    return record;
  }
}
