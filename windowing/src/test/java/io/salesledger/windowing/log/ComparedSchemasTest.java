package io.salesledger.windowing.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.RegistryClients;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas in use, compared with what a registry says of them now, be it another or nothing. */
class ComparedSchemasTest {
  private static final int OURS = HttpRegistry.OURS;
  private static final int UNKNOWN = 99;
  private static final Schema V1 = PaymentSchemas.all().get(0);
  private static final String NOT_NOW = "not now; error code: 403";

  private final HttpRegistry registry = new HttpRegistry();
  private final SchemaRegistryClient client =
      RegistryClients.connect(
          new LedgerSettings.Registry(registry.url(), Map.of("schema.registry.max.retries", "0")));
  private final SettableClock clock = new SettableClock();
  private final RegistrySchemas schemas = new RegistrySchemas(client, HttpRegistry.SUBJECT, clock);

  @AfterEach
  void close() throws IOException {
    client.close();
    registry.close();
  }

  @Test
  void given_a_registry_with_other_ids_then_nothing_of_it_is_believed_until_it_says_the_same() {
    registry.register(1, V1);
    registry.registerOurs();
    schemas.find(1);
    schemas.find(OURS);

    registry.register(1, PaymentSchemas.newest());
    registry.register(4, V1);
    clock.advance(RegistrySchemas.FRESH.toMillis());

    assertThatThrownBy(() -> schemas.find(4))
        .isInstanceOf(SchemaUnavailableException.class)
        .hasMessage(
            "the registry says of schema 1 what it did not say before: quantity: added, int,"
                + " default 1; its payments wait until it says the same again");
    assertUnavailable(1);
    assertKnown(OURS, PaymentSchemas.newest());
    assertUnavailable(UNKNOWN);

    registry.register(1, V1);
    clock.advance(RegistrySchemas.FRESH.toMillis());

    assertKnown(1, V1);
    assertKnown(4, V1);
  }

  @ParameterizedTest
  @ValueSource(ints = {403, 404, 500, 503})
  void a_lie_is_seen_though_another_id_is_answered_with_an_error(int status) {
    useAll();

    registry.fail(1, status);
    registry.register(OURS, V1);
    clock.advance(RegistrySchemas.FRESH.toMillis());

    schemas.confirm(1);
    assertThatThrownBy(() -> schemas.confirm(OURS))
        .isInstanceOf(SchemaUnavailableException.class)
        .hasMessageContaining("schema 3 what it did not say before: quantity: removed");
    assertThat(schemas.withheld()).containsOnlyKeys(1);
    assertKnown(1, V1);
    assertUnavailable(4);
  }

  @Test
  void a_new_id_is_given_though_one_in_use_is_answered_with_an_error() {
    useAll();

    registry.fail(1, 403);
    registry.register(4, V1);
    clock.advance(RegistrySchemas.FRESH.toMillis());

    assertKnown(4, V1);
    assertThat(schemas.withheld()).isEqualTo(Map.of(1, "in place of schema 1 it says: " + NOT_NOW));
    registry.recover();
    clock.advance(RegistrySchemas.FRESH.toMillis());
    schemas.confirm(1);
    assertThat(schemas.withheld()).isEmpty();
  }

  @Test
  void given_errors_for_all_in_use_then_a_new_id_waits_until_one_of_them_is_given_again() {
    useAll();

    registry.fail(1, 500);
    registry.fail(2, 404);
    registry.fail(OURS, 403);
    registry.register(4, V1);
    clock.advance(RegistrySchemas.FRESH.toMillis());

    assertThatThrownBy(() -> schemas.find(4))
        .isInstanceOf(SchemaUnavailableException.class)
        .hasMessageContaining("gives none of the schemas in use")
        .hasMessageContaining("schema 1");
    assertThat(registry.asked(4)).isZero();
    assertKnown(1, V1);
    assertKnown(OURS, PaymentSchemas.newest());

    registry.recover();
    registry.fail(1, 500);
    assertUnavailable(4);
    assertThat(registry.asked(4)).isZero();
    clock.advance(RegistrySchemas.PAUSE.toMillis());
    assertKnown(4, V1);
  }

