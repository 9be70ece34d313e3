package io.salesledger.windowing.log;

import static io.salesledger.windowing.log.HttpRegistry.OURS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.RegistryClients;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an operator reads of a registry that is compared again and again. */
class RegistryChangesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ToldLines told = new ToldLines(BackgroundSchemas.class);
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
              Duration.ofHours(1), Duration.ofHours(1), Duration.ofMillis(5)));

  @AfterEach
  void close() throws IOException {
    schemas.close();
    registry.close();
    client.close();
    told.close();
  }

  @Test
  void an_error_in_place_of_a_schema_in_use_is_told_when_it_begins_and_when_it_ends() {
    registry.register(1, PaymentSchemas.all().get(0));
    registry.registerOurs();
    schemas.find(1);
    schemas.find(OURS);

    registry.fail(1, 403);
    awaitComparisons(5);
    registry.fail(1, 500);
    awaitComparisons(5);
    assertThat(told.lines())
        .containsExactly(
            "WARN the registry cannot be compared, in place of schema 1 it says: not now;"
                + " error code: 403");

    registry.recover();
    awaitComparisons(5);
    assertThat(told.lines()).hasSize(2).endsWith("INFO the registry gives schema 1 again");
  }

  @Test
  void another_schema_of_an_id_in_use_is_told_when_it_is_seen_and_when_it_is_gone() {
    registry.registerOurs();
    schemas.find(OURS);

    registry.register(OURS, PaymentSchemas.all().get(0));
    awaitComparisons(5);
    registry.registerOurs();
    awaitComparisons(5);

    assertThat(told.lines()).hasSize(2);
    assertThat(told.lines().get(0))
        .startsWith("ERROR the registry says of schema 3 what it did not");
    assertThat(told.lines().get(1)).isEqualTo("INFO the registry says of schema 3 what it said");
  }

  /** Comparisons follow each other: the last but one of those that began has been told. */
  private void awaitComparisons(int more) {
    long before = registry.asked(OURS);
    await().atMost(PATIENCE).until(() -> registry.asked(OURS) >= before + more);
  }
}
