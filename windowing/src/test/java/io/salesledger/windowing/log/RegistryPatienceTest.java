package io.salesledger.windowing.log;

import static io.salesledger.windowing.log.HttpRegistry.OURS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.RegistryClients;
import io.salesledger.windowing.log.WriterSchemas.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Who waits for the registry, and what a confirmation is worth. The first call would wait for an
 * hour and any other hardly at all, and nothing is compared but what is asked for: what is seen
 * here does not depend on how fast the machine is.
 */
class RegistryPatienceTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Schema V1 = PaymentSchemas.all().get(0);

  private final HttpRegistry registry = new HttpRegistry();
  private final SchemaRegistryClient client =
      RegistryClients.connect(
          new LedgerSettings.Registry(
              registry.url(),
              Map.of(
                  "schema.registry.max.retries", "0",
                  "schema.registry.http.read.timeout.ms", "3600000")));
  private final SettableClock clock = new SettableClock();
  private final BackgroundSchemas schemas =
      new BackgroundSchemas(
          new RegistrySchemas(client, HttpRegistry.SUBJECT, clock),
          clock,
          new BackgroundSchemas.Waits(
              Duration.ofHours(1), Duration.ofMillis(1), Duration.ofDays(1)));

  @AfterEach
  void close() throws IOException {
    schemas.close();
    registry.close();
    client.close();
  }

  @Test
  void the_very_first_call_waits_for_its_answer_and_a_later_one_does_not() throws Exception {
    registry.registerOurs();
    registry.register(1, V1);
    registry.hold();
    FutureTask<Answer> first = new FutureTask<>(() -> schemas.find(OURS));
    Thread caller = start(first);
    await()
        .atMost(PATIENCE)
        .until(() -> registry.asked(OURS) == 1 && caller.getState() == Thread.State.TIMED_WAITING);
    registry.letGo();
    assertThat(first.get()).isEqualTo(new Answer.Known(PaymentSchemas.newest()));

    registry.hold();
    FutureTask<Answer> later = new FutureTask<>(() -> schemas.find(1));
    start(later);

    await().atMost(PATIENCE).until(later::isDone);
    assertThatThrownBy(later::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(SchemaUnavailableException.class);
  }

  @Test
  void a_confirmation_counts_from_its_use_on_however_long_a_batch_was_held_back_for_it() {
    registry.registerOurs();
    registry.register(1, V1);
    schemas.find(OURS);
    registry.hold();
    assertThatItIsStillAsked();
    assertThatItIsStillAsked();
    registry.letGo();
    awaitWhatWasAsked();
    registry.hold();
    clock.advance(10 * RegistrySchemas.FRESH.toMillis());

    schemas.confirm(OURS);
    clock.advance(RegistrySchemas.FRESH.toMillis() - 1);
    schemas.confirm(OURS);
    assertThat(registry.asked(OURS)).isEqualTo(2);

    clock.advance(1);
    assertThatItIsStillAsked();
  }

  @Test
  void nothing_is_confirmed_unasked_in_the_pause_after_a_registry_that_did_not_answer() {
    registry.registerOurs();
    schemas.find(OURS);
    registry.hangUp();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> schemas.find(1))
                    .hasMessageContaining("the registry cannot give schema 1"));
    registry.recover();
    registry.register(OURS, V1);

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> schemas.confirm(OURS))
                    .isInstanceOf(SchemaUnavailableException.class)
                    .hasMessageContaining("schema 3 what it did not say before"));
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work, "caller");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void assertThatItIsStillAsked() {
    assertThatThrownBy(() -> schemas.confirm(OURS))
        .isInstanceOf(SchemaUnavailableException.class)
        .hasMessageContaining("the registry is asked whether it still is the same");
  }

  /** One thread asks one thing after the other: the last answer comes when all have come. */
  private void awaitWhatWasAsked() {
    await()
        .atMost(PATIENCE)
        .ignoreException(SchemaUnavailableException.class)
        .until(() -> schemas.find(1), new Answer.Known(V1)::equals);
  }
}
