package io.salesledger.queryapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.queryapi.support.ApiProcess;
import io.salesledger.queryapi.support.RedisCommands;
import io.salesledger.queryapi.support.ServiceFixture;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers are tagged with the offsets that they hold; bad requests are told why. */
@TestInstance(Lifecycle.PER_CLASS)
final class ConditionalIT {
  private final ServiceFixture fixture;
  private final RedisCommands redis;
  private final ApiProcess api;

  ConditionalIT(@TempDir Path folder) {
    fixture = new ServiceFixture(folder, Map.of("ledger.api.cors.origins", "https://shop.example"));
    redis = fixture.redis();
    api = fixture.api();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  @BeforeEach
  void seed() {
    redis.twoPayments();
  }

  @Test
  void givenAnAskerThatOffersHttp2ThenTheConnectionStaysAsItIs() throws Exception {
    HttpClient offering = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    HttpRequest total = HttpRequest.newBuilder(api.address().resolve("/api/total")).build();
    HttpResponse<String> answer = offering.send(total, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/total",
        "/api/realtime",
        "/api/realtime/amount",
        "/api/realtime/count",
        "/api/timeline",
        "/api/timeline/PRODUCTID5",
        "/api/leaderboard"
      })
  void givenNothingNewThenTheAskerKeepsWhatHeHas(String path) throws Exception {
    HttpResponse<String> first = api.get(path);
    assertThat(first.headers().firstValue("ETag")).contains("\"3:2\"");
    assertThat(first.headers().firstValue("Cache-Control")).contains("no-cache");

    HttpResponse<String> again = api.get(path, "If-None-Match", "\"3:1\", W/\"3:2\"");
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.headers().firstValue("ETag")).contains("\"3:2\"");

    redis.run("HSET sales:ledger:3 low 3");
    HttpResponse<String> changed = api.get(path, "If-None-Match", "\"3:2\"");
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(changed.headers().firstValue("ETag")).contains("\"3:3\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/total",
        "/api/realtime",
        "/api/realtime/amount",
        "/api/timeline",
        "/api/timeline/PRODUCTID5",
        "/api/leaderboard"
      })
  void givenAnAskerWhoWantsNothingThatIsThereAlreadyThenHeIsToldSo(String path) throws Exception {
    assertThat(api.get(path, "If-None-Match", "*").statusCode()).isEqualTo(304);
    assertThat(api.get(path, "If-None-Match", "\"*\"").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/total", "/api/realtime", "/api/timeline", "/api/leaderboard"})
  void givenTagsInSeveralHeaderLinesThenAllOfThemCount(String path) throws Exception {
    assertThat(
            api.get(path, "If-None-Match", "\"3:1\"", "If-None-Match", "W/\"9:9\", \"3:2\"")
                .statusCode())
        .isEqualTo(304);
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "\"3:2\""})
  void givenAnUnknownProductThenNoTagMakesItKnown(String tags) throws Exception {
    assertThat(api.get("/api/timeline/NOBODY", "If-None-Match", tags).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/total", "/api/timeline/PRODUCTID5", "/api/realtime"})
  void givenAMethodThatIsNotAllowedThenThoseThatAreAreTold(String path) throws Exception {
    HttpResponse<String> answer = api.send("DELETE", path);

    assertThat(answer.statusCode()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD, OPTIONS");
  }

  @Test
  void givenManyPartitionsThenTheTagNamesThemAscendingWithWhatIsAboveLow() throws Exception {
    redis.emptyLedger(0, 2, 10);
    redis.runAll(
        "HSET sales:ledger:0 low 7",
        "HSET sales:ledger:2 low 5 ranges 9-12,20-21",
        "HSET sales:ledger partitions 10,2,0");

    assertThat(api.get("/api/total").headers().firstValue("ETag"))
        .contains("\"0:7-2:5+9.12+20.21-10:0\"");
  }

  @Test
  void givenViewsThatWereRebuiltThenWhatTheAskerHasIsOfAnotherSet() throws Exception {
    redis.run("SET sales:total 99");
    assertThat(api.get("/api/total").body()).contains("0.99");
    long now = System.currentTimeMillis();
    redis.runAll("SET sales:total 42499", "HSET sales:ledger switchedAtMillis " + (now - 60_000));

    HttpResponse<String> mended = api.get("/api/total", "If-None-Match", "\"3:2\"");

    assertThat(mended.statusCode()).isEqualTo(200);
    assertThat(mended.body()).contains("424.99");
    assertThat(mended.headers().firstValue("ETag")).contains("\"3:2\"");
    assertThat(api.get("/api/realtime", "If-None-Match", "\"3:2\"").statusCode()).isEqualTo(200);
    assertThat(api.get("/api/total", "If-None-Match", "*").statusCode()).isEqualTo(200);

    redis.run("HSET sales:ledger switchedAtMillis " + (now - 86_500_000));
    assertThat(api.get("/api/total", "If-None-Match", "\"3:2\"").statusCode()).isEqualTo(304);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/window", "/api/ledger", "/api/quarantine"})
  void givenAnAnswerThatDependsOnTheClockThenItHasNoTag(String path) throws Exception {
    HttpResponse<String> answer = api.get(path, "If-None-Match", "\"3:2\"");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("ETag")).isEmpty();
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-cache");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/timeline?limit=-1",
        "/api/timeline?limit=0",
        "/api/timeline?limit=1441",
        "/api/timeline?limit=ten",
        "/api/timeline?limit=99999999999999999999",
        "/api/timeline?metric=money",
        "/api/timeline?view=hour",
        "/api/timeline/PRODUCTID5?limit=1.5",
        "/api/leaderboard?topN=0",
        "/api/leaderboard?topN=1001",
        "/api/leaderboard?limit=-1",
        "/api/leaderboard?limit=3&topN=4",
        "/api/leaderboard?window=0m",
        "/api/leaderboard?window=1441m",
        "/api/leaderboard?window=90s",
        "/api/leaderboard?window=soon",
        "/api/leaderboard?window=999999999999d",
        "/api/leaderboard?window=",
        "/api/leaderboard?topN=",
        "/api/leaderboard?limit",
        "/api/leaderboard?metric=",
        "/api/timeline?limit=",
        "/api/timeline?view=",
        "/api/timeline/PRODUCTID5?metric=",
        "/api/timeline?limit=5&limit=abc",
        "/api/timeline?limit=&limit=5",
        "/api/timeline?metric=count&metric=count",
        "/api/leaderboard?topN=5&topN=6",
        "/api/leaderboard?topN=5&topN=5",
        "/api/leaderboard?window=5m&window=5m",
        "/api/quarantine?limit=0",
        "/api/quarantine?limit=1441"
      })
  void givenABadParameterThenTheAnswerSaysWhatWouldBeRight(String path) throws Exception {
    HttpResponse<String> answer = api.get(path);

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body())
        .startsWith(
            "{\"type\":\"https://salesledger.io/problems/invalid-parameter\","
                + "\"title\":\"A parameter is not right\",\"status\":400,\"detail\":\"")
        .contains("must be ");
  }

  /** JAX-RS would answer with the figures of what stands before it. */
  @Test
  void givenABareSemicolonInAPathThenItIsRefusedAndAnEncodedOneIsPartOfTheId() throws Exception {
    redis.runAll(
        "HSET sales:realtime:count PRODUCTID5;B 7",
        "RPUSH sales:timeline:count:PRODUCTID5;B 1761106860000,7");

    for (String path :
        List.of("/api/timeline/PRODUCTID5;B", "/api/timeline/;B", "/api/total;a=b")) {
      assertThat(problem("GET", path, 400))
          .contains("path=" + path + " is not right; it must be written with %3B for each ';'");
    }
    assertThat(api.body("/api/timeline/PRODUCTID5%3BB"))
        .isEqualTo("[{\"timestamp\":1761106860000,\"value\":7}]");
  }

  @Test
  void givenAParameterThatThePathDoesNotKnowThenItChangesNothing() throws Exception {
    assertThat(api.body("/api/total?limit=&limit=x&colour=blue")).isEqualTo(api.body("/api/total"));
  }

  @Test
  void givenAnUnknownProductOrPathOrMethodThenTheProblemIsNamed() throws Exception {
    assertThat(problem("GET", "/api/timeline/NOBODY", 404)).contains("/unknown-product\"");
    assertThat(problem("GET", "/api/timeline/NOBODY?view=minute", 404)).contains("NOBODY");
    assertThat(problem("GET", "/api/nothing", 404)).contains("/not-found\"");
    assertThat(problem("GET", "/nothing", 404)).contains("/nothing");
    assertThat(problem("POST", "/api/total", 405)).contains("/method-not-allowed\"");
  }

  @Test
  void givenAViewThatSomeoneEditedThenTheAnswerSaysSoAndInventsNothing() throws Exception {
    redis.run("SET sales:total lots");
    assertThat(problem("GET", "/api/total", 500)).contains("/views-damaged\"").contains("'lots'");

    redis.runAll("DEL sales:realtime", "SET sales:realtime lots");
    assertThat(problem("GET", "/api/realtime", 500)).contains("/views-damaged\"");
  }

  @Test
  void givenNarrowedOriginsThenOnlyThoseMayRead() throws Exception {
    HttpResponse<String> right = api.get("/api/total", "Origin", "https://shop.example");
    assertThat(right.statusCode()).isEqualTo(200);
    assertThat(right.headers().firstValue("access-control-allow-origin"))
        .contains("https://shop.example");
    assertThat(right.headers().firstValue("access-control-expose-headers"))
        .contains("ETag,Retry-After");

    assertThat(
            api.get("/api/total", "Origin", "https://other.example")
                .headers()
                .firstValue("access-control-allow-origin"))
        .isEmpty();
  }

  @Test
  void givenAnyAnswerThenBrowsersAreToldToGuessNothing() throws Exception {
    HttpResponse<String> answer = api.get("/api/total");

    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(answer.headers().firstValue("X-Frame-Options")).contains("DENY");
    assertThat(api.get("/q/openapi").body()).contains("/api/leaderboard");
    assertThat(api.get("/q/swagger-ui/").statusCode()).isEqualTo(200);
  }

  private String problem(String method, String path, int status) throws Exception {
    HttpResponse<String> answer = api.send(method, path);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains("\"status\":" + status);
    return answer.body();
  }
}
