package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.ViewsUnderTest.IDENTITY;
import static io.salesledger.windowing.store.ViewsUnderTest.KEYS;
import static io.salesledger.windowing.store.ViewsUnderTest.LAUNCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.parts.LoopbackPorts;
import io.salesledger.windowing.core.Commit;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.core.WindowSums;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/** A Redis that is away, busy or full is waited for; one that must not be used is refused. */
final class RedisSessionIT {
  private static final Sale SALE = new Sale("A", 1_761_106_860_000L, 12_500, 1);

  private final ViewsUnderTest redis;
  private final LoopbackProxy proxy;
  private final RedisSession session;
  private final RedisViews views;

  RedisSessionIT(@TempDir Path folder) {
    redis = new ViewsUnderTest(folder);
    proxy = new LoopbackProxy(redis.server.port());
    LedgerSettings settings = redis.settings(1440, ViewsUnderTest.A_CENTURY_MILLIS, 4000);
    session = new RedisSession(at(proxy.uri()), Duration.ofSeconds(60));
    views = new RedisViews(session, settings, IDENTITY, LAUNCH);
  }

  @AfterEach
  void close() {
    session.close();
    proxy.close();
    redis.close();
  }

  @Test
  void aRedisThatIsKilledAndRestartedIsWaitedFor() {
    Owner owner = new Owner(views, 0);
    owner.commit(SALE);
    redis.server.kill();
    int before = proxy.connections();
    CompletableFuture<CommitAnswer> answer =
        CompletableFuture.supplyAsync(() -> views.commit(owner.next(SALE)));
    await().until(() -> proxy.connections() >= before + 2);
    redis.server.restart();

    assertThat(answer.join()).isEqualTo(new CommitAnswer.Ok());
    assertThat(session.<String>call(jedis -> jedis.get(KEYS.total()))).isEqualTo("25000");
  }

  @Test
  void aRedisThatStaysAwayIsGivenUpOnceThePatienceIsOver() {
    String nowhere = "redis://:s3cret@127.0.0.1:" + LoopbackPorts.free();
    try (RedisSession impatient = new RedisSession(at(nowhere), Duration.ofMillis(200))) {
      assertThatThrownBy(() -> impatient.call(Jedis::ping))
          .isInstanceOf(Views.ViewsAwayException.class)
          .hasMessageContaining(nowhere.replace(":s3cret@", ""))
          .hasMessageNotContaining("s3cret");
    }
  }

  @Test
  void aReplyThatIsLostIsAskedForAgainAndTheSumsAreCountedOnce() {
    Owner owner = new Owner(views, 0);
    owner.commit(SALE);
    Commit commit = owner.next(SALE);
    proxy.loseTheNextScriptsReply();

    assertThat(views.commit(commit)).isEqualTo(new CommitAnswer.Already());
    assertThat(proxy.lost()).isEqualTo(1);
    assertThat(redis.jedis.get(KEYS.total())).isEqualTo("25000");
    assertThat(redis.jedis.hget(KEYS.partition(0), "applied")).isEqualTo("2");
  }

  @Test
  void aClaimWhoseReplyIsLostIsMadeAgain() {
    views.heartbeat(0, "none", 0, 0); // Redis knows the scripts that it has seen
    new Owner(views, 0);
    proxy.loseTheNextScriptsReply();

    Owner owner = new Owner(views, 0);
    assertThat(owner.epoch()).startsWith("3-");
    owner.commit(SALE);
  }

  @Test
  void aRedisBusyWithAnotherClientsScriptIsWaitedFor() {
    redis.jedis.configSet("lua-time-limit", "50");
    session.call(Jedis::ping);
    AtomicInteger attempts = new AtomicInteger();
    try (Jedis hog = new Jedis("127.0.0.1", redis.server.port(), 60_000)) {
      CompletableFuture<Object> endless =
          CompletableFuture.supplyAsync(() -> hog.eval("while true do end"))
              .exceptionally(killed -> "killed");
      await().until(this::isBusy);
      int before = proxy.connections();
      CompletableFuture<String> answer =
          CompletableFuture.supplyAsync(
              () ->
                  session.call(
                      jedis -> {
                        attempts.incrementAndGet();
                        return jedis.ping();
                      }));
      await().until(() -> proxy.connections() >= before + 2);
      assertThat(answer).isNotDone();
      redis.jedis.scriptKill();

      assertThat(answer.join()).isEqualTo("PONG");
      assertThat(attempts.get()).isGreaterThan(1);
      endless.join();
    }
  }

