package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** A topic that is not the log any more that the ledger was folded from. */
@ExtendWith(SharedParts.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ChangedTopicIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final LedgerUnderTest ledger;
  private final Jedis jedis;
  private final Path folder;

  ChangedTopicIT(LedgerUnderTest ledger, @TempDir Path folder) {
    this.ledger = ledger;
    this.folder = folder;
    this.jedis = ledger.jedis();
  }

  @AfterAll
  void close() {
    jedis.close();
  }

  private void awaitStopped(LedgerSettings settings, String... reason) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(jedis.hget(ledger.keys(settings).ledger(), "broken")).contains(reason));
  }

  @Test
  void aTruncatedLogStopsTheLedgerWithTheReason() throws Exception {
    LedgerSettings settings = ledger.settings("truncated", "ledger.topic.partitions", "1");
    ledger.prepare(settings);
    Shop shop = new Shop(ledger, settings, 17, 5, 0);
    shop.sell(50);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", ledger.kafka.bootstrapServers()))) {
      admin
          .deleteRecords(
              Map.of(new TopicPartition("truncated", 0), RecordsToDelete.beforeOffset(20)))
          .all()
          .get();
    }
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
      awaitStopped(settings, "truncated-0", "[20,50)", "goes on at 0");
      assertThat(jedis.exists(ledger.keys(settings).total())).isFalse();
    }
  }

  /** A worker that dies of it would be started again, and die again, while health says well. */
  @Test
  void aDamagedRecordStopsTheLedgerWithPartitionAndOffset() throws Exception {
    LedgerSettings settings = ledger.settings("damaged", "ledger.topic.partitions", "1");
    ledger.prepare(settings);
    Shop shop = new Shop(ledger, settings, 18, 5, 0);
    shop.sell(20);
    shop.sell(1);
    ledger.damageLastRecord("damaged", 0);
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
      awaitStopped(settings, "the log of damaged-0 cannot be read at offset 20", "corrupt");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(jedis.hmget(ledger.keys(settings).partition(0), "low", "logEpoch"))
                      .containsExactly("20", "20:0"));
    }
  }

  /** Counting on top of the old topic would be the fault; the batch was read before it went. */
  @Test
  void aTopicMadeAnewStopsTheLedgerBeforeWhatIsInFlightIsCounted() throws Exception {
    LedgerSettings settings = ledger.settings("anew", "ledger.topic.partitions", "1");
    // The consumer sees the new topic only long after the ledger has.
    LedgerSettings slowToLook =
        ledger.settings(
            "anew",
            "ledger.topic.partitions",
            "1",
            "ledger.kafka.retry.backoff.ms",
            "30000",
            "ledger.kafka.retry.backoff.max.ms",
            "30000");
    ledger.prepare(settings);
    Shop shop = new Shop(ledger, settings, 19, 5, 0);
    shop.sell(50);
    Path gate = folder.resolve("gate");
    try (LedgerUnderTest.RunningTopology running =
        ledger.submitWith(slowToLook, new GateBolt(gate.toString()))) {
      awaitCounted(settings, shop);
      Files.createFile(gate);
      new Shop(ledger, settings, 20, 5, 0).sell(10);
      await().atMost(PATIENCE).until(() -> Files.exists(Path.of(gate + GateBolt.HELD)));
      makeAnew(settings);
      Files.delete(gate);
      awaitStopped(settings, "topic anew was made anew", "what was read since is not counted");
    }
    shop.books().assertEqualsViews(jedis, ledger.keys(settings));
  }

  /** Stopping would help nobody: what is on the log is counted, and somebody is to be told. */
  @Test
  void aTopicThatWouldLoseSalesIsCountedOnAndTheLedgerWarnsUntilItIsMended() throws Exception {
    LedgerSettings settings = ledger.settings("short", "ledger.topic.partitions", "1");
    ledger.prepare(settings);
    Shop shop = new Shop(ledger, settings, 21, 5, 0);
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
      shop.sell(50);
      awaitCounted(settings, shop);
      retain(settings, "604800000");
      awaitWarning(settings, "retention.ms=604800000, which would delete sales; mend it with");
      shop.sell(50);
      awaitCounted(settings, shop);
      assertThat(jedis.hget(ledger.keys(settings).ledger(), "broken")).isNull();

      retain(settings, "-1");
      await().atMost(PATIENCE).until(() -> warning(settings).isEmpty());
    }
  }

  private void awaitCounted(LedgerSettings settings, Shop shop) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> shop.books().assertEqualsViews(jedis, ledger.keys(settings)));
  }

  private void awaitWarning(LedgerSettings settings, String text) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(warning(settings)).contains(text));
  }

  private String warning(LedgerSettings settings) {
    String said = jedis.hget(ledger.keys(settings).ledger(), "warning");
    return said == null ? "" : said;
  }

  private void retain(LedgerSettings settings, String millis) throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, settings.kafka().topic());
    AlterConfigOp set =
        new AlterConfigOp(
            new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, millis), AlterConfigOp.OpType.SET);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", ledger.kafka.bootstrapServers()))) {
      admin.incrementalAlterConfigs(Map.of(topic, List.of(set))).all().get();
    }
  }

  private void makeAnew(LedgerSettings settings) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", ledger.kafka.bootstrapServers()))) {
      admin.deleteTopics(List.of(settings.kafka().topic())).all().get();
    }
    ledger.prepare(settings);
  }
}
