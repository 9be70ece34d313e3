package io.salesledger.queryapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salesledger.parts.RedisServer;
import io.salesledger.queryapi.support.ApiProcess;
import io.salesledger.queryapi.support.RedisCommands;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that comes, goes, hangs, refuses or is unfit; settings that are wrong. */
final class AwayIT {
  private final Path folder;

  AwayIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void givenRedisComesGoesAndHangsThenAnswersAre503AndComeBackByThemselves() throws Exception {
    try (RedisServer server = RedisServer.start(folder)) {
      server.stop();
      try (ApiProcess api =
          ApiProcess.start(
              folder, Map.of("ledger.redis.uri", server.uri(), "ledger.redis.timeout", "500ms"))) {
        assertAway(api);
        assertThat(api.log()).contains("does not answer");

        server.restart();
        seedAndAwait(server, api);

        awaitMetrics(
            api,
            metrics ->
                metrics.contains("ledger_partition_low{partition=\"3\"}")
                    && metrics.contains("\nledger_warning ")
                    && metrics.contains("\nledger_quarantine_unlisted "));
        server.kill();
        assertAway(api);
        awaitMetrics(
            api,
            metrics ->
                metrics.contains("ledger_redis_up 0.0")
                    && !metrics.contains("{partition=\"3\"}")
                    && !metrics.contains("\nledger_warning ")
                    && !metrics.contains("\nledger_quarantine_unlisted "));
        server.restart();
        seedAndAwait(server, api);

        server.process().freeze();
        assertAway(api);
        server.process().thaw();
        seedAndAwait(server, api);
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () -> assertThat(api.log()).contains("Redis at " + server.uri() + " answers"));
        assertThat(api.log()).doesNotContain("\tat ").doesNotContain("Unhandled");
      }
    }
  }

  @Test
  void givenAPasswordThenItIsUsedAndNeverShown() throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        RedisCommands redis = new RedisCommands(server.uri())) {
      redis.twoPayments();
      redis.run("CONFIG SET requirepass open-sesame");
      String address = server.uri().replace("//", "//:open-sesame@");
      try (ApiProcess api = ApiProcess.start(folder, Map.of("ledger.redis.uri", address))) {
        assertThat(api.body("/api/total")).contains("424.99");
        redis.run("CONFIG SET requirepass another");
        redis.run("CLIENT KILL TYPE normal SKIPME yes");
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() -> assertThat(api.get("/api/total").statusCode()).isEqualTo(503));
        assertThat(api.get("/api/total").body() + api.get("/q/health").body() + api.log())
            .doesNotContain("sesame");
      }
    }
  }

  @Test
  void givenARedisThatEvictsThenTheServiceRefusesWithTheCommandThatMendsIt() throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        RedisCommands redis = new RedisCommands(server.uri())) {
      redis.run("CONFIG SET maxmemory-policy allkeys-lru");

      assertThat(ApiProcess.refusal(folder, Map.of("ledger.redis.uri", server.uri())))
          .contains("exit code 1")
          .contains("redis-cli CONFIG SET maxmemory-policy noeviction")
          .doesNotContain("Listening on")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void givenBadSettingsThenTheServiceRefusesInOneLine() throws Exception {
    assertThat(ApiProcess.refusal(folder, Map.of("ledger.redis.timeout", "soon")).lines())
        .satisfiesExactly(
            first -> assertThat(first).contains("exit code 2"),
            line -> assertThat(line).contains("ledger.redis.timeout=soon"));
    assertThat(ApiProcess.refusal(folder.resolve("b"), Map.of("ledger.redis.url", "x")).lines())
        .satisfiesExactly(
            first -> assertThat(first).contains("exit code 2"),
            line -> assertThat(line).contains("unknown setting ledger.redis.url"));
  }

  @Test
  void givenAPortInUseThenTheServiceRefusesNamingTheSetting() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String said =
          ApiProcess.refusal(
              folder, Map.of("ledger.api.port", Integer.toString(taken.getLocalPort())));

      assertThat(said)
          .contains("exit code 1")
          .contains("cannot listen on 127.0.0.1:" + taken.getLocalPort())
          .contains("ledger.api.port")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void givenAUserWhoMayNotAskForInfoThenFiguresAreServedAndAnyOtherRightThatLacksIsTold()
      throws Exception {
    try (RedisServer server = RedisServer.start(folder);
        RedisCommands redis = new RedisCommands(server.uri())) {
      redis.twoPayments();
      redis.run("ACL SETUSER reader on >open+sesame ~* +@all -info");
      String address = server.uri().replace("//", "//reader:open+sesame@");
      try (ApiProcess api = ApiProcess.start(folder, Map.of("ledger.redis.uri", address))) {
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () -> assertThat(api.log()).contains("redis-cli ACL SETUSER <user> +info"));
        redis.beat(3, 2);
        assertThat(api.get("/q/health/ready").statusCode()).isEqualTo(200);
        assertThat(api.body("/api/total")).contains("424.99");

        redis.run("ACL SETUSER reader -time");
        HttpResponse<String> refused = api.get("/api/total");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("/views-unavailable\"", "lacks a right");
      }
    }
  }

  private static void awaitMetrics(ApiProcess api, Predicate<String> right) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(api.body("/q/metrics")).matches(right));
  }

  private static void assertAway(ApiProcess api) throws Exception {
    HttpResponse<String> answer = api.get("/api/total");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body()).contains("/views-unavailable\"").contains("does not answer");
    HttpResponse<String> ready = api.get("/q/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).contains("does not answer");
    assertThat(api.get("/q/health/live").statusCode()).isEqualTo(200);
  }

  private static void seedAndAwait(RedisServer server, ApiProcess api) {
    try (RedisCommands redis = new RedisCommands(server.uri())) {
      redis.twoPayments();
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .untilAsserted(
            () ->
                assertThat(api.body("/api/total"))
                    .isEqualTo("{\"totalAmount\":424.99,\"totalCount\":2}"));
  }
}
