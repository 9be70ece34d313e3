package io.salesledger.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.Test;

/** Our reading of the wire format is Confluent's. */
class WireFormatTest {
  private static final PaymentInfo PAYMENT =
      PaymentInfo.newBuilder()
          .setOrderId("o-1")
          .setProductId("PRODUCTID5")
          .setProductPrice(new BigDecimal("299.99"))
          .setTimestamp(Instant.ofEpochMilli(1_761_106_990_000L))
          .setQuantity(2)
          .setKind(PaymentKind.REFUND)
          .setReverses("o-0")
          .build();

  @Property
  void what_is_framed_is_read_back(@ForAll int schemaId, @ForAll byte[] avro) {
    byte[] value = WireFormat.frame(schemaId, avro);

    assertThat(WireFormat.isFramed(value)).isTrue();
    assertThat(WireFormat.schemaId(value)).isEqualTo(schemaId);
    assertThat(Arrays.copyOfRange(value, WireFormat.HEADER_BYTES, value.length)).isEqualTo(avro);
  }

  @Test
  void what_is_too_short_or_begins_otherwise_is_not_framed() {
    byte[] short4 = {0, 0, 0, 0};
    byte[] json = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);

    assertThat(WireFormat.isFramed(short4)).isFalse();
    assertThat(WireFormat.isFramed(json)).isFalse();
    assertThatThrownBy(() -> WireFormat.schemaId(json))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void what_confluents_serializer_writes_is_framed_with_the_registered_id() throws Exception {
    String scope = UUID.randomUUID().toString();
    SchemaRegistryClient client = MockSchemaRegistry.getClientForScope(scope);
    try (KafkaAvroSerializer serializer = new KafkaAvroSerializer();
        KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer()) {
      int id = SchemaRegistration.ensure(client, "sales_events-value").newestId();
      serializer.configure(producerProperties(scope), false);
      deserializer.configure(
          Map.of("schema.registry.url", "mock://" + scope, "specific.avro.reader", true), false);

      byte[] value = serializer.serialize("sales_events", PAYMENT);

      assertThat(WireFormat.schemaId(value)).isEqualTo(id);
      byte[] avro = Arrays.copyOfRange(value, WireFormat.HEADER_BYTES, value.length);
      assertThat(
              new SpecificDatumReader<PaymentInfo>(
                      PaymentSchemas.newest(), PaymentInfo.getClassSchema())
                  .read(null, DecoderFactory.get().binaryDecoder(avro, null)))
          .isEqualTo(PAYMENT);
      assertThat(deserializer.deserialize("sales_events", WireFormat.frame(id, avro)))
          .isEqualTo(PAYMENT);
    } finally {
      MockSchemaRegistry.dropScope(scope);
    }
  }

  private static Map<String, Object> producerProperties(String scope) {
    return Map.of(
        "schema.registry.url",
        "mock://" + scope,
        "auto.register.schemas",
        false,
        "avro.remove.java.properties",
        true);
  }
}
