package io.salesledger.windowing.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.LogPlace;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.contract.ViewKeys;
import io.salesledger.parts.KafkaBroker;
import io.salesledger.parts.LoopbackPorts;
import io.salesledger.parts.RedisServer;
import io.salesledger.parts.SchemaRegistry;
import io.salesledger.schemas.SalesTopic;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.params.RestoreParams;
import redis.clients.jedis.resps.StreamEntry;

/** Verify against a real broker, registry and Redis, folded by the ledger's own code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditIT {
  private final Path folder;
  private final KafkaBroker kafka;
  private final SchemaRegistry registry;
  private final RedisServer redis;
  private final AtomicInteger ledgers = new AtomicInteger();

  AuditIT(@TempDir Path folder) {
    this.folder = folder;
    this.kafka = KafkaBroker.start(folder);
    this.registry = SchemaRegistry.startInMemory(folder);
    this.redis = RedisServer.start(folder);
  }

  private LedgerSettings settings(String... more) {
    Map<String, String> options = options("audited" + ledgers.incrementAndGet());
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return SettingsLoader.load(options, Map.of(), folder);
  }

  private Map<String, String> options(String topic) {
    Map<String, String> options = new HashMap<>();
    options.put("ledger.kafka.bootstrap.servers", kafka.bootstrapServers());
    options.put("ledger.kafka.topic", topic);
    options.put("ledger.schema.registry.url", registry.url());
    options.put("ledger.redis.uri", redis.uri());
    options.put("ledger.redis.prefix", topic);
    options.put("ledger.topic.partitions", Integer.toString(FoldedLedger.PARTITIONS));
    return options;
  }

  /** Three thousand payments and one of each bad record, folded. */
  private FoldedLedger ledgerWithBadRecords(String... more) {
    FoldedLedger ledger = new FoldedLedger(settings(more));
    ledger.append(1_500);
    appendBadRecords(ledger);
    ledger.append(1_500);
    ledger.fold();
    requeueTwoTwice(ledger);
    return ledger;
  }

  /** The first counts, the second is quarantined. */
  private static void requeueTwoTwice(FoldedLedger ledger) {
    List<StreamEntry> bad = ledger.redis.xrange(ledger.keys().quarantine(), "-", "+", 2);
    for (int time = 0; time < 2; time++) {
      for (StreamEntry entry : bad) {
        LogPlace of =
            LogPlace.parse(
                    entry.getFields().get("partition") + ":" + entry.getFields().get("offset"))
                .orElseThrow();
        ledger.requeue(of, ledger.encode(ledger.payment().build()));
      }
    }
    ledger.fold();
  }

  private static void appendBadRecords(FoldedLedger ledger) {
    PaymentInfo good = ledger.payment().setKind(PaymentKind.PAYMENT).build();
    byte[] bytes = ledger.encode(good);
    byte[] unknownSchema = bytes.clone();
    unknownSchema[1] = 0x7F;
    ledger.append(1, "bad", null);
    ledger.append(1, "bad", new byte[] {1, 2, 3});
    ledger.append(1, "bad", Arrays.copyOf(bytes, bytes.length - 3));
    ledger.append(1, "bad", Arrays.copyOf(bytes, bytes.length + 1));
    ledger.append(1, "bad", unknownSchema);
    for (PaymentInfo.Builder bad :
        List.of(
            PaymentInfo.newBuilder(good).setKind(PaymentKind.UNKNOWN),
            PaymentInfo.newBuilder(good).setCurrency("USD"),
            PaymentInfo.newBuilder(good).setProductPrice(new BigDecimal("-0.01")),
            PaymentInfo.newBuilder(good).setQuantity(0),
            PaymentInfo.newBuilder(good).setProductId(""),
            PaymentInfo.newBuilder(good).setProductId("x".repeat(257)),
            PaymentInfo.newBuilder(good).setProductPrice(new BigDecimal("10000000000.01")),
            PaymentInfo.newBuilder(good).setTimestamp(Instant.EPOCH))) {
      ledger.append(1, "bad", ledger.encode(bad.build()));
    }
    ledger.append(2, "elsewhere", bytes);
  }

  @Test
  void views_that_are_what_the_log_says_are_equal() {
    try (FoldedLedger ledger = ledgerWithBadRecords()) {
      AuditReport report = ledger.verify();

      assertThat(report.differences()).isEmpty();
      assertThat(report.isEqual()).isTrue();
      assertThat(report.offsets()).isEqualTo(3_018);
      assertThat(report.compared())
          .containsEntry("totals", 2L)
          .containsEntry("realtime fields", 20L)
          .containsEntry("leaderboard scores", 20L)
          .containsEntry("quarantine entries", 15L)
          .containsEntry("quarantined offsets", 15L)
          .containsEntry("requeued", 2L)
          .containsKeys("timeline entries", "minute board scores", "accounts", "keys", "identity");
    }
  }

  @Test
  void short_timelines_and_expired_boards_are_equal_too() {
    try (FoldedLedger ledger =
        ledgerWithBadRecords(
            "ledger.timeline.minutes", "7", "ledger.minute.board.retention", "30m")) {
      assertThat(ledger.verify().differences()).isEmpty();
    }
  }

  @Test
  void a_quarantine_beyond_its_bound_is_equal_and_an_edit_of_it_is_named() {
    try (FoldedLedger ledger = ledgerWithBadRecords("ledger.quarantine.entries", "4")) {
      String unlisted = ledger.keys().quarantineUnlisted();
      AuditReport report = ledger.verify();
      assertThat(report.differences()).isEmpty();
      assertThat(report.compared()).containsEntry("quarantine entries", 4L);
      assertThat(ledger.redis.get(unlisted)).isEqualTo("11");

      ledger.redis.set(unlisted, "12");
      assertThat(ledger.verify().differences())
          .containsExactly(new Difference(unlisted, "", "11", "12", ""));
      ledger.redis.set(unlisted, "11");
      StreamEntry inner = ledger.redis.xrange(ledger.keys().quarantine(), "-", "+", 2).get(1);
      ledger.redis.xdel(ledger.keys().quarantine(), inner.getID());
      assertThat(ledger.verify().differences())
          .singleElement()
          .satisfies(
              difference ->
                  assertThat(difference.field()).isEqualTo("1:" + inner.getFields().get("offset")))
          .extracting(Difference::found)
          .isEqualTo(Difference.NOTHING);
    }
  }

  @Test
  void any_one_edited_figure_is_named_and_nothing_else() {
    try (FoldedLedger ledger = ledgerWithBadRecords()) {
      for (Edit.ByHand edit : Edits.all()) {
        Map<String, byte[]> before = dump(ledger);
        Edit made = edit.on(ledger.redis, ledger.keys());

        List<Difference> differences = ledger.verify().differences();

        assertThat(differences)
            .as(made.toString())
            .extracting(d -> new Edit(d.key(), d.field(), d.expected(), d.found()))
            .containsExactly(made);
        restore(ledger, before);
      }
      assertThat(ledger.verify().isEqual()).isTrue();
    }
  }

  private static Map<String, byte[]> dump(FoldedLedger ledger) {
    Map<String, byte[]> dumped = new HashMap<>();
    for (String key : ledger.redis.keys(ledger.keys().prefix() + ":*")) {
      dumped.put(key, ledger.redis.dump(key));
    }
    return dumped;
  }

  private static void restore(FoldedLedger ledger, Map<String, byte[]> dumped) {
    for (String key : ledger.redis.keys(ledger.keys().prefix() + ":*")) {
      if (!dumped.containsKey(key)) {
        ledger.redis.del(key);
      }
    }
    dumped.forEach(
        (key, bytes) -> {
          if (!Arrays.equals(ledger.redis.dump(key), bytes) || ledger.redis.pttl(key) == -1) {
            long expiry = key.matches(".*:leaderboard:(amount|count):[0-9]+") ? 3_600_000 : 0;
            ledger.redis.restore(key, expiry, bytes, RestoreParams.restoreParams().replace());
          }
        });
  }

  @Test
  void a_timeline_in_the_wrong_order_is_named() {
    try (FoldedLedger ledger = ledgerWithBadRecords()) {
      String key = ledger.keys().timelineCount();
      String third = ledger.redis.lindex(key, 2);
      String fourth = ledger.redis.lindex(key, 3);
      ledger.redis.lset(key, 2, fourth);
      ledger.redis.lset(key, 3, third);

      assertThat(ledger.verify().differences())
          .containsExactly(
              new Difference(key, "entry 2", third, fourth, ""),
              new Difference(key, "entry 3", fourth, third, ""));
    }
  }

  @Test
  void every_product_of_a_lost_view_is_named() {
    try (FoldedLedger ledger = ledgerWithBadRecords()) {
      ledger.redis.del(ledger.keys().realtimeCount());

      assertThat(ledger.verify().differences())
          .hasSize(10)
          .allMatch(d -> d.key().equals(ledger.keys().realtimeCount()))
          .allMatch(d -> d.found().equals(Difference.NOTHING));
    }
  }

  @Test
  void a_payment_counted_twice_is_told_by_its_offset() {
    try (FoldedLedger ledger = new FoldedLedger(settings())) {
      PaymentInfo payment =
          ledger
              .payment()
              .setProductId("PRODUCTID1")
              .setKind(PaymentKind.PAYMENT)
              .setProductPrice(new BigDecimal("123456.78"))
              .setQuantity(7)
              .build();
      ledger.append(500);
      ledger.append(0, "PRODUCTID1", ledger.encode(payment));
      ledger.fold();
      long offset = Long.parseLong(ledger.redis.hget(ledger.keys().partition(0), "low")) - 1;
      ViewKeys keys = ledger.keys();
      ledger.redis.incrBy(keys.total(), 7 * 12_345_678L);
      ledger.redis.incrBy(keys.totalCount(), 7);
      ledger.redis.hincrBy(keys.realtime(), "PRODUCTID1", -7 * 12_345_678L);
      ledger.redis.hincrBy(keys.realtimeCount(), "PRODUCTID1", -7);
      ledger.redis.zincrby(keys.leaderboardCount(), 7, "PRODUCTID1");

      assertThat(ledger.verify().differences())
          .extracting(d -> d.key() + " " + d.explanation())
          .containsExactlyInAnyOrder(
              keys.total() + " as if partition 0, offset " + offset + " was counted twice",
              keys.totalCount() + " as if partition 0, offset " + offset + " was counted twice",
              keys.realtime() + " as if partition 0, offset " + offset + " was left out",
              keys.realtimeCount() + " as if partition 0, offset " + offset + " was left out",
              keys.leaderboardCount() + " ");
    }
  }

  @Test
  void a_ledger_that_is_written_meanwhile_is_equal() throws Exception {
    ExecutorService writing = Executors.newSingleThreadExecutor();
    AtomicBoolean enough = new AtomicBoolean();
    try (FoldedLedger ledger = ledgerWithBadRecords()) {
      Future<Integer> writer =
          writing.submit(
              () -> {
                int polls = 0;
                while (!enough.get()) {
                  ledger.append(200);
                  appendBadRecords(ledger);
                  polls += ledger.foldPoll() ? 1 : 0;
                }
                return polls;
              });
      try {
        for (int run = 0; run < 3; run++) {
          assertThat(ledger.verify().differences()).isEmpty();
        }
      } finally {
        enough.set(true);
      }
      assertThat(writer.get()).isPositive();
    } finally {
      writing.shutdownNow();
    }
  }

  /** Does something once, as the refold begins. */
  private record AtRefold(Runnable once, AtomicBoolean isDone) implements AuditProgress {
    @Override
    public void begin(String step, long total) {
      if (step.equals("refold") && isDone.compareAndSet(false, true)) {
        once.run();
      }
    }

    @Override
    public void advance(long more) {}

    @Override
    public boolean isStopRequested() {
      return false;
    }
  }

  @Test
  void a_topic_that_grows_meanwhile_is_equal() {
    try (FoldedLedger ledger = ledgerWithBadRecords()) {
      AtRefold growth =
          new AtRefold(
              () -> {
                ledger.grow(FoldedLedger.PARTITIONS + 2);
                ledger.append(4, "P4", ledger.encode(ledger.payment().setProductId("P4").build()));
                ledger.append(4, "bad", new byte[] {1});
                ledger.fold();
              },
              new AtomicBoolean());

      AuditReport report = ledger.verify(growth);

      assertThat(growth.isDone()).isTrue();
      assertThat(report.differences()).isEmpty();
      assertThat(report.offsets()).isEqualTo(3_020);
    }
  }

  @Test
  void a_partition_that_the_topic_never_had_is_named() {
    try (FoldedLedger ledger = ledgerWithBadRecords()) {
      ledger.redis.hset(ledger.keys().ledger(), "partitions", "0,1,2,7");

      assertThat(ledger.verify().differences())
          .containsExactly(
              new Difference(
                  ledger.keys().partition(7),
                  "",
                  "the accounts of a partition",
                  Difference.NOTHING,
                  ""));
    }
  }

  @Test
  void a_quarantine_that_awaits_a_lower_bound_is_equal() {
    try (FoldedLedger ledger = new FoldedLedger(settings())) {
      for (int i = 0; i < 1_500; i++) {
        ledger.append(0, "bad", new byte[] {1});
      }
      ledger.fold();
      LedgerSettings lower = with(ledger, "ledger.quarantine.entries", "1000");

      AuditReport report =
          new Audit(lower, AuditProgress.NONE, Clock.systemUTC()).run().orElseThrow();

      assertThat(report.differences()).isEmpty();
      assertThat(report.compared()).containsEntry("quarantine entries", 1_500L);
    }
  }

  @Test
  void views_of_which_nothing_can_be_proved_are_told_in_one_line() {
    assertFailure(settings(), "there is no topic ");
    LedgerSettings unclaimed;
    try (FoldedLedger ledger = ledgerWithBadRecords()) {
      unclaimed = ledger.settings;
      ledger.redis.flushDB();
      assertFailure(unclaimed, "there is no ledger at ");
    }
    String nowhere = "127.0.0.1:" + LoopbackPorts.free();
    assertFailure(
        settings(
            "ledger.kafka.bootstrap.servers", nowhere,
            "ledger.kafka.default.api.timeout.ms", "1000",
            "ledger.kafka.request.timeout.ms", "500"),
        "Kafka at " + nowhere + " is not");
    try (FoldedLedger ledger = ledgerWithBadRecords()) {
      assertFailure(
          with(ledger, "ledger.redis.uri", "redis://" + nowhere),
          "Redis at redis://" + nowhere + " does not answer");
      assertFailure(
          with(ledger, "ledger.schema.registry.url", "http://u:hunter2@" + nowhere),
          "the schema registry at http://" + nowhere + " cannot give schema ");
    }
  }

  private static void assertFailure(LedgerSettings settings, String line) {
    assertThatThrownBy(() -> new Audit(settings, AuditProgress.NONE, Clock.systemUTC()).run())
        .isInstanceOf(LedgerFailure.class)
        .hasMessageStartingWith(line);
  }

  /** The settings of a ledger with one of them changed. */
  private LedgerSettings with(FoldedLedger ledger, String key, String value) {
    Map<String, String> options = options(ledger.settings.kafka().topic());
    options.put(key, value);
    return SettingsLoader.load(options, Map.of(), folder);
  }

  @Test
  void a_log_that_lost_its_beginning_proves_nothing() throws Exception {
    try (FoldedLedger ledger = ledgerWithBadRecords();
        Admin admin = Admin.create(SalesTopic.adminProperties(ledger.settings.kafka()))) {
      TopicPartition first = new TopicPartition(ledger.settings.kafka().topic(), 0);
      admin.deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(3))).all().get();

      assertFailure(ledger.settings, "partition 0 of " + first.topic() + " begins at offset 3");
    }
  }

  @AfterAll
  void stop() {
    redis.close();
    registry.close();
    kafka.close();
  }
}
