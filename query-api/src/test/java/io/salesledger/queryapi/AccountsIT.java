package io.salesledger.queryapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salesledger.queryapi.support.ApiProcess;
import io.salesledger.queryapi.support.RedisCommands;
import io.salesledger.queryapi.support.ServiceFixture;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** How the ledger itself is doing: accounts, rates, quarantine, health. */
@TestInstance(Lifecycle.PER_CLASS)
final class AccountsIT {
  private static final String BALANCE = "the accounts do not balance (rebuild): 3";

  private final ServiceFixture fixture;
  private final RedisCommands redis;
  private final ApiProcess api;

  AccountsIT(@TempDir Path folder) {
    // A test seeds one heartbeat, and may wait longer than the usual ten seconds.
    fixture = new ServiceFixture(folder, Map.of("ledger.heartbeat.max.age", "1h"));
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
  void givenTwoPaymentsThenTheAccountsAreAnsweredLiterally() throws Exception {
    String body =
        api.body("/api/ledger")
            .replaceAll("\"asOf\":\"[^\"]*\"", "\"asOf\":T")
            .replaceAll("\"heartbeatAgeMillis\":[0-9]+", "\"heartbeatAgeMillis\":A");

    assertThat(body)
        .isEqualTo(
            "{\"id\":\"LEDGER1\",\"topic\":\"sales_events\",\"currency\":\"CNY\",\"scale\":2,"
                + "\"asOf\":T,\"offsets\":\"3:2\",\"lag\":0,\"applied\":2,\"quarantined\":0,"
                + "\"requeued\":0,\"quarantineUnlisted\":0,"
                + "\"gaps\":0,\"duplicates\":0,\"late\":0,\"misrouted\":0,"
                + "\"newestEvent\":\"2025-10-22T04:23:10Z\",\"partitions\":[{\"partition\":3,"
                + "\"low\":2,\"ranges\":[],\"portion\":null,\"end\":2,\"lag\":0,\"applied\":2,\"quarantined\":0,"
                + "\"requeued\":0,\"gaps\":0,\"duplicates\":0,\"late\":0,\"misrouted\":0,"
                + "\"newestEvent\":\"2025-10-22T04:23:10Z\",\"heartbeatAgeMillis\":A,"
                + "\"balanced\":true}],\"balanced\":true,\"alive\":true,\"broken\":null,"
                + "\"warning\":null,\"heartbeatMaxAgeMillis\":3600000}");
  }

  @Test
  void givenRangesAboveLowThenTheyAreCoveredTooAndLagCountsFromLow() throws Exception {
    redis.run("HSET sales:ledger:3 low 5 ranges 9-12 applied 6 quarantined 1 gaps 1");
    redis.beat(3, 40);

    assertThat(api.body("/api/ledger"))
        .contains("\"ranges\":[{\"from\":9,\"next\":12}]")
        .contains("\"end\":40,\"lag\":35")
        .contains("\"balanced\":true}],\"balanced\":true,\"alive\":true");

    redis.run("HSET sales:ledger:3 gaps 0");
    assertThat(api.body("/api/ledger")).contains("\"balanced\":false}],\"balanced\":false");
    assertNotReady(BALANCE);
  }

  @Test
  void givenAPortionOfACommitThenItsPaymentsAreCoveredAndTheRestOfItsOffsetsIsNot()
      throws Exception {
    redis.runAll(
        "HSET sales:ledger:3 low 5 ranges 9-12,1000-61000/x746561/23456,70000-70002",
        "HSET sales:ledger:3 applied 23464 quarantined 1 gaps 1");
    redis.beat(3, 80_000);

    assertThat(api.body("/api/ledger"))
        .contains(
            "\"low\":5,\"ranges\":[{\"from\":9,\"next\":12},{\"from\":70000,\"next\":70002}],"
                + "\"portion\":{\"from\":1000,\"next\":61000,\"below\":\"x746561\","
                + "\"payments\":23456},\"end\":80000,\"lag\":79995")
        .contains("\"offsets\":\"3:5+9.12+1000.61000/x746561+70000.70002\"")
        .contains("\"balanced\":true}],\"balanced\":true,\"alive\":true");
    assertThat(api.get("/q/health/ready").statusCode()).isEqualTo(200);
    awaitMetric("ledger_partition_covered{partition=\"3\"} 23466.0");

    redis.run("HSET sales:ledger:3 applied 23463");
    assertThat(api.body("/api/ledger")).contains("\"balanced\":false}],\"balanced\":false");
    assertNotReady(BALANCE);
  }

  @Test
  void givenAnyOneFigureOfTheEquationEditedThenAnswerHealthAndMetricsSaySo() throws Exception {
    for (String edit :
        List.of("low 3", "ranges 5-6", "applied 1", "quarantined 1", "gaps 1", "dirty 1")) {
      redis.twoPayments();
      assertThat(api.get("/q/health/ready").statusCode()).isEqualTo(200);
      redis.run("HSET sales:ledger:3 " + edit);

      assertThat(api.body("/api/ledger"))
          .as(edit)
          .contains("\"balanced\":false}],\"balanced\":false");
      assertNotReady(edit.startsWith("dirty") ? "left half done (rebuild): 3" : BALANCE);
      awaitMetric("ledger_partition_balanced{partition=\"3\"} 0.0");
      redis.twoPayments();
      awaitMetric("ledger_partition_balanced{partition=\"3\"} 1.0");
    }
  }

  @Test
  void givenAFigureThatIsNoneThenTheLedgerIsNotTakenForAlive() throws Exception {
    awaitMetric("ledger_alive 1.0");
    redis.run("HSET sales:ledger:3 applied many");

    assertNotReady("many");
    awaitMetric("ledger_alive 0.0");
    awaitMetric("ledger_redis_up 1.0");
    assertThat(api.log()).doesNotContain("does not answer");
    redis.twoPayments();
    awaitMetric("ledger_alive 1.0");
  }

  private void awaitMetric(String line) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(api.body("/q/metrics")).contains(line));
  }

  @Test
  void givenWindowsOfAllPartitionsThenTheirSumsCountUnlessTheyAreOld() throws Exception {
    long now = Clock.systemUTC().millis();
    redis.emptyLedger(0, 1, 2);
    redis.runAll(
        "HSET sales:window:0 lengthMillis 60000 payments 30 amount 100001 asOfMillis " + now,
        "ZADD sales:window:leaderboard:0 100000 A 1 B",
        "HSET sales:window:1 lengthMillis 60000 payments 3 amount 1000 asOfMillis " + now,
        "ZADD sales:window:leaderboard:1 1000 B",
        "HSET sales:window:2 lengthMillis 60000 payments 9 amount 9 asOfMillis " + (now - 61_000),
        "ZADD sales:window:leaderboard:2 9 C");

    assertThat(api.body("/api/window"))
        .isEqualTo(
            "{\"lengthMillis\":60000,\"payments\":33,\"paymentsPerSecond\":0.55,"
                + "\"amount\":\"1010.01\",\"amountPerSecond\":\"16.83\",\"currency\":\"CNY\","
                + "\"top\":[{\"productId\":\"A\",\"amount\":\"1000.00\"},"
                + "{\"productId\":\"B\",\"amount\":\"10.01\"}]}");
  }

  @Test
  void givenNoSalesThenTheWindowIsAllZeros() throws Exception {
    assertThat(api.body("/api/window"))
        .isEqualTo(
            "{\"lengthMillis\":10000,\"payments\":0,\"paymentsPerSecond\":0.00,"
                + "\"amount\":\"0.00\",\"amountPerSecond\":\"0.00\",\"currency\":\"CNY\","
                + "\"top\":[]}");
  }

  @Test
  void givenQuarantinedOffsetsThenTheNewestComesFirst() throws Exception {
    redis.runAll(
        "XADD sales:quarantine * partition 3 offset 7 schemaId 12 reason currency detail EUR",
        "XADD sales:quarantine * partition 0 offset 1 schemaId '' reason undecodable detail \"x\"",
        "HSET sales:quarantine:resolved:3 7 9");

    assertThat(api.body("/api/quarantine"))
        .isEqualTo(
            "[{\"partition\":0,\"offset\":1,\"schemaId\":null,\"reason\":\"undecodable\","
                + "\"detail\":\"\\\"x\\\"\",\"resolvedBy\":null},{\"partition\":3,\"offset\":7,\"schemaId\":12,"
                + "\"reason\":\"currency\",\"detail\":\"EUR\",\"resolvedBy\":\"3:9\"}]");
    assertThat(api.body("/api/quarantine?limit=1")).contains("\"offset\":1").doesNotContain("EUR");
  }

  @Test
  void givenAQuarantineBeyondItsBoundThenHowMuchIsNotListedIsTold() throws Exception {
    redis.runAll("SET sales:quarantine:unlisted 17", "HSET sales:ledger:3 requeued 2");

    assertThat(api.body("/api/ledger"))
        .contains("\"requeued\":2,\"quarantineUnlisted\":17,")
        .contains("\"quarantined\":0,\"requeued\":2,\"gaps\":0");
  }

  @Test
  void givenAnIdleLedgerWithHeartbeatsThenItIsReady() throws Exception {
    redis.emptyLedger(0, 1);

    assertThat(api.get("/q/health/ready").statusCode()).isEqualTo(200);
    assertThat(api.body("/api/ledger")).contains("\"balanced\":true,\"alive\":true");
  }

  @Test
  void givenADeadTopologyThenItIsNamedAndTheServiceItselfLives() throws Exception {
    redis.emptyLedger(0, 1);
    redis.run("HSET sales:heartbeat:1 atMillis " + (Clock.systemUTC().millis() - 7_200_000));

    assertNotReady("no heartbeat for more than 3600 s from partitions 1");
    assertThat(api.body("/api/ledger")).contains("\"alive\":false");
    assertThat(api.get("/q/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void givenAHeartbeatFromFarAheadThenItIsNotTakenForASignOfLife() throws Exception {
    redis.run("HSET sales:heartbeat:3 atMillis " + (Clock.systemUTC().millis() + 7_200_000));

    assertNotReady("the clocks of topology and API differ");
    assertThat(api.body("/api/ledger")).contains("\"alive\":false");
  }

  @Test
  void givenNoIdentityThenNoTopologyHasClaimedTheLedger() throws Exception {
    redis.jedis().flushAll();

    assertNotReady("no topology has claimed this ledger yet");
    assertThat(api.body("/api/ledger"))
        .startsWith("{\"id\":null,")
        .contains("\"partitions\":[]")
        .contains("\"alive\":false");
  }

  @Test
  void givenAHalfDoneCommitThenThePartitionIsBroken() throws Exception {
    redis.run("HSET sales:ledger:3 dirty 1");

    assertNotReady("a commit was left half done (rebuild): 3");
    assertThat(api.body("/api/ledger")).contains("\"balanced\":false");
  }

  @Test
  void givenAPartitionWithoutItsAccountsThenItIsBroken() throws Exception {
    redis.run("DEL sales:ledger:3");

    assertNotReady("the accounts are missing (rebuild): 3");
  }

  @Test
  void givenATopologyThatStoppedForGoodThenItsReasonIsShown() throws Exception {
    redis.run("HSET sales:ledger broken topic-recreated");

    assertNotReady("the topology stopped for good: topic-recreated");
    assertThat(api.body("/api/ledger")).contains("\"broken\":\"topic-recreated\"");
  }

  @Test
  void givenATopologyThatWarnsThenItIsReadyAllTheSameAndTheWarningIsShown() throws Exception {
    redis.run("HSET sales:ledger warning topic-would-delete-sales");

    assertThat(api.body("/q/health/ready")).contains("\"topic-would-delete-sales\"");
    assertThat(api.get("/q/health/ready").statusCode()).isEqualTo(200);
    assertThat(api.body("/api/ledger")).contains("\"warning\":\"topic-would-delete-sales\"");
    awaitMetric("ledger_warning 1.0");
    redis.run("HDEL sales:ledger warning");
    awaitMetric("ledger_warning 0.0");
  }

  @Test
  void givenARedisThatBeganToEvictThenItIsNotReady() throws Exception {
    redis.run("CONFIG SET maxmemory-policy allkeys-lru");
    try {
      assertNotReady("redis-cli CONFIG SET maxmemory-policy noeviction");
    } finally {
      redis.run("CONFIG SET maxmemory-policy noeviction");
    }
  }

  @Test
  void givenPartitionsThenTheirAccountsAreGauges() {
    redis.run("HSET sales:ledger:3 low 5 applied 4 quarantined 1 requeued 1");
    redis.run("SET sales:quarantine:unlisted 6");
    redis.beat(3, 9);

    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(api.body("/q/metrics"))
                    .contains("ledger_partition_low{partition=\"3\"} 5.0")
                    .contains("ledger_partition_covered{partition=\"3\"} 5.0")
                    .contains("ledger_partition_lag{partition=\"3\"} 4.0")
                    .contains("ledger_partition_quarantined{partition=\"3\"} 1.0")
                    .contains("ledger_partition_requeued{partition=\"3\"} 1.0")
                    .contains("ledger_quarantine_unlisted 6.0")
                    .contains("ledger_partition_balanced{partition=\"3\"} 1.0"));
  }

  private void assertNotReady(String reason) throws Exception {
    HttpResponse<String> ready = api.get("/q/health/ready");
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).contains("\"DOWN\"").contains(reason);
  }
}
