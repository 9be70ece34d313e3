package io.salesledger.queryapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salesledger.queryapi.support.ServiceFixture;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What costs Redis much is worked out once for all who ask for it meanwhile. */
@TestInstance(Lifecycle.PER_CLASS)
final class SharedAnswersIT {
  private static final int ASKERS = 8;

  private final ServiceFixture fixture;
  private final HttpClient client = HttpClient.newHttpClient();

  SharedAnswersIT(@TempDir Path folder) {
    fixture = new ServiceFixture(folder, Map.of("ledger.redis.timeout", "60s"));
    fixture.redis().twoPayments();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  @Test
  void givenManyAskersOfOneRollingBoardThenRedisAddsItUpOnce() throws Exception {
    fixture.redis().run("CONFIG RESETSTAT");
    fixture.server().process().freeze();
    List<CompletableFuture<HttpResponse<String>>> asked =
        Stream.generate(() -> ask("/api/leaderboard?window=1m")).limit(ASKERS).toList();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(activeRequests()).isGreaterThan(ASKERS));
    fixture.server().process().thaw();

    assertThat(asked.stream().map(CompletableFuture::join))
        .allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
    assertThat(fixture.redis().jedis().info("commandstats")).contains("cmdstat_zcard:calls=1,");
  }

  private double activeRequests() throws Exception {
    return fixture
        .api()
        .body("/q/metrics")
        .lines()
        .filter(line -> line.startsWith("http_server_active_requests"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private CompletableFuture<HttpResponse<String>> ask(String path) {
    return client.sendAsync(
        HttpRequest.newBuilder(fixture.api().address().resolve(path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
