package io.salesledger.windowing.log;

import static io.salesledger.windowing.log.HttpRegistry.OURS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.RegistryClients;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A registry's client whose classes cannot be loaded any more. */
class EndedComparisonTest {
  private final HttpRegistry registry = new HttpRegistry();
  private final SchemaRegistryClient client =
      RegistryClients.connect(
          new LedgerSettings.Registry(registry.url(), Map.of("schema.registry.max.retries", "0")));
  private final AtomicBoolean broken = new AtomicBoolean();
  private final SettableClock clock = new SettableClock();
  private final BackgroundSchemas schemas =
      new BackgroundSchemas(
          new RegistrySchemas(breakable(), HttpRegistry.SUBJECT, clock),
          clock,
          new BackgroundSchemas.Waits(
              BackgroundSchemas.FIRST_WAIT, BackgroundSchemas.WAIT, Duration.ofMillis(1)));

  @AfterEach
  void close() throws IOException {
    schemas.close();
    registry.close();
    client.close();
  }

  private SchemaRegistryClient breakable() {
    return (SchemaRegistryClient)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {SchemaRegistryClient.class},
            (proxy, method, arguments) -> {
              if (broken.get()) {
                throw new NoClassDefFoundError("io/confluent/Gone");
              }
              try {
                return method.invoke(client, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause() == null ? e : e.getCause();
              }
            });
  }

  @Test
  void given_an_error_of_the_jvm_while_comparing_then_no_schema_is_used_uncompared() {
    registry.registerOurs();
    await()
        .ignoreException(SchemaUnavailableException.class)
        .until(() -> schemas.find(OURS), WriterSchemas.Answer.Known.class::isInstance);
    assertThat(schemas.find(OURS)).isInstanceOf(WriterSchemas.Answer.Known.class);

    broken.set(true);

    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> schemas.find(OURS))
                    .isInstanceOf(IllegalStateException.class)
                    .hasCauseInstanceOf(NoClassDefFoundError.class));
  }
}
