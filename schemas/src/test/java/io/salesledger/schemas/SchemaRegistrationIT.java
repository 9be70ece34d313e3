package io.salesledger.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.parts.SchemaRegistry;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Registration and the wire format against a real registry. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchemaRegistrationIT {
  // A registry's first answers on a busy machine take longer than the client waits for one.
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static final int PROGRAMS = 6;

  private final Path folder;
  private final SchemaRegistry registry;

  SchemaRegistrationIT(@TempDir Path folder) {
    this.folder = folder;
    this.registry = SchemaRegistry.startInMemory(folder);
  }

  @AfterAll
  void stop() {
    registry.close();
  }

  @Test
  void the_subject_holds_every_version_in_order_under_full_transitive() throws Exception {
    LedgerSettings settings = settings("first_topic");

    RegisteredSchemas registered = SchemaRegistration.ensure(settings, PATIENCE);

    try (SchemaRegistryClient client = RegistryClients.connect(settings.registry())) {
      assertThat(client.getAllVersions("first_topic-value")).containsExactly(1, 2, 3);
      assertThat(client.getCompatibility("first_topic-value")).isEqualTo("FULL_TRANSITIVE");
      for (int i = 0; i < PaymentSchemas.VERSIONS; i++) {
        assertThat(client.getSchemaById(registered.ids().get(i)).rawSchema())
            .isEqualTo(PaymentSchemas.all().get(i));
      }
    }
  }

  @Test
  void registering_again_and_at_once_by_several_programs_changes_nothing() throws Exception {
    LedgerSettings settings = settings("second_topic");
    ExecutorService each = Executors.newFixedThreadPool(PROGRAMS);
    List<CompletableFuture<RegisteredSchemas>> programs =
        Stream.generate(
                () ->
                    CompletableFuture.supplyAsync(
                        () -> SchemaRegistration.ensure(settings, PATIENCE), each))
            .limit(PROGRAMS)
            .toList();
    RegisteredSchemas first = programs.get(0).get();

    assertThat(programs).allSatisfy(program -> assertThat(program.get()).isEqualTo(first));
    each.shutdown();
    assertThat(SchemaRegistration.ensure(settings, PATIENCE)).isEqualTo(first);
    try (SchemaRegistryClient client = RegistryClients.connect(settings.registry())) {
      assertThat(client.getAllVersions("second_topic-value")).containsExactly(1, 2, 3);
    }
  }

  @Test
  void the_registry_refuses_a_schema_that_one_version_could_not_read() throws Exception {
    LedgerSettings settings = settings("third_topic");
    SchemaRegistration.ensure(settings, PATIENCE);
    Schema withoutPrice =
        SchemaBuilder.record("PaymentInfo")
            .namespace("io.salesledger")
            .fields()
            .requiredString("orderId")
            .endRecord();

    try (SchemaRegistryClient client = RegistryClients.connect(settings.registry())) {
      assertThatThrownBy(() -> client.register("third_topic-value", new AvroSchema(withoutPrice)))
          .isInstanceOfSatisfying(
              RestClientException.class, e -> assertThat(e.getStatus()).isEqualTo(409));
    }
  }

  @Test
  void what_the_serializer_writes_is_framed_with_the_newest_id_and_read_back() {
    LedgerSettings settings = settings("fourth_topic");
    RegisteredSchemas registered = SchemaRegistration.ensure(settings, PATIENCE);
    PaymentInfo payment =
        PaymentInfo.newBuilder()
            .setOrderId("o-1")
            .setProductId("PRODUCTID5")
            .setProductPrice(new BigDecimal("299.99"))
            .setTimestamp(Instant.ofEpochMilli(1_761_106_990_000L))
            .setQuantity(2)
            .setKind(PaymentKind.REFUND)
            .build();
    Map<String, Object> properties = new HashMap<>(RegistryClients.properties(settings.registry()));
    properties.put("auto.register.schemas", false);
    properties.put("avro.remove.java.properties", true);
    properties.put("specific.avro.reader", true);

    try (KafkaAvroSerializer serializer = new KafkaAvroSerializer();
        KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer()) {
      serializer.configure(properties, false);
      deserializer.configure(properties, false);
      byte[] value = serializer.serialize("fourth_topic", payment);

      assertThat(WireFormat.schemaId(value)).isEqualTo(registered.newestId());
      assertThat(deserializer.deserialize("fourth_topic", value)).isEqualTo(payment);
    }
  }

  private LedgerSettings settings(String topic) {
    return SettingsLoader.load(
        Map.of("ledger.schema.registry.url", registry.url(), "ledger.kafka.topic", topic),
        Map.of(),
        folder);
  }
}
