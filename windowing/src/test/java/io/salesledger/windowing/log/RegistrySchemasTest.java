package io.salesledger.windowing.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.RegistryClients;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a registry's answers mean, with Confluent's client and a registry on HTTP. */
class RegistrySchemasTest {
  private static final String SUBJECT = "sales_events-value";
  private static final int OURS = 3;
  private static final int UNKNOWN = 99;

  private final Registry registry = new Registry();
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
    int asked = registry.asked.size();
    assertThat(schemas.find(UNKNOWN)).isEqualTo(new WriterSchemas.Answer.Missing());
    assertThat(registry.asked).hasSize(asked);
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
    int asked = registry.asked.size();
    registry.recover();
    clock.advance(RegistrySchemas.PAUSE.toMillis() - 1);
    assertThatThrownBy(() -> schemas.find(OURS)).isInstanceOf(SchemaUnavailableException.class);
    assertThatThrownBy(() -> schemas.find(1)).isInstanceOf(SchemaUnavailableException.class);
    assertThat(registry.asked).hasSize(asked);

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

  /** A clock that stands until it is moved. */
  private static final class SettableClock implements InstantSource {
    private long millis = 1_761_106_980_000L;

    void advance(long by) {
      millis += by;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
    }
  }

  /** As much of a registry as is asked of it. */
  private static final class Registry implements AutoCloseable {
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile int failure;
    private volatile boolean lookUpsFail;

    Registry() {
      try {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
      server.createContext("/", this::answer);
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void register(int id, Schema schema) {
      schemas.put(id, schema);
    }

    void registerOurs() {
      register(OURS, PaymentSchemas.newest());
    }

    void empty() {
      schemas.clear();
    }

    void fail(int status) {
      failure = status;
    }

    void recover() {
      failure = 0;
    }

    void failLookUps() {
      lookUpsFail = true;
    }

    private void answer(HttpExchange exchange) throws IOException {
      String path = exchange.getRequestURI().getPath();
      asked.add(path);
      exchange.getRequestBody().readAllBytes();
      if (failure != 0) {
        send(exchange, failure, "this is no registry");
      } else if (path.startsWith("/schemas/ids/")) {
        byId(exchange, Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)));
      } else if (lookUpsFail) {
        send(exchange, 503, "{\"error_code\":50301,\"message\":\"soon\"}");
      } else if (schemas.containsValue(PaymentSchemas.newest())) {
        send(
            exchange,
            200,
            "{\"subject\":\"%s\",\"id\":%d,\"version\":3,\"schema\":\"\\\"string\\\"\"}"
                .formatted(SUBJECT, OURS));
      } else {
        send(exchange, 404, "{\"error_code\":40401,\"message\":\"Subject not found\"}");
      }
    }

    private void byId(HttpExchange exchange, int id) throws IOException {
      Schema schema = schemas.get(id);
      if (schema == null) {
        send(exchange, 404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");
      } else {
        String text = schema.toString().replace("\\", "\\\\").replace("\"", "\\\"");
        send(exchange, 200, "{\"schema\":\"" + text + "\"}");
      }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }
}
