package io.salesledger.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.confluent.kafka.schemaregistry.client.MockSchemaRegistryClient;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How registration behaves towards a registry that is there, starting, absent or refuses. */
class SchemaRegistrationTest {
  private static final String SUBJECT = "sales_events-value";

  private final Path folder;

  SchemaRegistrationTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void registers_every_version_in_order_and_holds_the_subject_to_full_transitive()
      throws Exception {
    try (MockSchemaRegistryClient client = new MockSchemaRegistryClient()) {
      RegisteredSchemas first = SchemaRegistration.ensure(client, SUBJECT);
      RegisteredSchemas again = SchemaRegistration.ensure(client, SUBJECT);

      assertThat(again).isEqualTo(first);
      assertThat(client.getAllVersions(SUBJECT)).containsExactly(1, 2, 3);
      assertThat(first.ids()).hasSize(3);
      assertThat(client.getSchemaById(first.newestId()).rawSchema())
          .isEqualTo(PaymentSchemas.newest());
      assertThat(client.getCompatibility(SUBJECT)).isEqualTo("FULL_TRANSITIVE");
    }
  }

  @Test
  void given_no_registry_when_told_to_try_once_then_one_line_says_where_it_was_sought()
      throws IOException {
    int port = closedPort();

    assertThatThrownBy(() -> SchemaRegistration.ensure(settings(port), Duration.ZERO))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageContaining("http://127.0.0.1:" + port)
        .hasMessageContaining("is not reachable")
        .hasMessageContaining("ledger.schema.registry.url")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void given_a_registry_that_is_starting_when_told_to_wait_then_it_is_waited_for()
      throws IOException {
    try (Registry registry = new Registry(3, 503, "{\"error_code\":50301,\"message\":\"soon\"}")) {
      RegisteredSchemas registered =
          SchemaRegistration.ensure(settings(registry.port()), Duration.ofMinutes(1));

      assertThat(registered.ids()).containsExactly(7, 7, 7);
    }
  }

  @Test
  void given_another_program_that_makes_the_same_at_once_then_its_conflict_is_no_failure()
      throws IOException {
    String conflict =
        "{\"error_code\":0,\"message\":\"A rule named 'COMPATIBILITY' already exists.\"}";
    try (Registry registry = new Registry(1, 409, conflict)) {
      RegisteredSchemas registered =
          SchemaRegistration.ensure(settings(registry.port()), Duration.ZERO);

      assertThat(registered.ids()).containsExactly(7, 7, 7);
    }
  }

  @Test
  void given_a_registry_that_refuses_when_told_to_wait_then_it_is_soon_given_up()
      throws IOException {
    String refusal = "{\"error_code\":409,\"message\":\"incompatible\"}";
    try (Registry registry = new Registry(Integer.MAX_VALUE, 409, refusal)) {
      assertThatThrownBy(
              () -> SchemaRegistration.ensure(settings(registry.port()), Duration.ofMinutes(1)))
          .isInstanceOf(LedgerFailure.class)
          .hasMessageContaining("FULL_TRANSITIVE")
          .hasMessageContaining(SUBJECT);
      assertThat(registry.requests).hasSize(1 + SchemaRegistration.CONFLICTS_TRIED_AGAIN);
    }
  }

  @Test
  void credentials_of_the_settings_reach_the_registry() throws IOException {
    try (Registry registry = new Registry(0, 200, "")) {
      LedgerSettings settings =
          settings(
              registry.port(),
              Map.of(
                  "ledger.basic.auth.credentials.source",
                  "USER_INFO",
                  "ledger.basic.auth.user.info",
                  "ann:secret"));

      SchemaRegistration.ensure(settings, Duration.ZERO);

      assertThat(registry.authorizations).containsOnly("Basic YW5uOnNlY3JldA==");
    }
  }

  @Test
  void a_token_of_the_settings_reaches_the_registry() throws IOException {
    try (Registry registry = new Registry(0, 200, "")) {
      LedgerSettings settings =
          settings(
              registry.port(),
              Map.of(
                  "ledger.bearer.auth.credentials.source",
                  "STATIC_TOKEN",
                  "ledger.bearer.auth.token",
                  "a-token"));

      SchemaRegistration.ensure(settings, Duration.ZERO);

      assertThat(registry.authorizations).containsOnly("Bearer a-token");
    }
  }

  @Test
  void what_confluent_s_client_is_set_to_is_passed_through_as_it_is() {
    Map<String, String> confluent =
        Map.of(
            "schema.registry.ssl.truststore.location", "/etc/ledger/trust.p12",
            "schema.registry.ssl.truststore.password", "changeit",
            "schema.registry.ssl.endpoint.identification.algorithm", "",
            "schema.registry.basic.auth.user.info", "ann:secret",
            "basic.auth.credentials.source", "USER_INFO",
            "bearer.auth.token", "a-token");
    Map<String, String> options = new HashMap<>();
    confluent.forEach((key, value) -> options.put("ledger." + key, value));

    Map<String, Object> handedOn = RegistryClients.properties(settings(1, options).registry());

    assertThat(handedOn)
        .containsAllEntriesOf(confluent)
        .containsEntry("basic.auth.user.info", "ann:secret")
        .containsEntry("schema.registry.url", "http://127.0.0.1:1");
  }

  private LedgerSettings settings(int port) {
    return settings(port, Map.of());
  }

  private LedgerSettings settings(int port, Map<String, String> more) {
    Map<String, String> options = new HashMap<>(more);
    options.put("ledger.schema.registry.url", "http://127.0.0.1:" + port);
    return SettingsLoader.load(options, Map.of(), folder);
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Answers the first requests with an error, and all others as a registry would. */
  private static final class Registry implements AutoCloseable {
    private final HttpServer server;
    private final AtomicInteger refusals;
    private final int status;
    private final String refusal;
    private final ConcurrentLinkedQueue<String> requests = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> authorizations = new ConcurrentLinkedQueue<>();

    Registry(int refusals, int status, String refusal) throws IOException {
      this.refusals = new AtomicInteger(refusals);
      this.status = status;
      this.refusal = refusal;
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::answer);
      server.start();
    }

    int port() {
      return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
      requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      authorizations.addAll(
          exchange.getRequestHeaders().getOrDefault("Authorization", List.of("none")));
      boolean refuse = refusals.getAndDecrement() > 0;
      String body =
          exchange.getRequestURI().getPath().startsWith("/config")
              ? "{\"compatibility\":\"FULL_TRANSITIVE\"}"
              : "{\"id\":7}";
      byte[] bytes = (refuse ? refusal : body).getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(refuse ? status : 200, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
