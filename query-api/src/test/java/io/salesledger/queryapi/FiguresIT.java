package io.salesledger.queryapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.queryapi.support.ApiProcess;
import io.salesledger.queryapi.support.RedisCommands;
import io.salesledger.queryapi.support.ServiceFixture;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each path's literal answer. */
@TestInstance(Lifecycle.PER_CLASS)
final class FiguresIT {
  private static final long MINUTE = 60_000;

  private final ServiceFixture fixture;
  private final RedisCommands redis;
  private final ApiProcess api;

  FiguresIT(@TempDir Path folder) {
    fixture = new ServiceFixture(folder, Map.of("ledger.timeline.minutes", "6"));
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /api/total | {"totalAmount":424.99,"totalCount":2}
          /api/realtime | [{"productId":"PRODUCTID5","amount":"424.99","count":"2"}]
          /api/realtime/amount | {"PRODUCTID5":"424.99"}
          /api/realtime/count | {"PRODUCTID5":2}
          /api/timeline?limit=20 | [{"timestamp":1761106860000,"value":125.00},{"timestamp":1761106980000,"value":424.99}]
          /api/timeline | [{"timestamp":1761106860000,"value":125.00},{"timestamp":1761106980000,"value":424.99}]
          /api/timeline?limit=1 | [{"timestamp":1761106980000,"value":424.99}]
          /api/timeline?metric=count | [{"timestamp":1761106860000,"value":1},{"timestamp":1761106980000,"value":2}]
          /api/timeline?view=minute | [{"timestamp":1761106860000,"value":125.00},{"timestamp":1761106980000,"value":299.99}]
          /api/timeline?view=minute&limit=1 | [{"timestamp":1761106980000,"value":299.99}]
          /api/timeline/PRODUCTID5?limit=20 | [{"timestamp":1761106860000,"value":1},{"timestamp":1761106980000,"value":2}]
          /api/timeline/PRODUCTID5?metric=amount | [{"timestamp":1761106860000,"value":125.00},{"timestamp":1761106980000,"value":424.99}]
          /api/timeline/PRODUCTID5?metric=amount&view=minute&limit=1 | [{"timestamp":1761106980000,"value":299.99}]
          /api/leaderboard?topN=5 | [{"productId":"PRODUCTID5","count":2}]
          /api/leaderboard?limit=5 | [{"productId":"PRODUCTID5","count":2}]
          /api/leaderboard?metric=amount | [{"productId":"PRODUCTID5","amount":"424.99","currency":"CNY"}]
          /api/leaderboard?window=24h | []
          /api/quarantine?limit=50 | []
          """)
  void givenTheContractsTwoPaymentsThenEachPathAnswersLiterally(String path, String body)
      throws Exception {
    assertThat(api.body(path)).isEqualTo(body);
  }

  @Test
  void givenNoOriginsWereNamedThenAPageFromAnywhereMayRead() throws Exception {
    HttpResponse<String> answer = api.get("/api/total", "Origin", "https://anywhere.example");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("access-control-allow-origin"))
        .contains("https://anywhere.example");
    assertThat(answer.headers().firstValue("access-control-expose-headers"))
        .contains("ETag,Retry-After");
  }

  @Test
  void givenEitherNameOfThePageThenItIsTheSamePage() throws Exception {
    assertThat(api.body("/index.html")).contains("<title>Sales ledger</title>");
    assertThat(api.body("/")).isEqualTo(api.body("/index.html"));
  }

  @Test
  void givenTheLargestFiguresThenEveryDigitIsThere() throws Exception {
    redis.runAll(
        "SET sales:total 9007199254740991",
        "SET sales:total:count 9007199254740991",
        "HSET sales:realtime PRODUCTID5 -9007199254740991",
        "ZADD sales:leaderboard:amount 9007199254740991 PRODUCTID5 9007199254740990 P6",
        "ZADD sales:leaderboard:count -9007199254740991 PRODUCTID5",
        "RPUSH sales:timeline 1761107040000,9007199254740991");

    assertThat(api.body("/api/total"))
        .isEqualTo("{\"totalAmount\":90071992547409.91,\"totalCount\":9007199254740991}");
    assertThat(api.body("/api/realtime/amount"))
        .isEqualTo("{\"PRODUCTID5\":\"-90071992547409.91\"}");
    assertThat(api.body("/api/leaderboard?metric=amount"))
        .isEqualTo(
            "[{\"productId\":\"PRODUCTID5\",\"amount\":\"90071992547409.91\",\"currency\":\"CNY\"},"
                + "{\"productId\":\"P6\",\"amount\":\"90071992547409.90\",\"currency\":\"CNY\"}]");
    assertThat(api.body("/api/leaderboard"))
        .isEqualTo("[{\"productId\":\"PRODUCTID5\",\"count\":-9007199254740991}]");
    assertThat(api.body("/api/timeline?limit=1"))
        .isEqualTo("[{\"timestamp\":1761107040000,\"value\":90071992547409.91}]");
  }

  @Test
  void givenProductsOutOfOrderThenRealtimeIsByProductId() throws Exception {
    redis.runAll(
        "HSET sales:realtime b 1 B 20 茶/一 300 a%2Fb 0",
        "HSET sales:realtime:count b 1 B 2 茶/一 3 a%2Fb 4");

    assertThat(api.body("/api/realtime/amount"))
        .isEqualTo(
            "{\"B\":\"0.20\",\"PRODUCTID5\":\"424.99\",\"a%2Fb\":\"0.00\",\"b\":\"0.01\","
                + "\"茶/一\":\"3.00\"}");
    assertThat(api.body("/api/realtime"))
        .startsWith("[{\"productId\":\"B\",\"amount\":\"0.20\",\"count\":\"2\"},");
  }

  @Test
  void givenAProductIdOfAnyCharactersThenItsTimelineIsFound() throws Exception {
    redis.runAll(
        "HSET sales:realtime:count 茶/一?%2F 3",
        "RPUSH sales:timeline:count:茶/一?%2F 1761106860000,3");

    assertThat(api.body("/api/timeline/%E8%8C%B6%2F%E4%B8%80%3F%252F"))
        .isEqualTo("[{\"timestamp\":1761106860000,\"value\":3}]");
  }

  @Test
  void givenTiesOnTheBoardThenTheyAreByProductIdAlsoAtTheCut() throws Exception {
    redis.run("ZADD sales:leaderboard:count 7 P9 5 P3 5 P1 5 P4 5 P2 1 P0");

    assertThat(api.body("/api/leaderboard?topN=3"))
        .isEqualTo(
            "[{\"productId\":\"P9\",\"count\":7},{\"productId\":\"P1\",\"count\":5},"
                + "{\"productId\":\"P2\",\"count\":5}]");
  }

  @Test
  void givenAFullTimelineThenItsOldestMinuteHasNoFigureOfItsOwn() throws Exception {
    redis.runAll(
        "DEL sales:timeline",
        "RPUSH sales:timeline 60000,100 120000,300 180000,250 240000,251 300000,260 360000,300");

    assertThat(api.body("/api/timeline?view=minute"))
        .isEqualTo(
            "[{\"timestamp\":120000,\"value\":2.00},{\"timestamp\":180000,\"value\":-0.50},"
                + "{\"timestamp\":240000,\"value\":0.01},{\"timestamp\":300000,\"value\":0.09},"
                + "{\"timestamp\":360000,\"value\":0.40}]");
    assertThat(api.body("/api/timeline?view=minute&limit=2"))
        .isEqualTo("[{\"timestamp\":300000,\"value\":0.09},{\"timestamp\":360000,\"value\":0.40}]");
  }

  /** The setting here is 6: what the ledger was made with counts. */
  @Test
  void givenALedgerThatKeepsFewerMinutesThenItsOwnNumberTellsAFullTimeline() throws Exception {
    redis.runAll(
        "HSET sales:ledger timelineMinutes 2",
        "DEL sales:timeline",
        "RPUSH sales:timeline 60000,999 120000,1000");

    assertThat(api.body("/api/timeline?view=minute"))
        .isEqualTo("[{\"timestamp\":120000,\"value\":0.01}]");
  }

  @Test
  void givenALedgerThatKeepsMoreMinutesThenItsOwnNumberTellsATimelineThatIsNotFull()
      throws Exception {
    redis.runAll(
        "HSET sales:ledger timelineMinutes 9",
        "DEL sales:timeline",
        "RPUSH sales:timeline 60000,1 120000,2 180000,3 240000,4 300000,5 360000,6");

    assertThat(api.body("/api/timeline?view=minute")).startsWith("[{\"timestamp\":60000,");
  }

  /** Few products in many minutes, so that timelines are asked and not boards. */
  @Test
  void givenALedgerThatKeepsFewerMinutesThenTheWindowIsThatOfItsMinuteBoards() throws Exception {
    long thisMinute = Math.floorDiv(Clock.systemUTC().millis(), MINUTE) * MINUTE;
    redis.run("HSET sales:ledger timelineMinutes 2");
    for (int i = 1; i <= 50; i++) {
      redis.run("ZADD sales:leaderboard:count:" + (thisMinute - i * MINUTE) + " 1 PRODUCTID5");
    }
    redis.runAll(
        "HSET sales:realtime:count PRODUCTID5 1000",
        "DEL sales:timeline:count:PRODUCTID5",
        "RPUSH sales:timeline:count:PRODUCTID5 "
            + (thisMinute - 2 * MINUTE)
            + ",999 "
            + (thisMinute - MINUTE)
            + ",1000");

    assertThat(api.body("/api/leaderboard?window=60m"))
        .isEqualTo("[{\"productId\":\"PRODUCTID5\",\"count\":50}]");
  }

  /** What has expired would be left out unsaid. */
  @Test
  void givenALedgerWhoseMinuteBoardsLiveShorterThenALongerWindowIsRefused() throws Exception {
    redis.runAll(
        "HSET sales:ledger minuteBoardMillis 7200000",
        "ZADD sales:leaderboard:count:"
            + Math.floorDiv(Clock.systemUTC().millis(), MINUTE) * MINUTE
            + " 4 A");

    assertThat(api.body("/api/leaderboard?window=2h"))
        .isEqualTo("[{\"productId\":\"A\",\"count\":4}]");
    HttpResponse<String> refused = api.get("/api/leaderboard?window=121m");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body())
        .contains("/invalid-parameter\"")
        .contains("window=121m is not right; it must be 1m to 120m, in whole minutes");
  }

  @Test
  void givenMinuteBoardsThenTheWindowSumsItsMinutesOnly() throws Exception {
    long thisMinute = Math.floorDiv(Clock.systemUTC().millis(), MINUTE) * MINUTE;
    redis.runAll(
        "ZADD sales:leaderboard:count:" + (thisMinute - 3 * MINUTE) + " 4 A 9 C",
        "ZADD sales:leaderboard:count:" + (thisMinute - 2 * MINUTE) + " 3 A 2 B",
        "ZADD sales:leaderboard:count:" + (thisMinute - 90 * MINUTE) + " 100 B",
        "ZADD sales:leaderboard:count:" + (thisMinute + 9 * MINUTE) + " 1000 B");

    assertThat(api.body("/api/leaderboard?window=30m&topN=2"))
        .isEqualTo("[{\"productId\":\"C\",\"count\":9},{\"productId\":\"A\",\"count\":7}]");
    assertThat(api.body("/api/leaderboard?window=2h&topN=1"))
        .isEqualTo("[{\"productId\":\"B\",\"count\":102}]");
    assertThat(api.get("/api/leaderboard?window=2h").headers().firstValue("ETag")).isEmpty();
  }

  @Test
  void givenNoLedgerYetThenFiguresAreZeroAndUntagged() throws Exception {
    redis.jedis().flushAll();

    assertThat(api.body("/api/total")).isEqualTo("{\"totalAmount\":0.00,\"totalCount\":0}");
    assertThat(api.body("/api/realtime")).isEqualTo("[]");
    assertThat(api.body("/api/timeline")).isEqualTo("[]");
    assertThat(api.get("/api/total").headers().firstValue("ETag")).isEmpty();
  }
}
