package io.salesledger.queryapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.queryapi.support.ServiceFixture;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever asks for what no path is for is told so in words. Asked byte by byte, as no HTTP client
 * would let one.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class RefusalsIT {
  private static final String SHOP = "https://shop.example";

  private final ServiceFixture fixture;
  private final URI address;

  RefusalsIT(@TempDir Path folder) {
    fixture = new ServiceFixture(folder, Map.of("ledger.api.cors.origins", SHOP));
    fixture.redis().twoPayments();
    address = fixture.api().address();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/%zz",
        "/api/total?limit=%",
        "/api/a|b",
        "/api/timeline/\"A\"",
        "/app/%zz.js",
        "/q/health/%zz",
        "/[",
        "/%"
      })
  void givenAnAddressThatIsNoUriThenThatIsSaid(String path) throws Exception {
    assertProblem(
        get(path), 400, "bad-request", "the address is not a URI; it must be percent-encoded");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/total HTTP/1.1",
        "GET /api/total HTTP/1.1\r\nHost: a b",
        "GET ? HTTP/1.1\r\nHost: a",
        "GET api HTTP/1.1\r\nHost: a",
        "OPTIONS * HTTP/1.1\r\nHost: a"
      })
  void givenARequestOfNoHostOrNoPathThenThatIsSaid(String head) throws Exception {
    assertProblem(
        ask(head + "\r\nConnection: close"),
        400,
        "bad-request",
        "a request has a Host, and an address that begins with /");
    assertThat(fixture.api().log()).doesNotContain("ERROR");
  }

  @ParameterizedTest
  @ValueSource(ints = {4097, 16_000})
  void givenAnAddressThatIsTooLongThenTheMostIsTold(int length) throws Exception {
    String path = "/api/timeline/";
    String answer = get(path + "A".repeat(length - path.length()));

    assertProblem(answer, 414, "request-uri-too-long", "an address may have 4096 bytes at most");
    assertThat(answer).doesNotContain("AAA");
    assertThat(fixture.api().body("/q/metrics")).contains("414").doesNotContain("AAA");
  }

  @Test
  void givenTheLongestAddressThenItIsTaken() throws Exception {
    String path = "/api/timeline/";
    assertThat(get(path + "A".repeat(4096 - path.length()))).contains("/problems/unknown-product");
  }

  @ParameterizedTest
  @ValueSource(ints = {21, 60})
  void givenHeadersThatAreTooLongThenTheMostIsTold(int kilobytes) throws Exception {
    assertProblem(
        get("/api/total", ("X-Much: " + "a".repeat(1018) + "\r\n").repeat(kilobytes)),
        431,
        "request-header-fields-too-large",
        "all headers may have 20480 bytes at most");
    assertThat(get("/api/total", ("X-Much: " + "a".repeat(1000) + "\r\n").repeat(19)))
        .startsWith("HTTP/1.1 200 ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"16385", "9000000000"})
  void givenABodyThatIsTooLargeThenItIsNotReadAndTheConnectionEnds(String length) throws Exception {
    String answer = ask("POST /api/total HTTP/1.1\r\nHost: a\r\nContent-Length: " + length);

    assertProblem(answer, 413, "request-entity-too-large", "a body may have 16384 bytes at most");
    assertThat(answer.toLowerCase(Locale.ROOT)).contains("\r\nconnection: close\r\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"many", "-1", "99999999999999999999999", "1, 2"})
  void givenALengthThatIsNoneThenNothingBreaks(String length) throws Exception {
    assertThat(ask("GET /api/total HTTP/1.1\r\nHost: a\r\nContent-Length: " + length))
        .startsWith("HTTP/1.1 400 ");
    assertThat(fixture.api().log()).doesNotContain("NumberFormatException");
  }

  @Test
  void givenAPageOfAnotherOriginThenItIsToldThatItMayNotAsk() throws Exception {
    String detail = "pages of this origin may not ask; see ledger.api.cors.origins";
    String other = "Origin: https://other.example\r\n";
    assertProblem(get("/api/total", other), 403, "forbidden", detail);
    assertProblem(get("/", other), 403, "forbidden", detail);
    assertProblem(
        ask(
            "OPTIONS /api/total HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
                + "Access-Control-Request-Method: GET\r\n"
                + other.strip()),
        403,
        "forbidden",
        detail);
    assertProblem(
        ask("GET /api/total HTTP/1.0\r\nConnection: close\r\n" + other.strip()),
        403,
        "forbidden",
        detail);
    assertThat(get("/api/total", "Origin: http://" + address.getAuthority() + "\r\n"))
        .startsWith("HTTP/1.1 200 ");
    assertThat(get("/api/total", "Origin: " + SHOP + "\r\n")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void givenAPageOfAnAllowedOriginThenItCanReadWhyItWasRefused() throws Exception {
    assertThat(get("/api/a|b", "Origin: " + SHOP + "\r\n"))
        .contains("access-control-allow-origin: " + SHOP);
  }

  @Test
  void givenAMethodThatIsNotAllowedThenThoseThatAreAreToldToPagesToo() throws Exception {
    String answer =
        ask("DELETE /api/total HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: " + SHOP);

    assertProblem(answer, 405, "method-not-allowed", "refused: /api/total");
    assertThat(answer)
        .contains("Allow: GET, HEAD, OPTIONS\r\n", "access-control-allow-origin: " + SHOP);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/q/swagger-ui/nothing", "/q/nothing", "/app/nothing.js", "/nothing"})
  void givenAnyPathThatIsNoneThenThatIsSaid(String path) throws Exception {
    assertProblem(get(path), 404, "not-found", "there is nothing at " + path + "; see /q/openapi");
  }

  @Test
  void givenHeadThenARefusalHasNoBody() throws Exception {
    String answer = ask("HEAD /api/%zz HTTP/1.1\r\nHost: a\r\nConnection: close");

    assertThat(answer).startsWith("HTTP/1.1 400 ").endsWith("\r\n\r\n");
    assertThat(answer).contains("application/problem+json");
  }

  private static void assertProblem(String answer, int status, String name, String detail) {
    assertThat(answer).matches("(?s)HTTP/1\\.[01] " + status + " .*");
    assertThat(answer).contains("\r\nContent-Type: application/problem+json\r\n");
    assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4))
        .startsWith("{\"type\":\"https://salesledger.io/problems/" + name + "\",\"title\":\"")
        .endsWith("\",\"status\":" + status + ",\"detail\":\"" + detail + "\"}");
  }

  private String get(String path) throws IOException {
    return get(path, "");
  }

  private String get(String path, String headers) throws IOException {
    return ask(
        ("GET " + path + " HTTP/1.1\r\nHost: " + address.getAuthority() + "\r\n")
            + headers
            + "Connection: close");
  }

  /** All that comes until the service ends the connection. */
  private String ask(String head) throws IOException {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write((head + "\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
