package io.salesledger.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** The whole product as users run it: what it shows, and that no fault changes a figure. */
final class ExactUnderFaultsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path folder;

  ExactUnderFaultsIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void figuresStayExactThroughKilledWorkersKilledAndEmptiedRedisAndRestarts() throws IOException {
    CsvBooks books = new CsvBooks(42);
    try (LocalStack stack = LocalStack.in(folder)) {
      assertThat(stack.up())
          .extracting(LocalStack.Answer::exitCode, LocalStack.Answer::err)
          .containsExactly(0, "");
      try (Jedis redis = stack.redis()) {
        twoPaymentsAreShownAsTheContractSays(stack, redis);
        books.book("PRODUCTID5", new BigDecimal("125.00"), 1, ContractPayments.FIRST_AT);
        books.book("PRODUCTID5", new BigDecimal("299.99"), 1, ContractPayments.SECOND_AT);

        workerIsKilledDuringAnImport(stack, books, redis);
        redisIsEmptiedWhileRunning(stack, books, redis);
        KilledRebuilds.changeAllOrNothing(stack, books, redis, folder);
        editedAccountsAreToldAndMadeAnewDuringAnImport(stack, books, redis);
      }
      redisIsKilledDuringAnImport(stack, books);
      JsonNode before = stack.api("/api/total");
      assertThat(stack.run("down").exitCode()).isZero();
      assertThat(stack.processes()).isEmpty();
      assertThat(stack.up().exitCode()).isZero();
      assertThat(stack.api("/api/total")).isEqualTo(before);
      try (Jedis redis = stack.redis()) {
        importRows(stack, books, 1_000);
        awaitBooks(books, redis);
        assertThat(redis.exists("sales:quarantine")).isFalse();
      }
      assertThat(stack.api("/api/ledger").get("balanced").asBoolean()).isTrue();
    }
  }

  private void importRows(LocalStack stack, CsvBooks books, int rows) throws IOException {
    Path file = books.write(folder, rows);
    LocalStack.Answer answer = stack.run("import", file.toString(), "--columns", CsvBooks.COLUMNS);
    assertThat(answer.exitCode()).as(answer.err()).isZero();
  }

  private static void awaitBooks(CsvBooks books, Jedis redis) {
    await().atMost(PATIENCE).untilAsserted(() -> books.assertShownIn(redis));
  }

  private void workerIsKilledDuringAnImport(LocalStack stack, CsvBooks books, Jedis redis)
      throws IOException {
    Path file = books.write(folder, 60_000);
    long before = applied(redis);
    CompletableFuture<LocalStack.Answer> importing =
        CompletableFuture.supplyAsync(
            () -> stack.run("import", file.toString(), "--columns", CsvBooks.COLUMNS));
    await().atMost(PATIENCE).until(() -> applied(redis) > before);
    List<ProcessHandle> workers = stack.workers();
    assertThat(workers).isNotEmpty();
    workers.forEach(LocalStack::kill);
    assertThat(importing.join().exitCode()).isZero();
    awaitBooks(books, redis);
  }

  private void redisIsKilledDuringAnImport(LocalStack stack, CsvBooks books) throws IOException {
    Path file = books.write(folder, 60_000);
    ProcessHandle killed = stack.part("Redis");
    CompletableFuture<LocalStack.Answer> importing;
    try (Jedis redis = stack.redis()) {
      long before = applied(redis);
      importing =
          CompletableFuture.supplyAsync(
              () -> stack.run("import", file.toString(), "--columns", CsvBooks.COLUMNS));
      await().atMost(PATIENCE).until(() -> applied(redis) > before);
      LocalStack.kill(killed);
    }
    assertThat(importing.join().exitCode()).isZero();
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              try (Jedis redis = stack.redis()) {
                books.assertShownIn(redis);
              }
              assertThat(stack.part("Redis")).isNotEqualTo(killed);
            });
  }

  private static void redisIsEmptiedWhileRunning(LocalStack stack, CsvBooks books, Jedis redis) {
    assertThat(redis.flushAll()).isEqualTo("OK");
    awaitBooks(books, redis);
    await().atMost(PATIENCE).until(() -> stack.status().get("healthy").asBoolean());
  }

  private void editedAccountsAreToldAndMadeAnewDuringAnImport(
      LocalStack stack, CsvBooks books, Jedis redis) throws IOException {
    long edited = redis.hincrBy("sales:ledger:2", "gaps", 1);
    verifyTellsTheOneDifference(stack, "sales:ledger:2", "gaps", edited - 1, edited);
    assertThat(stack.api("/api/ledger").get("balanced").asBoolean()).isFalse();
    assertThat(stack.api("/q/health/ready").toString())
        .contains("the accounts do not balance (rebuild): 2");
    assertThat(stack.run("status").out())
        .contains("DO NOT BALANCE")
        .contains("the accounts of partitions [2] do not balance");
    try (SteadyApi readers = SteadyApi.read(stack.apiPort())) {
      Path file = books.write(folder, 20_000);
      CompletableFuture<LocalStack.Answer> importing =
          CompletableFuture.supplyAsync(
              () -> stack.run("import", file.toString(), "--columns", CsvBooks.COLUMNS));
      LocalStack.Answer rebuilt = stack.run("rebuild");
      assertThat(rebuilt.exitCode()).as(rebuilt.err()).isZero();
      assertThat(rebuilt.out()).contains("switched; the views that were live are kept");
      assertThat(importing.join().exitCode()).isZero();
      awaitBooks(books, redis);
      await().atMost(PATIENCE).until(() -> readers.compared() > 1_000);
    }
    await().atMost(PATIENCE).until(() -> stack.status().get("healthy").asBoolean());
    assertThat(stack.run("verify").exitCode()).isZero();
    assertThat(stack.run("rebuild", "--forget").exitCode()).isZero();
  }

  private static void verifyTellsTheOneDifference(
      LocalStack stack, String key, String field, long expected, long found) throws IOException {
    LocalStack.Answer told = stack.run("verify");
    assertThat(told.exitCode()).isEqualTo(1);
    assertThat(told.out().lines())
        .startsWith(key + " " + field + ": expected " + expected + ", found " + found)
        .element(1, STRING)
        .startsWith("1 difference: ");
    LocalStack.Answer json = stack.run("verify", "--json");
    assertThat(json.exitCode()).isEqualTo(1);
    JsonNode report = JsonMapper.builder().build().readTree(json.out());
    assertThat(report.get("equal").asBoolean()).isFalse();
    assertThat(report.get("differences"))
        .singleElement()
        .returns(key, difference -> difference.get("key").asText())
        .returns(field, difference -> difference.get("field").asText())
        .returns(Long.toString(expected), difference -> difference.get("expected").asText())
        .returns(Long.toString(found), difference -> difference.get("found").asText());
  }

  private static long applied(Jedis redis) {
    long applied = 0;
    for (int partition = 0; partition < 8; partition++) {
      String text = redis.hget("sales:ledger:" + partition, "applied");
      applied += text == null ? 0 : Long.parseLong(text);
    }
    return applied;
  }

  private static void twoPaymentsAreShownAsTheContractSays(LocalStack stack, Jedis redis) {
    Instant appending = Instant.now();
    ContractPayments.append(stack);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(redis.get("sales:total")).isEqualTo("42499"));
    assertThat(redis.get("sales:total:count")).isEqualTo("2");
    assertThat(redis.hgetAll("sales:realtime")).isEqualTo(Map.of("PRODUCTID5", "42499"));
    assertThat(redis.hgetAll("sales:realtime:count")).isEqualTo(Map.of("PRODUCTID5", "2"));
    for (String timeline : List.of("sales:timeline", "sales:timeline:amount:PRODUCTID5")) {
      assertThat(redis.lrange(timeline, 0, -1))
          .containsExactly("1761106860000,12500", "1761106980000,42499");
    }
    for (String timeline : List.of("sales:timeline:count", "sales:timeline:count:PRODUCTID5")) {
      assertThat(redis.lrange(timeline, -20, -1))
          .containsExactly("1761106860000,1", "1761106980000,2");
    }
    assertThat(redis.zscore("sales:leaderboard:count", "PRODUCTID5")).isEqualTo(2.0);
    assertThat(redis.zscore("sales:leaderboard:amount", "PRODUCTID5")).isEqualTo(42499.0);
    assertThat(redis.hgetAll("sales:ledger"))
        .containsKeys("id", "clusterId", "topicId", "launchMillis", "launch")
        .containsEntry("topic", "sales_events")
        .containsEntry("currency", "CNY")
        .containsEntry("scale", "2")
        .containsEntry("layout", "2")
        .containsEntry("partitions", "0,1,2,3,4,5,6,7");
    assertThat(redis.hgetAll("sales:ledger:3"))
        .containsKeys("epoch", "sequence", "duplicates", "late", "newestEventMillis")
        .containsEntry("low", "2")
        .containsEntry("ranges", "")
        .containsEntry("applied", "2")
        .containsEntry("quarantined", "0")
        .containsEntry("gaps", "0")
        .containsEntry("misrouted", "0")
        .containsEntry("dirty", "0");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(redis.hgetAll("sales:window:3"))
                    .containsEntry("payments", "2")
                    .containsEntry("amount", "42499")
                    .containsKeys("lengthMillis", "asOfMillis"));
    assertThat(redis.zscore("sales:window:leaderboard:3", "PRODUCTID5")).isEqualTo(42499.0);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(redis.hgetAll("sales:heartbeat:3"))
                    .containsEntry("endOffset", "2")
                    .hasEntrySatisfying(
                        "atMillis",
                        at ->
                            assertThat(Long.parseLong(at))
                                .isGreaterThan(appending.toEpochMilli())));
    assertThat(stack.api("/api/total").toString())
        .isEqualTo("{\"totalAmount\":424.99,\"totalCount\":2}");
    assertThat(stack.api("/api/realtime").toString())
        .isEqualTo("[{\"productId\":\"PRODUCTID5\",\"amount\":\"424.99\",\"count\":\"2\"}]");
  }
}
