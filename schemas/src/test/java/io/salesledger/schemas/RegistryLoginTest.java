package io.salesledger.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.salesledger.contract.LedgerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A registry that asks for user and password. */
final class RegistryLoginTest {
  private final List<String> logins = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  RegistryLoginTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          logins.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          byte[] body = "[\"sales_events-value\"]".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void given_a_login_within_the_address_then_it_is_sent_decoded_and_the_address_is_without_it()
      throws Exception {
    LedgerSettings.Registry registry = registry("shop:open%40sesame+1@", Map.of());

    ask(registry);

    assertThat(logins).containsExactly(basic("shop:open@sesame+1"));
    // Confluent logs the address with each failure, and its serializers' properties but for those
    // that it knows to be secret.
    assertThat(RegistryClients.properties(registry))
        .containsEntry("schema.registry.url", "http://" + host() + "/apis");
  }

  @Test
  void given_a_login_of_its_own_settings_then_that_one_is_sent() throws Exception {
    ask(
        registry(
            "shop:old@",
            Map.of(
                "basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "shop:new")));

    assertThat(logins).containsExactly(basic("shop:new"));
  }

  @Test
  void given_settings_that_name_the_address_as_where_the_login_is_then_it_is_sent()
      throws Exception {
    ask(registry("shop:sesame@", Map.of("basic.auth.credentials.source", "URL")));

    assertThat(logins).containsExactly(basic("shop:sesame"));
  }

  @Test
  void given_a_token_then_that_is_sent() throws Exception {
    ask(
        registry(
            "shop:sesame@",
            Map.of(
                "bearer.auth.credentials.source", "STATIC_TOKEN", "bearer.auth.token", "ticket")));

    assertThat(logins).containsExactly("Bearer ticket");
  }

  @Test
  void given_an_at_sign_within_the_path_then_the_path_stays() {
    assertThat(
            RegistryClients.properties(
                new LedgerSettings.Registry("https://u:p@registry:8081/a@b?c=d@e", Map.of())))
        .containsEntry("schema.registry.url", "https://registry:8081/a@b?c=d@e");
  }

  @Test
  void given_no_login_then_none_is_sent() throws Exception {
    ask(registry("", Map.of()));

    assertThat(logins).containsExactly("null");
  }

  private static void ask(LedgerSettings.Registry registry) throws Exception {
    try (SchemaRegistryClient client = RegistryClients.connect(registry)) {
      assertThat(client.getAllSubjects()).containsExactly("sales_events-value");
    }
  }

  private LedgerSettings.Registry registry(String login, Map<String, String> more) {
    return new LedgerSettings.Registry("http://" + login + host() + "/apis", more);
  }

  private String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  private static String basic(String login) {
    return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(UTF_8));
  }
}
