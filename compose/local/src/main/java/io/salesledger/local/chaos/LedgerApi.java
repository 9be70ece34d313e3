package io.salesledger.local.chaos;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** What the query API of a stack answers, as any user of it would see. Any thread may call it. */
final class LedgerApi {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final String base;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  // Money must not pass through a double.
  private final JsonMapper json =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  /** The one on this loopback port. */
  LedgerApi(int port) {
    this.base = "http://127.0.0.1:" + port;
  }

  /**
   * One answer.
   *
   * @param status of HTTP
   * @param tag the offsets that it holds, as in the ETag; empty if it has none
   * @param body the JSON
   */
  record Answer(int status, String tag, JsonNode body) {}

  /**
   * Asks.
   *
   * @param path begins with a slash
   * @return empty if there was no answer
   */
  Optional<Answer> get(String path) {
    try {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return Optional.of(
          new Answer(
              response.statusCode(),
              response.headers().firstValue("ETag").orElse("").replace("\"", ""),
              json.readTree(response.body())));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