  @Test
  void an_id_that_is_of_another_format_now_is_another_schema() {
    useAll();
    registry.register(2, "JSON");
    clock.advance(RegistrySchemas.FRESH.toMillis());

    assertThatThrownBy(() -> schemas.confirm(2))
        .isInstanceOf(SchemaUnavailableException.class)
        .hasMessageContaining("schema 2 what it did not say before")
        .hasMessageContaining("JSON");
  }

  @Test
  void an_id_in_use_that_is_answered_with_what_avro_cannot_parse_stands_as_with_any_error() {
    useAll();
    registry.answer(1, "{\"schema\":\"{\"}");
    registry.register(4, V1);
    clock.advance(RegistrySchemas.FRESH.toMillis());

    schemas.confirm(1);

    assertKnown(1, V1);
    assertThat(schemas.withheld()).containsOnlyKeys(1);
    assertKnown(4, V1);
  }

  @Test
  void what_differs_stays_refused_while_it_is_answered_with_an_error() {
    useAll();
    registry.register(1, PaymentSchemas.newest());
    clock.advance(RegistrySchemas.FRESH.toMillis());
    assertThatThrownBy(() -> schemas.confirm(1)).isInstanceOf(SchemaUnavailableException.class);

    registry.fail(1, 500);
    clock.advance(RegistrySchemas.FRESH.toMillis());

    assertUnavailable(1);
    registry.recover();
    registry.register(1, V1);
    clock.advance(RegistrySchemas.FRESH.toMillis());
    assertKnown(1, V1);
  }

  @Test
  void given_a_registry_that_does_not_answer_then_the_first_question_of_a_comparison_is_its_last() {
    useAll();
    registry.hangUp();
    clock.advance(RegistrySchemas.FRESH.toMillis());

    assertUnavailable(4);

    assertThat(registry.asked(2)).isEqualTo(1);
    assertThat(registry.asked(OURS)).isEqualTo(1);
    assertThat(schemas.withheld()).isEmpty();
  }

  @Test
  void bytes_that_do_not_fit_make_it_ask_once_more() {
    registry.registerOurs();
    schemas.find(OURS);
    schemas.confirm(OURS);
    clock.advance(RegistrySchemas.FRESH.toMillis());
    registry.register(
        OURS,
        new Schema.Parser()
            .parse(PaymentSchemas.newest().toString().replace("\"scale\":2", "\"scale\":4")));

    assertThatThrownBy(() -> schemas.confirm(OURS))
        .isInstanceOf(SchemaUnavailableException.class)
        .hasMessageContaining("schema 3")
        .hasMessageContaining("productPrice: scale changed from 2 to 4");
  }

  @Test
  void fields_in_another_order_are_another_schema_and_another_documentation_is_not() {
    registry.registerOurs();
    schemas.find(OURS);
    Schema newest = PaymentSchemas.newest();
    registry.register(OURS, new Schema.Parser().parse(newest.toString().replace("ISO", "iso")));
    clock.advance(RegistrySchemas.FRESH.toMillis());
    schemas.confirm(OURS);

    List<Schema.Field> fields = new ArrayList<>();
    newest.getFields().forEach(each -> fields.add(new Schema.Field(each, each.schema())));
    Collections.reverse(fields);
    registry.register(
        OURS, Schema.createRecord(newest.getName(), null, newest.getNamespace(), false, fields));
    clock.advance(RegistrySchemas.FRESH.toMillis());

    assertThatThrownBy(() -> schemas.confirm(OURS))
        .hasMessageContaining("its fields or symbols are in another order");
  }

  /** All versions are registered, and in use. */
  private void useAll() {
    for (int version = 1; version <= PaymentSchemas.VERSIONS; version++) {
      registry.register(version, PaymentSchemas.all().get(version - 1));
      assertKnown(version, PaymentSchemas.all().get(version - 1));
    }
  }

  private void assertKnown(int schemaId, Schema schema) {
    assertThat(schemas.find(schemaId)).isEqualTo(new WriterSchemas.Answer.Known(schema));
  }

  private void assertUnavailable(int schemaId) {
    assertThatThrownBy(() -> schemas.find(schemaId)).isInstanceOf(SchemaUnavailableException.class);
  }
}
