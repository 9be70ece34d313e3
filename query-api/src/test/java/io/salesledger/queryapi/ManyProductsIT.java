package io.salesledger.queryapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.queryapi.support.ServiceFixture;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Pipeline;

/** As many products as are supported, in the memory that the service is shipped with. */
@TestInstance(Lifecycle.PER_CLASS)
final class ManyProductsIT {
  private static final int PRODUCTS = 100_000;
  private static final int ASKERS = 8;
  private static final int MINUTES = 8;
  private static final long MINUTE = 60_000;
  private static final int SHIPPED_HEAP_MEGABYTES = 192;

  private final ServiceFixture fixture;
  private final HttpClient client = HttpClient.newHttpClient();

  ManyProductsIT(@TempDir Path folder) {
    fixture = new ServiceFixture(folder, Map.of(), SHIPPED_HEAP_MEGABYTES);
    fixture.redis().emptyLedger(0);
    try (Pipeline pipeline = fixture.redis().jedis().pipelined()) {
      for (int i = 0; i < PRODUCTS; i++) {
        pipeline.hset("sales:realtime", "PRODUCTID" + i, Integer.toString(i * 100));
        pipeline.hset("sales:realtime:count", "PRODUCTID" + i, Integer.toString(i));
      }
    }
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  @Test
  void givenManyAskersAtOnceThenEachGetsAllProductsAndTheServiceLives() throws Exception {
    List<String> paths =
        Stream.of("/api/realtime", "/api/realtime/amount", "/api/realtime/count").toList();
    for (String path : paths) {
      List<CompletableFuture<HttpResponse<String>>> asked =
          Stream.generate(() -> ask(path)).limit(ASKERS).toList();
      List<HttpResponse<String>> answers = asked.stream().map(CompletableFuture::join).toList();

      assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200);
      assertThat(answers.stream().map(HttpResponse::body).distinct()).hasSize(1);
      assertThat(answers.get(0).body())
          .hasSizeGreaterThan(PRODUCTS * 15)
          .contains("PRODUCTID99999");
      assertThat(answers.get(0).headers().firstValue("ETag")).contains("\"0:0\"");
    }
    List<CompletableFuture<HttpResponse<String>>> mixed =
        Stream.generate(() -> paths).limit(ASKERS).flatMap(List::stream).map(this::ask).toList();
    assertThat(mixed.stream().map(CompletableFuture::join))
        .extracting(HttpResponse::statusCode)
        .containsOnly(200);

    assertThat(fixture.api().get("/q/health/live").statusCode()).isEqualTo(200);
    assertThat(fixture.api().get("/api/realtime", "If-None-Match", "\"0:0\"").statusCode())
        .isEqualTo(304);
    HttpResponse<String> head = fixture.api().send("HEAD", "/api/realtime");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertThat(fixture.api().body("/api/total")).startsWith("{");
  }

  @Test
  void givenAWindowThatCostsRedisTooMuchThenAPossibleOneIsTold() throws Exception {
    long thisMinute = Math.floorDiv(Clock.systemUTC().millis(), MINUTE) * MINUTE;
    try (Pipeline pipeline = fixture.redis().jedis().pipelined()) {
      for (int i = 0; i < PRODUCTS * MINUTES; i++) {
        pipeline.zadd(
            "sales:leaderboard:count:" + (thisMinute - i / PRODUCTS * MINUTE),
            1,
            "PRODUCTID" + i % PRODUCTS);
      }
    }

    HttpResponse<String> refused = fixture.api().get("/api/leaderboard?window=10m");

    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("/window-too-costly\"");
    Matcher possible = Pattern.compile("(window=[0-9]+m) is possible").matcher(refused.body());
    assertThat(possible.find()).isTrue();
    assertThat(fixture.api().get("/api/leaderboard?" + possible.group(1)).statusCode())
        .isEqualTo(200);
  }

  private CompletableFuture<HttpResponse<String>> ask(String path) {
    return client.sendAsync(
        HttpRequest.newBuilder(fixture.api().address().resolve(path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