  private boolean isBusy() {
    try {
      redis.jedis.ping();
      return false;
    } catch (JedisDataException e) {
      return String.valueOf(e.getMessage()).startsWith("BUSY");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"maxmemory", "min-replicas-to-write"})
  void aRedisOutOfMemoryOrReplicasIsWaitedForAndNothingIsHalfWritten(String limit) {
    Owner owner = new Owner(views, 0);
    owner.commit(SALE);
    Commit commit = owner.next(SALE);
    redis.jedis.configSet(limit, "1");
    redis.jedis.configResetStat();
    CompletableFuture<CommitAnswer> answer =
        CompletableFuture.supplyAsync(() -> views.commit(commit));
    await().until(() -> scriptsRun() >= 2 || answer.isDone());
    assertThat(answer).isNotDone();
    assertThat(redis.jedis.hget(KEYS.partition(0), "dirty")).isEqualTo("0");
    redis.jedis.configSet(limit, "0");

    assertThat(answer.join()).isEqualTo(new CommitAnswer.Ok());
    assertThat(redis.jedis.get(KEYS.total())).isEqualTo("25000");
  }

  @Test
  void aTransactionThatIsRefusedForAPassingReasonIsWaitedForToo() {
    session.call(Jedis::ping);
    redis.jedis.configSet("maxmemory", "1");
    int before = proxy.connections();
    CompletableFuture<Void> shown =
        CompletableFuture.runAsync(() -> views.showWindow(0, WindowSums.NONE, 0));
    await().until(() -> proxy.connections() >= before + 2 || shown.isDone());
    assertThat(shown).isNotDone();
    redis.jedis.configSet("maxmemory", "0");

    shown.join();
    assertThat(redis.jedis.hgetAll(KEYS.window(0))).containsEntry("payments", "0");
  }

  private long scriptsRun() {
    return redis
        .jedis
        .info("commandstats")
        .lines()
        .filter(line -> line.startsWith("cmdstat_evalsha:calls="))
        .mapToLong(line -> Long.parseLong(line.replaceAll("^[^=]*=(\\d+).*$", "$1")))
        .sum();
  }

  @Test
  void aRedisThatForgotTheScriptsIsGivenThemAgain() {
    Owner owner = new Owner(views, 0);
    owner.commit(SALE);
    redis.jedis.scriptFlush();
    owner.commit(SALE);
    redis.jedis.scriptFlush();
    assertThat(views.heartbeat(0, owner.epoch(), 1, 1)).isEqualTo(new CommitAnswer.Ok());
    redis.jedis.scriptFlush();
    assertThat(new Owner(views, 0).epoch()).startsWith("2-");
    assertThat(redis.jedis.get(KEYS.total())).isEqualTo("25000");
  }

  @Test
  void aWrongPasswordIsSaidInOneLineWithoutThePassword() {
    redis.jedis.configSet("requirepass", "right");
    assertThat(refusal("redis://:s3cret@127.0.0.1:" + redis.server.port() + "/0"))
        .contains("ledger.redis.uri", "WRONGPASS");
    assertThat(refusal(redis.server.uri())).contains("ledger.redis.uri", "NOAUTH");
  }

  @Test
  void aPasswordWhereNoneIsNeededAndADatabaseThatIsNoneAreRefusedInOneLine() {
    assertThat(refusal("redis://:s3cret@127.0.0.1:" + redis.server.port() + "/0"))
        .contains("ledger.redis.uri", "without any password configured");
    assertThat(refusal("redis://127.0.0.1:" + redis.server.port() + "/99"))
        .contains("ledger.redis.uri", "DB index is out of range");
  }

  @Test
  void aRedisThatEvictsKeysIsRefusedWithTheCommandThatMendsIt() {
    redis.jedis.configSet("maxmemory-policy", "allkeys-lru");
    assertThat(refusal(redis.server.uri()))
        .contains("allkeys-lru", "redis-cli CONFIG SET maxmemory-policy noeviction");
    redis.jedis.configSet("maxmemory-policy", "noeviction");
    try (RedisSession mended = new RedisSession(at(redis.server.uri()), Duration.ofSeconds(10))) {
      assertThat(mended.<String>call(Jedis::ping)).isEqualTo("PONG");
    }
  }

  private String refusal(String uri) {
    try (RedisSession refused = new RedisSession(at(uri), Duration.ofSeconds(10))) {
      LedgerFailure failure = (LedgerFailure) catchThrowable(() -> refused.call(Jedis::ping));
      String message = String.valueOf(failure.getMessage());
      assertThat(message).doesNotContain("s3cret").hasLineCount(1);
      return message;
    }
  }

  private static LedgerSettings.Redis at(String uri) {
    return new LedgerSettings.Redis(uri, "sales", 2000);
  }
}
