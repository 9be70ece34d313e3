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

/** What a registry's answers mean, with Confluent's client and a registry on HTTP. */
class RegistrySchemasTest {
  private static final String SUBJECT = HttpRegistry.SUBJECT;
  private static final int OURS = HttpRegistry.OURS;
  private static final int UNKNOWN = 99;

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
    registry.register(1, PaymentSchemas.all().get(0));

    assertThat(schemas.find(1))
        .isEqualTo(new WriterSchemas.Answer.Known(PaymentSchemas.all().get(0)));
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
    assertThatThrownBy(() -> schemas.find(UNKNOWN)).isInstanceOf(SchemaUnavailableException.class);
    assertThatThrownBy(() -> schemas.find(OURS)).isInstanceOf(SchemaUnavailableException.class);
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
  void given_a_registry_that_fails_then_it_is_unavailable_and_not_asked_again_within_the_pause() {
    registry.registerOurs();
    registry.fail(500);

    assertThatThrownBy(() -> schemas.find(OURS))
        .isInstanceOf(SchemaUnavailableException.class)
        .hasMessageContaining("schema 3");
    int asked = registry.asked().size();
    registry.recover();
    clock.advance(RegistrySchemas.PAUSE.toMillis() - 1);
    assertThatThrownBy(() -> schemas.find(OURS)).isInstanceOf(SchemaUnavailableException.class);
    assertThatThrownBy(() -> schemas.find(1)).isInstanceOf(SchemaUnavailableException.class);
    assertThat(registry.asked()).hasSize(asked);

    clock.advance(1);
    assertThat(schemas.find(OURS))
        .isEqualTo(new WriterSchemas.Answer.Known(PaymentSchemas.newest()));
  }

  @Test
  void given_a_registry_that_is_gone_then_it_is_unavailable() {
    registry.close();

    assertThatThrownBy(() -> schemas.find(OURS)).isInstanceOf(SchemaUnavailableException.class);
  }

  @Test
  void given_an_error_between_the_two_questions_then_nothing_is_missing() {
    registry.registerOurs();
    registry.failLookUps();

    assertThatThrownBy(() -> schemas.find(UNKNOWN)).isInstanceOf(SchemaUnavailableException.class);
  }

  @Test
  void given_something_else_than_the_registry_s_json_then_it_is_unavailable() {
    registry.fail(200);

    assertThatThrownBy(() -> schemas.find(OURS)).isInstanceOf(SchemaUnavailableException.class);
  }

  @Test
  void what_is_known_to_be_missing_is_told_even_while_the_registry_is_away() {
    registry.registerOurs();
    schemas.find(UNKNOWN);
    registry.fail(500);
    assertThatThrownBy(() -> schemas.find(1)).isInstanceOf(SchemaUnavailableException.class);

    assertThat(schemas.find(UNKNOWN)).isEqualTo(new WriterSchemas.Answer.Missing());
  }

  @Test
  void a_schema_in_use_needs_no_registry() {
    registry.registerOurs();
    schemas.find(OURS);
    registry.close();
    clock.advance(60_000);

    assertThat(schemas.find(OURS))
        .isEqualTo(new WriterSchemas.Answer.Known(PaymentSchemas.newest()));
    schemas.confirm(OURS);
  }

  @Test
  void given_a_registry_with_other_ids_then_nothing_of_it_is_believed_until_it_says_the_same() {
    registry.register(1, PaymentSchemas.all().get(0));
    registry.registerOurs();
    schemas.find(1);
    schemas.find(OURS);

    registry.register(1, PaymentSchemas.newest());
    registry.register(4, PaymentSchemas.all().get(0));
    clock.advance(RegistrySchemas.FRESH.toMillis());

    assertThatThrownBy(() -> schemas.find(4))
        .isInstanceOf(SchemaUnavailableException.class)
        .hasMessage(
            "the registry says of schema 1 what it did not say before: quantity: added, int,"
                + " default 1; its payments wait until it says the same again");
    assertThatThrownBy(() -> schemas.find(1)).isInstanceOf(SchemaUnavailableException.class);
    assertThat(schemas.find(OURS))
        .isEqualTo(new WriterSchemas.Answer.Known(PaymentSchemas.newest()));
    assertThatThrownBy(() -> schemas.find(UNKNOWN)).isInstanceOf(SchemaUnavailableException.class);

    registry.register(1, PaymentSchemas.all().get(0));
    clock.advance(RegistrySchemas.FRESH.toMillis());

    assertThat(schemas.find(1))
        .isEqualTo(new WriterSchemas.Answer.Known(PaymentSchemas.all().get(0)));
    assertThat(schemas.find(4))
        .isEqualTo(new WriterSchemas.Answer.Known(PaymentSchemas.all().get(0)));
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
}
