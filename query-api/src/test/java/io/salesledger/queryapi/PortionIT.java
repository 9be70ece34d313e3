package io.salesledger.queryapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.queryapi.support.ApiProcess;
import io.salesledger.queryapi.support.RedisCommands;
import io.salesledger.queryapi.support.ServiceFixture;
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

/** A portion of a large commit that is being written is in the tags, and is read with care. */
@TestInstance(Lifecycle.PER_CLASS)
final class PortionIT {
  private final ServiceFixture fixture;
  private final RedisCommands redis;
  private final ApiProcess api;

  PortionIT(@TempDir Path folder) {
    fixture = new ServiceFixture(folder, Map.of());
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

  /**
   * A portion is of the same offsets from the commit's first one to its last; below tells which.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/total",
        "/api/realtime",
        "/api/timeline",
        "/api/timeline/PRODUCTID5",
        "/api/leaderboard"
      })
  void givenAPortionOfACommitThenOnlyWhoHasTheSameOneKeepsIt(String path) throws Exception {
    List<String> states =
        List.of(
            "9-12",
            "9-12,1000-61000/x696e6b/23456",
            "9-12,1000-61000/x746561/33456",
            "9-12,1000-61000");
    List<String> tags =
        List.of(
            "\"3:2+9.12\"",
            "\"3:2+9.12+1000.61000/x696e6b\"",
            "\"3:2+9.12+1000.61000/x746561\"",
            "\"3:2+9.12+1000.61000\"");

    for (int now = 0; now < states.size(); now++) {
      redis.run("HSET sales:ledger:3 ranges " + states.get(now));
      assertThat(api.get(path).headers().firstValue("ETag")).contains(tags.get(now));
      for (int known = 0; known < tags.size(); known++) {
        assertThat(api.get(path, "If-None-Match", tags.get(known)).statusCode())
            .as("%s, known %s", states.get(now), tags.get(known))
            .isEqualTo(now == known ? 304 : 200);
      }
      assertThat(api.get(path, "If-None-Match", String.join(", ", tags)).statusCode())
          .isEqualTo(304);
    }
  }

  @Test
  void givenAPortionBetweenRangesAndPartitionsThenEachIsAtItsPlaceInTheTag() throws Exception {
    redis.emptyLedger(0, 2);
    redis.runAll(
        "HSET sales:ledger:0 low 7 ranges 9-12/x61/2,20-21",
        "HSET sales:ledger:2 low 5 ranges 9-12/x7a/2");

    assertThat(api.get("/api/total").headers().firstValue("ETag"))
        .contains("\"0:7+9.12/x61+20.21-2:5+9.12/x7a\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9-12/x746561",
        "9-12/x746561/",
        "9-12/x746561/2/2",
        "9-12/x74656A/2",
        "9-12/x74656/2",
        "9-12/746561/2",
        "9-12/x/2",
        "9/x746561/2",
        "9-12/x746561/-2",
        "9-12/x746561/99999999999999999999",
        "9-12/x746561/2,",
        "9-12/x746561/2,20-30/x746561/2"
      })
  void givenAPortionThatIsNoneThenTheViewsAreDamaged(String ranges) throws Exception {
    redis.run("HSET sales:ledger:3 ranges " + ranges);

    HttpResponse<String> answer = api.get("/api/ledger");
    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("/views-damaged\"");
  }
}
