package io.salesledger.windowing.log;

import static io.salesledger.windowing.log.HttpRegistry.OURS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.RegistryClients;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A registry that is slow, away or set up anew, and those who need it or not. */
class BackgroundSchemasTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int UNKNOWN = 99;
  private static final Schema V1 = PaymentSchemas.all().get(0);

  private final HttpRegistry registry = new HttpRegistry();
  private final SchemaRegistryClient client =
      RegistryClients.connect(
          new LedgerSettings.Registry(registry.url(), Map.of("schema.registry.max.retries", "0")));
  private final SettableClock clock = new SettableClock();
  private final BackgroundSchemas schemas =
      new BackgroundSchemas(
          new RegistrySchemas(client, HttpRegistry.SUBJECT, clock),
          clock,
          new BackgroundSchemas.Waits(
              BackgroundSchemas.FIRST_WAIT, BackgroundSchemas.WAIT, Duration.ofMillis(50)));

  @AfterEach
  void close() throws IOException {
    schemas.close();
    registry.close();
    client.close();
  }

  @Test
  void given_a_registry_that_answers_then_schemas_are_known_and_missing_as_it_says() {
    registry.registerOurs();

    awaitKnown(OURS, PaymentSchemas.newest());
    assertThat(awaitAnswer(UNKNOWN)).isEqualTo(new WriterSchemas.Answer.Missing());
  }

  @Test
  void given_a_registry_that_hangs_then_an_unknown_id_waits_and_a_known_one_does_not() {
    registry.registerOurs();
    awaitAnswer(OURS);
    registry.register(1, V1);
    registry.hold();

    for (int again = 0; again < 20; again++) {
      assertUnavailable(1);
      assertThat(schemas.find(OURS)).isInstanceOf(WriterSchemas.Answer.Known.class);
    }
    assertThat(registry.asked(1)).isLessThanOrEqualTo(1);
    registry.letGo();

    awaitKnown(1, V1);
  }

  @Test
  void given_a_registry_that_is_away_then_it_goes_on_when_that_is_back() {
    registry.registerOurs();
    registry.fail(503);
    assertUnavailable(OURS);

    registry.recover();

    awaitKnown(OURS, PaymentSchemas.newest());
  }

  /** A task's thread may outlive the closing of what it uses. */
  @Test
  void given_closed_ones_then_what_is_not_known_is_unavailable_and_the_rest_as_before() {
    registry.registerOurs();
    awaitAnswer(OURS);

    schemas.close();

    assertUnavailable(UNKNOWN);
    assertThatThrownBy(() -> schemas.confirm(OURS)).isInstanceOf(SchemaUnavailableException.class);
    assertThat(schemas.find(OURS)).isInstanceOf(WriterSchemas.Answer.Known.class);
  }

  @Test
  void made_up_ids_by_the_thousand_are_bounded_while_the_registry_hangs() {
    registry.hold();
    for (int id = 100; id < 2_000; id++) {
      int madeUp = id;
      // Each is asked for once: only the first one waits.
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> schemas.find(madeUp)).isInstanceOf(SchemaUnavailableException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThatThrownBy(() -> schemas.find(5_000))
        .isInstanceOf(SchemaUnavailableException.class)
        .hasMessageContaining("which is asked for 1000");
  }

  @Test
  void what_was_missing_is_asked_for_again_and_counts_once_it_is_there() {
    registry.registerOurs();
    assertThat(awaitAnswer(UNKNOWN)).isEqualTo(new WriterSchemas.Answer.Missing());
    registry.fail(503);
    clock.advance(BackgroundSchemas.MISSING_STANDS.toMillis());
    assertThat(schemas.find(UNKNOWN)).isEqualTo(new WriterSchemas.Answer.Missing());

    registry.recover();
    registry.register(UNKNOWN, V1);

    awaitKnown(UNKNOWN, V1);
  }

  @Test
  void given_an_emptied_registry_then_nothing_is_missing_but_all_waits() {
    registry.registerOurs();
    awaitAnswer(OURS);
    registry.empty();

    assertUnavailable(UNKNOWN);
    assertThat(schemas.find(OURS)).isInstanceOf(WriterSchemas.Answer.Known.class);
  }

  @Test
  void given_a_registry_with_other_ids_then_an_id_in_use_is_not_given_until_it_is_the_same_again() {
    registry.registerOurs();
    registry.register(1, V1);
    awaitAnswer(1);
    awaitAnswer(OURS);
    registry.register(1, PaymentSchemas.newest());
    clock.advance(RegistrySchemas.FRESH.toMillis());

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> schemas.confirm(1))
                    .isInstanceOf(SchemaUnavailableException.class)
                    .hasMessageContaining("schema 1 what it did not say before: quantity: added"));
    assertUnavailable(1);
    assertUnavailable(UNKNOWN);
    assertThat(schemas.find(OURS)).isInstanceOf(WriterSchemas.Answer.Known.class);

    registry.register(1, V1);
    awaitKnown(1, V1);
  }

  @Test
  void other_ids_are_noticed_though_nobody_asks_for_a_new_one() {
    registry.register(1, V1);
    awaitAnswer(1);
    registry.register(1, PaymentSchemas.newest());

    await().atMost(PATIENCE).untilAsserted(() -> assertUnavailable(1));
  }

  @Test
  void other_ids_are_noticed_though_one_before_them_is_answered_with_an_error() {
    registry.register(1, V1);
    registry.registerOurs();
    awaitAnswer(1);
    awaitAnswer(OURS);
    registry.fail(1, 403);
    registry.register(OURS, V1);

    await().atMost(PATIENCE).untilAsserted(() -> assertUnavailable(OURS));
    assertThat(schemas.find(1)).isEqualTo(new WriterSchemas.Answer.Known(V1));
  }

  @Test
  void given_errors_for_all_in_use_then_a_new_id_waits_and_goes_on_when_one_is_given_again() {
    registry.register(1, V1);
    registry.registerOurs();
    awaitAnswer(1);
    awaitAnswer(OURS);
    registry.fail(1, 500);
    registry.fail(OURS, 500);
    registry.register(4, V1);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              clock.advance(RegistrySchemas.FRESH.toMillis());
              assertThatThrownBy(() -> schemas.find(4))
                  .isInstanceOf(SchemaUnavailableException.class)
                  .hasMessageContaining("gives none of the schemas in use");
            });
    assertThat(registry.asked(4)).isZero();
    assertThat(schemas.find(OURS)).isInstanceOf(WriterSchemas.Answer.Known.class);
    registry.recover();
    registry.fail(1, 500);

    awaitKnown(4, V1);
  }

  /** The first answer: on a busy machine it may take longer than a call waits. */
  private WriterSchemas.Answer awaitAnswer(int schemaId) {
    return await()
        .atMost(PATIENCE)
        .ignoreException(SchemaUnavailableException.class)
        .until(() -> schemas.find(schemaId), answer -> true);
  }

  private void awaitKnown(int schemaId, Schema schema) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () -> {
              clock.advance(RegistrySchemas.FRESH.toMillis());
              try {
                assertThat(schemas.find(schemaId))
                    .isEqualTo(new WriterSchemas.Answer.Known(schema));
              } catch (SchemaUnavailableException e) {
                throw new AssertionError(e);
              }
            });
  }

  private void assertUnavailable(int schemaId) {
    assertThatThrownBy(() -> schemas.find(schemaId)).isInstanceOf(SchemaUnavailableException.class);
  }
}
