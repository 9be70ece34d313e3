package io.salesledger.windowing.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.RegistryClients;
import io.salesledger.schemas.WireFormat;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.QuarantineReason;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry's answers mean, with Confluent's client and a registry on HTTP. */
class RegistrySchemasTest {
  private static final String SUBJECT = HttpRegistry.SUBJECT;
  private static final int OURS = HttpRegistry.OURS;
  private static final int UNKNOWN = 99;
  private static final Schema V1 = PaymentSchemas.all().get(0);

  private final HttpRegistry registry = new HttpRegistry();
  private final SchemaRegistryClient client =
      RegistryClients.connect(
          new LedgerSettings.Registry(registry.url(), Map.of("schema.registry.max.retries", "0")));
  private final SettableClock clock = new SettableClock();
  private final RegistrySchemas schemas = new RegistrySchemas(client, SUBJECT, clock);

  @AfterEach
  void close() throws IOException {
    client.close();
    registry.close();
  }

  @Test
  void given_a_schema_then_it_is_known() {
    registry.register(1, V1);

    assertKnown(1, V1);
  }

  @Test
  void given_an_id_that_there_is_not_while_ours_is_known_then_it_is_missing_and_stays_so() {
    registry.registerOurs();

    assertThat(schemas.find(UNKNOWN)).isEqualTo(new WriterSchemas.Answer.Missing());
    int asked = registry.asked().size();
    assertThat(schemas.find(UNKNOWN)).isEqualTo(new WriterSchemas.Answer.Missing());
    assertThat(registry.asked()).hasSize(asked);
  }

  @Test
  void given_an_emptied_registry_then_nothing_is_missing_but_all_waits() {
    assertUnavailable(UNKNOWN);
    assertUnavailable(OURS);
  }

  @Test
  void given_a_registry_that_is_emptied_after_it_was_asked_then_nothing_is_missing_but_all_waits() {
    registry.registerOurs();
    schemas.find(OURS);
    schemas.find(UNKNOWN);

    registry.empty();

    assertThatThrownBy(() -> schemas.find(UNKNOWN + 1))
        .isInstanceOf(SchemaUnavailableException.class);
  }

  @Test
  void given_a_registry_that_does_not_answer_then_it_is_not_asked_for_anything_within_the_pause() {
    registry.registerOurs();
    registry.hangUp();

    assertThatThrownBy(() -> schemas.find(OURS))
        .isInstanceOf(SchemaUnavailableException.class)
        .hasMessageContaining("schema 3");
    int asked = registry.asked().size();
    registry.recover();
    clock.advance(RegistrySchemas.PAUSE.toMillis() - 1);
    assertUnavailable(OURS);
    assertUnavailable(1);
    assertThat(registry.asked()).hasSize(asked);

    clock.advance(1);
    assertKnown(OURS, PaymentSchemas.newest());
  }

  @Test
  void given_an_id_that_fails_then_it_alone_is_not_asked_for_again_within_the_pause() {
    registry.registerOurs();
    registry.register(1, V1);
    registry.fail(1, 500);

    assertThatThrownBy(() -> schemas.find(1))
        .isInstanceOf(SchemaUnavailableException.class)
        .hasMessageContaining("schema 1");
    registry.recover();
    assertKnown(OURS, PaymentSchemas.newest());
    clock.advance(RegistrySchemas.PAUSE.toMillis() - 1);
    assertUnavailable(1);
    assertThat(registry.asked(1)).isEqualTo(1);

    clock.advance(1);
    assertKnown(1, V1);
  }

  @Test
  void given_a_registry_that_is_gone_then_it_is_unavailable() {
    registry.close();

    assertUnavailable(OURS);
  }

  @Test
  void given_an_error_between_the_two_questions_then_nothing_is_missing() {
    registry.registerOurs();
    registry.failLookUps();

    assertUnavailable(UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PROTOBUF", "JSON"})
  void a_schema_of_another_format_is_no_payment_and_nobody_waits_for_it(String format) {
    registry.registerOurs();
    registry.register(7, format);
    byte[] value = WireFormat.frame(7, new byte[] {0, 1, 2});

    assertThat(
            new PaymentDecoder(new PaymentRules("CNY"), schemas)
                .decode(LogRecords.polled(List.of(LogRecords.record(0, value))))
                .quarantine())
        .containsExactly(
            new QuarantineEntry(
                0,
                7,
                QuarantineReason.INCOMPATIBLE_SCHEMA,
                "schema 7: PaymentInfo: full name changed from io.salesledger.PaymentInfo to "
                    + format));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{'type':'record','name':'PaymentInfo'}",
        "{'type':'record','name':'Payment-Info','fields':[]}",
        "{'type':'fixed','name':'Id','size':-1}",
        "{'type':'enum','name':'Kind','symbols':['A','A']}",
      })
  void a_schema_that_avro_cannot_parse_is_no_payment_and_nobody_waits_for_it(String text) {
    registry.registerOurs();
    registry.answer(7, "{\"schema\":\"" + text.replace("'", "\\\"") + "\"}");
    byte[] value = WireFormat.frame(7, new byte[] {0, 1, 2});
    PaymentDecoder decoder = new PaymentDecoder(new PaymentRules("CNY"), schemas);

    try (ToldLines told = new ToldLines(RegistrySchemas.class)) {
      for (int offset = 0; offset < 2; offset++) {
        assertThat(
                decoder
                    .decode(LogRecords.polled(List.of(LogRecords.record(offset, value))))
                    .quarantine())
            .containsExactly(
                new QuarantineEntry(
                    offset,
                    7,
                    QuarantineReason.INCOMPATIBLE_SCHEMA,
                    "schema 7: PaymentInfo: full name changed from io.salesledger.PaymentInfo to"
                        + " UNPARSABLE_AVRO"));
      }
      assertThat(told.lines())
          .containsExactly(
              "WARN Avro cannot parse what the registry has as schema 7: what it wrote is"
                  + " quarantined");
    }
  }

  @Test
  void a_schema_waits_for_another_that_it_refers_to() {
    registry.registerOurs();
    registry.failLookUps();
    registry.answer(
        7,
        "{\"schema\":\"\\\"Other\\\"\","
            + "\"references\":[{\"name\":\"Other\",\"subject\":\"other\",\"version\":1}]}");

    assertUnavailable(7);
  }

  @Test
  void given_something_else_than_the_registry_s_json_then_it_is_unavailable() {
    registry.fail(200);

    assertUnavailable(OURS);
  }

  @Test
  void what_is_known_to_be_missing_is_told_even_while_the_registry_is_away() {
    registry.registerOurs();
    schemas.find(UNKNOWN);
    registry.fail(500);
    assertUnavailable(1);

    assertThat(schemas.find(UNKNOWN)).isEqualTo(new WriterSchemas.Answer.Missing());
  }

  @Test
  void a_schema_in_use_needs_no_registry() {
    registry.registerOurs();
    schemas.find(OURS);
    registry.close();
    clock.advance(60_000);

    assertKnown(OURS, PaymentSchemas.newest());
    schemas.confirm(OURS);
  }

  private void assertKnown(int schemaId, Schema schema) {
    assertThat(schemas.find(schemaId)).isEqualTo(new WriterSchemas.Answer.Known(schema));
  }

  private void assertUnavailable(int schemaId) {
    assertThatThrownBy(() -> schemas.find(schemaId)).isInstanceOf(SchemaUnavailableException.class);
  }
}
