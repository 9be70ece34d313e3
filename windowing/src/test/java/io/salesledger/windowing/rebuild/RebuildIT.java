package io.salesledger.windowing.rebuild;

import static io.salesledger.windowing.audit.FoldedLedger.PARTITIONS;
import static io.salesledger.windowing.rebuild.RebuiltLedger.keys;
import static io.salesledger.windowing.rebuild.RebuiltLedger.rebuild;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.parts.LoopbackPorts;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.windowing.RealParts;
import io.salesledger.windowing.audit.FoldedLedger;
import io.salesledger.windowing.audit.HandCommits;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.log.PaymentContract;
import io.salesledger.windowing.store.LedgerIdentity;
import io.salesledger.windowing.store.RedisSession;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** Rebuild against a real broker, registry and Redis. */
@ExtendWith(RealParts.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RebuildIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final RebuiltLedger parts;

  RebuildIT(RealParts real, @TempDir Path folder) {
    parts = new RebuiltLedger(real, folder);
  }

  @AfterAll
  void stop() {
    parts.close();
  }

  @Test
  void given_payments_that_keep_coming_when_rebuilt_then_readers_see_one_state_or_the_other()
      throws Exception {
    try (FoldedLedger ledger = parts.anew()) {
      parts.sell(ledger, 5_000);
      ledger.fold();
      String id = ledger.redis.hget(keys().ledger(), "id");
      try (LiveTasks live = LiveTasks.start(ledger.settings, PARTITIONS);
          SteadyReader reader = SteadyReader.start(parts.server.port(), keys(), PARTITIONS)) {
        await().atMost(PATIENCE).until(() -> reader.reads() > 100 && live.starts() == 1);
        CompletableFuture<RebuildReport> rebuilding =
            CompletableFuture.supplyAsync(() -> rebuild(ledger.settings));
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(20))
            .until(
                () -> {
                  parts.sell(ledger, 20);
                  return rebuilding.isDone();
                });

        RebuildReport report = rebuilding.get();
        assertThat(report.proof().isEqual()).isTrue();
        assertThat(report.folded()).isGreaterThan(5_000);
        assertThat(report.topology()).isEqualTo("the topology goes on from here");
        assertThat(live.starts()).isGreaterThan(1);
        parts.sell(ledger, 500);
        await().atMost(PATIENCE).untilAsserted(() -> parts.assertExact(ledger));
        long before = reader.reads();
        await().atMost(PATIENCE).until(() -> reader.reads() > before + 100);
      }
      assertThat(ledger.redis.hgetAll(keys().ledger()))
          .containsEntry("launch", "live")
          .doesNotContainKey("rebuild");
      assertThat(ledger.redis.hget(keys().ledger(), "id")).isNotEqualTo(id);
    }
  }

  @Test
  void given_a_rebuild_when_rolled_back_then_the_old_views_go_on_and_can_be_forgotten() {
    try (FoldedLedger ledger = parts.anew()) {
      parts.sell(ledger, 2_000);
      ledger.fold();
      String id = ledger.redis.hget(keys().ledger(), "id");
      rebuild(ledger.settings);
      parts.sell(ledger, 300);
      try (LiveTasks live = LiveTasks.start(ledger.settings, PARTITIONS)) {
        await().atMost(PATIENCE).untilAsserted(() -> parts.assertExact(ledger));
        assertThat(rebuildOf(ledger).rollBack()).isPresent();
        await().atMost(PATIENCE).until(() -> live.starts() > 1);
        await().atMost(PATIENCE).untilAsserted(() -> parts.assertExact(ledger));
      }
      assertThat(ledger.redis.hget(keys().ledger(), "id")).isEqualTo(id);
      assertRefused(ledger, "database 1 keeps the views that were live until ");
      assertThat(rebuildOf(ledger).forget()).contains(true);
      assertThat(parts.dump(1)).isEmpty();
      assertThat(rebuildOf(ledger).forget()).contains(false);
      assertThatThrownBy(() -> rebuildOf(ledger).rollBack())
          .isInstanceOf(LedgerFailure.class)
          .hasMessageContaining("database 1 holds no views to go back to");
    }
  }

  @Test
  void given_live_views_that_hold_a_portion_when_rebuilt_then_the_new_ones_have_all_of_it() {
    try (FoldedLedger ledger = parts.anew()) {
      HandCommits hand = holdAPortion(ledger);
      assertThat(ledger.verify().differences()).isEmpty();
      try (RedisSession session =
          new RedisSession(ledger.settings.redis(), Duration.ofSeconds(30))) {
        assertThat(LiveSet.read(session, keys(), PARTITIONS).marks()).containsEntry(1, hand.next());
      }

      rebuild(ledger.settings);

      parts.assertExact(ledger);
      assertThat(ledger.redis.hget(keys().partition(1), "ranges")).isEmpty();
    }
  }

  /** Partition 1 is half-way through a large commit; the others have half of the log to fold. */
  private HandCommits holdAPortion(FoldedLedger ledger) {
    parts.sell(ledger, 1_000);
    ledger.fold();
    parts.sell(ledger, 1_000);
    HandCommits hand = ledger.byHand(1);
    hand.commit(hand.portion(hand.from(), hand.next(), 2));
    return hand;
  }

  @Test
  void given_a_second_set_that_holds_a_portion_when_the_rebuild_goes_on_then_all_counts_once() {
    try (FoldedLedger ledger = parts.anew()) {
      holdAPortion(ledger);
      ledger.redis.hset(
          keys().ledger(), Map.of("rebuild", "filling", "launchMillis", "0", "launch", ""));
      ledger.redis.swapDB(0, 1);

      assertThat(rebuild(ledger.settings).resumed()).isTrue();

      parts.assertExact(ledger);
    }
  }

  @Test
  void given_a_rebuild_that_was_stopped_or_killed_then_nothing_changed_and_the_next_goes_on() {
    try (FoldedLedger ledger = parts.anew("ledger.commit.entries", "200")) {
      parts.sell(ledger, 6_000);
      ledger.fold();
      Map<String, String> live = parts.dump(0);
      Steps stopping = new Steps().stopAfter(1);

      assertThat(new Rebuild(ledger.settings, 1, stopping, Clock.systemUTC()).run(false)).isEmpty();

      assertThat(parts.dump(0)).isEqualTo(live);
      long folded = parts.covered(1);
      assertThat(folded).isPositive();
      // As kill -9 leaves it: a sign of life of a moment ago, by a run that is no more.
      parts.onSecond(
          jedis -> {
            long seconds = Long.parseLong(jedis.time().get(0));
            jedis.hset(
                keys().ledger(),
                Map.of(
                    "rebuildBy",
                    "killed",
                    "rebuildAtMillis",
                    Long.toString(seconds * 1000 - 4_000)));
          });

      RebuildReport report = rebuild(ledger.settings);

      assertThat(report.resumed()).isTrue();
      assertThat(report.folded()).isEqualTo(parts.covered(0) - folded);
      parts.assertExact(ledger);
    }
  }

  @Test
  void given_views_damaged_in_any_way_when_rebuilt_then_they_are_what_the_log_says() {
    List<Consumer<Jedis>> damages =
        List.of(
            jedis -> jedis.incrBy(keys().total(), 1),
            jedis -> jedis.hset(keys().realtime(), "PRODUCTID1", "7"),
            jedis -> jedis.hset(keys().partition(1), "dirty", "1"),
            jedis -> jedis.hset(keys().partition(1), "low", "999999"),
            jedis -> jedis.hset(keys().ledger(), "broken", "a view is damaged"),
            jedis -> jedis.del(keys().ledger()),
            jedis -> jedis.del(keys().partition(0)),
            jedis -> {
              jedis.del(keys().ledger());
              jedis.set(keys().ledger(), "no hash");
            },
            Jedis::flushDB);
    try (FoldedLedger ledger = parts.anew()) {
      parts.sell(ledger, 1_000);
      ledger.fold();
      for (Consumer<Jedis> damage : damages) {
        damage.accept(ledger.redis);

        rebuild(ledger.settings);

        parts.assertExact(ledger);
        rebuildOf(ledger).forget();
      }
    }
  }

  @Test
  void given_other_lengths_of_timelines_and_boards_when_rebuilt_then_the_new_views_have_them() {
    try (FoldedLedger ledger = parts.anew()) {
      parts.sell(ledger, 1_000);
      ledger.fold();
      LedgerSettings shorter =
          parts.settings(
              ledger.settings.kafka().topic(),
              "ledger.timeline.minutes",
              "7",
              "ledger.minute.board.retention",
              "30m");
      Steps steps = new Steps();

      assertThat(new Rebuild(shorter, 1, steps, Clock.systemUTC()).run(false)).isPresent();

      assertThat(steps.said())
          .anyMatch(line -> line.contains("timelineMinutes 7 (now 1440)"))
          .anyMatch(line -> line.contains("minuteBoardMillis 1800000 (now 90000000)"));
      assertThat(ledger.redis.llen(keys().timeline())).isEqualTo(7);
      assertThat(ledger.redis.hget(keys().ledger(), "timelineMinutes")).isEqualTo("7");
      assertThat(ledger.redis.hget(keys().ledger(), "minuteBoardMillis")).isEqualTo("1800000");
    }
  }

  @Test
  void given_two_rebuilds_at_once_then_the_second_is_refused_and_one_that_is_fenced_ends()
      throws Exception {
    try (FoldedLedger ledger = parts.anew()) {
      parts.sell(ledger, 1_000);
      ledger.fold();
      Map<String, String> live = parts.dump(0);
      CountDownLatch reached = new CountDownLatch(1);
      CountDownLatch letGo = new CountDownLatch(1);
      Steps held = new Steps().holdAt("refold", reached, letGo);
      CompletableFuture<?> first =
          CompletableFuture.supplyAsync(
              () -> new Rebuild(ledger.settings, 1, held, Clock.systemUTC()).run(false));
      reached.await();

      assertRefused(ledger, "another rebuild is at work in database 1");
      try (SourceLog log = SourceLog.open(ledger.settings.kafka());
          LogFold fencing =
              LogFold.start(
                  ledger.settings.withRedis(ledger.settings.redis().inDatabase(1)),
                  PaymentContract.published(),
                  LedgerIdentity.of(
                      ledger.settings, log.topic().clusterId(), log.topic().topicId()),
                  new Launch(0, "rebuild"),
                  PARTITIONS,
                  PATIENCE)) {
        assertThat(fencing.hasFailed()).isFalse();
      }
      letGo.countDown();

      assertThatThrownBy(first::get).hasMessageContaining("is not what the run has written");
      assertThat(parts.dump(0)).isEqualTo(live);
      rebuild(ledger.settings);
      parts.assertExact(ledger);
    }
  }

  @Test
  void what_cannot_be_rebuilt_is_told_in_one_line_and_nothing_is_changed() throws Exception {
    String nowhere = "127.0.0.1:" + LoopbackPorts.free();
    try (FoldedLedger ledger = parts.anew()) {
      parts.sell(ledger, 500);
      ledger.fold();
      String topic = ledger.settings.kafka().topic();
      parts.assertRefused(
          parts.settings(
              topic,
              "ledger.kafka.bootstrap.servers",
              nowhere,
              "ledger.kafka.default.api.timeout.ms",
              "1000",
              "ledger.kafka.request.timeout.ms",
              "500"),
          "Kafka at " + nowhere + " is not");
      parts.assertRefused(
          parts.settings(topic, "ledger.redis.uri", "redis://" + nowhere),
          "Redis at redis://" + nowhere + " does not answer");
      parts.assertRefused(parts.settings("no-such-topic"), "there is no topic no-such-topic");
      assertRefusedWith(
          ledger,
          jedis -> jedis.hset(keys().ledger(), "topicId", "another"),
          jedis -> jedis.hset(keys().ledger(), "topicId", RebuiltLedger.topicId(ledger)),
          "the views at redis://127.0.0.1:"
              + parts.server.port()
              + "/0 were folded from another log");
      assertRefusedWith(
          ledger,
          jedis -> jedis.set("salesman", "x"),
          jedis -> jedis.del("salesman"),
          "database 0 of ");
      parts.onSecond(jedis -> jedis.set("other", "x"));
      assertRefused(ledger, "database 1 of ");
      parts.onSecond(Jedis::flushDB);
      assertRefusedWith(
          ledger,
          jedis -> jedis.configSet("maxmemory", RebuiltLedger.usedMemory(jedis)),
          jedis -> jedis.configSet("maxmemory", "0"),
          "Redis has no room for a second set of views: ");
      assertThatThrownBy(
              () -> new Rebuild(ledger.settings, 99, new Steps(), Clock.systemUTC()).run(false))
          .isInstanceOf(LedgerFailure.class)
          .hasMessageContaining("does not let databases 0 and 99 be switched");
      assertThat(parts.dump(1)).isEmpty();

      try (Admin admin = Admin.create(SalesTopic.adminProperties(ledger.settings.kafka()))) {
        TopicPartition first = new TopicPartition(topic, 0);
        admin.deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(3))).all().get();
      }
      assertRefused(ledger, "partition 0 of " + topic + " begins at offset 3");
    }
  }

  private static Rebuild rebuildOf(FoldedLedger ledger) {
    return new Rebuild(ledger.settings, 1, new Steps(), Clock.systemUTC());
  }

  private void assertRefusedWith(
      FoldedLedger ledger, Consumer<Jedis> change, Consumer<Jedis> back, String line) {
    change.accept(ledger.redis);
    assertRefused(ledger, line);
    back.accept(ledger.redis);
  }

  private void assertRefused(FoldedLedger ledger, String line) {
    parts.assertRefused(ledger.settings, line);
  }
}
