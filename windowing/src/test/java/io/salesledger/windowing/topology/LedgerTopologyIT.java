package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salesledger.PaymentInfo;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.LogPlace;
import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.audit.Audit;
import io.salesledger.windowing.audit.AuditProgress;
import io.salesledger.windowing.audit.AuditReport;
import io.salesledger.windowing.log.LogBounds;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;

/** The topology on a LocalCluster against a real broker, registry and Redis. */
@ExtendWith(SharedParts.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LedgerTopologyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final LedgerUnderTest ledger;
  private final Jedis jedis;

  LedgerTopologyIT(LedgerUnderTest ledger) {
    this.ledger = ledger;
    this.jedis = ledger.jedis();
  }

  @AfterAll
  void close() {
    jedis.close();
  }

  private void awaitBooks(Shop shop, LedgerSettings settings) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> shop.books().assertEqualsViews(jedis, ledger.keys(settings)));
  }

  private Map<TopicPartition, Long> ends(LedgerSettings settings) {
    try (LogBounds log = new LogBounds(settings.kafka())) {
      return log.ends(
          IntStream.range(0, settings.kafka().topicPartitions())
              .mapToObj(p -> new TopicPartition(settings.kafka().topic(), p))
              .toList());
    }
  }

  private void awaitBalancedAccountsUpToTheEnd(LedgerSettings settings) {
    ViewKeys keys = ledger.keys(settings);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                ends(settings)
                    .forEach(
                        (partition, end) -> {
                          Map<String, String> account =
                              jedis.hgetAll(keys.partition(partition.partition()));
                          assertThat(account)
                              .containsEntry("low", Long.toString(end))
                              .containsEntry("ranges", "")
                              .containsEntry("dirty", "0");
                          assertThat(
                                  Long.parseLong(account.get("applied"))
                                      + Long.parseLong(account.get("quarantined"))
                                      + Long.parseLong(account.get("gaps")))
                              .isEqualTo(end);
                        }));
  }

  /** The demo's first fault: each parallel bolt held its own total, and the last to write won. */
  @Test
  void totalNeverJumpsBackWithManyParallelTasks() {
    LedgerSettings settings =
        ledger.settings(
            "parallel",
            "ledger.topic.partitions",
            "6",
            "ledger.storm.spout.tasks",
            "2",
            "ledger.storm.decode.tasks",
            "3",
            "ledger.storm.ledger.tasks",
            "3",
            "ledger.poll.records",
            "50",
            "ledger.window.slide",
            "50ms",
            "ledger.window.length",
            "2s");
    ledger.prepare(settings);
    Shop shop = new Shop(ledger, settings, 11, 40, 0);
    shop.sell(2_000);
    List<Long> seen = new ArrayList<>();
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
      for (int round = 0; round < 10; round++) {
        shop.sell(500);
        String expected = shop.books().totalText();
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(5))
            .until(
                () -> {
                  String total = jedis.get(ledger.keys(settings).total());
                  seen.add(total == null ? 0 : Long.parseLong(total));
                  return expected.equals(total);
                });
      }
      assertThat(seen).isSorted();
      assertThat(seen.stream().distinct().count()).isGreaterThan(10);
      awaitBooks(shop, settings);
    }
  }

  /** The demo's second fault: a reconnect read the log again and counted it again. */
  @Test
  void figuresDoNotDoubleAfterReconnectsAndRestarts() {
    LedgerSettings settings = ledger.settings("restarts", "ledger.window.length", "1s");
    ledger.prepare(settings);
    Shop shop = new Shop(ledger, settings, 12, 20, 0.1);
    for (int launch = 0; launch < 3; launch++) {
      try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
        shop.sell(500);
        awaitBooks(shop, settings);
      }
      rewindTheGroupToTheBeginning(settings);
    }
    awaitBalancedAccountsUpToTheEnd(settings);
    shop.books().assertEqualsViews(jedis, ledger.keys(settings));
  }

  private void rewindTheGroupToTheBeginning(LedgerSettings settings) {
    try (LogBounds log = new LogBounds(settings.kafka())) {
      Map<TopicPartition, Long> beginnings = new HashMap<>();
      ends(settings).keySet().forEach(partition -> beginnings.put(partition, 0L));
      log.setCommitted(beginnings);
    }
  }

  @Test
  void everyTenthTupleFailsAndNothingIsLostOrCountedTwice() {
    LedgerSettings settings =
        ledger.settings("failing", "ledger.poll.records", "20", "ledger.window.length", "1s");
    ledger.prepare(settings);
    Shop shop = new Shop(ledger, settings, 13, 30, 0.1);
    shop.sell(4_000);
    try (LedgerUnderTest.RunningTopology running = ledger.submitFailing(settings, 10)) {
      awaitBooks(shop, settings);
      shop.sell(1_000);
      awaitBooks(shop, settings);
      awaitBalancedAccountsUpToTheEnd(settings);
    }
  }

  @Test
  void abortedTransactionsAreGapsAndLeaveNoLag() {
    LedgerSettings settings = ledger.settings("aborted", "ledger.window.length", "1s");
    ledger.prepare(settings);
    Shop shop = new Shop(ledger, settings, 14, 10, 0);
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings);
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of(
                    "bootstrap.servers",
                    ledger.kafka.bootstrapServers(),
                    "transactional.id",
                    "aborting"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      producer.initTransactions();
      for (int round = 0; round < 6; round++) {
        boolean abort = round % 2 == 1;
        producer.beginTransaction();
        for (int i = 0; i < 50; i++) {
          PaymentInfo payment = shop.next();
          ProducerRecord<byte[], byte[]> record =
              new ProducerRecord<>(
                  "aborted",
                  shop.partitionOf(payment.getProductId()),
                  payment.getProductId().getBytes(StandardCharsets.UTF_8),
                  ledger.encode(settings, payment));
          assertThat(producer.send(record)).isNotNull();
          if (!abort) {
            shop.book(payment);
          }
        }
        if (abort) {
          producer.flush();
          producer.abortTransaction();
        } else {
          producer.commitTransaction();
        }
      }
      awaitBooks(shop, settings);
      awaitBalancedAccountsUpToTheEnd(settings);
      assertThat(
              ends(settings).keySet().stream()
                  .mapToLong(
                      p ->
                          Long.parseLong(
                              jedis.hget(ledger.keys(settings).partition(p.partition()), "gaps")))
                  .sum())
          .isGreaterThanOrEqualTo(150);
    }
  }

  @Test
  void everyHundredthRecordIsBadAndTheRestIsExact() {
    LedgerSettings settings = ledger.settings("bad", "ledger.window.length", "1s");
    ledger.prepare(settings);
    Shop shop = new Shop(ledger, settings, 15, 25, 0.05);
    BadRecords bad = new BadRecords(ledger, settings, shop, new Random(15));
    for (int i = 0; i < 40; i++) {
      shop.sell(60);
      bad.appendOneOfEach();
    }
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
      awaitBooks(shop, settings);
      awaitBalancedAccountsUpToTheEnd(settings);
    }
    Map<String, String> found = new HashMap<>();
    for (StreamEntry entry :
        jedis.xrange(ledger.keys(settings).quarantine(), (StreamEntryID) null, null)) {
      Map<String, String> fields = entry.getFields();
      assertThat(fields).containsOnlyKeys("partition", "offset", "schemaId", "reason", "detail");
      found.put(fields.get("partition") + ":" + fields.get("offset"), fields.get("reason"));
    }
    assertThat(found).isEqualTo(bad.reasonByOffset());
  }

  @Test
  void whatIsRequeuedCountsOnceWhateverRedisForgets() {
    LedgerSettings settings =
        ledger.settings(
            "requeued",
            "ledger.window.length",
            "1s",
            "ledger.poll.records",
            "7",
            "ledger.quarantine.entries",
            "20");
    ledger.prepare(settings);
    Shop shop = new Shop(ledger, settings, 19, 25, 0.05);
    Requeues requeues = new Requeues(ledger, settings, shop);
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
      for (int i = 0; i < 6; i++) {
        LogPlace foreign = requeues.appendForeign(i % 4);
        shop.sell(20);
        LogPlace counted = requeues.requeue(foreign);
        LogPlace second = requeues.requeueInVain(foreign, "already-requeued");
        requeues.requeueInVain(counted, "not-quarantined");
        requeues.requeueInVain(
            new LogPlace(foreign.partition(), second.offset() + 1_000), "bad-requeue");
        requeues.requeue(second);
      }
      awaitBooks(shop, settings);
      awaitBalancedAccountsUpToTheEnd(settings);
      assertRequeued(requeues, settings);
    }
    jedis.keys(ledger.keys(settings).prefix() + ":*").forEach(jedis::del);
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
      awaitBalancedAccountsUpToTheEnd(settings);
      awaitBooks(shop, settings);
      assertRequeued(requeues, settings);
    }
  }

  private void assertRequeued(Requeues requeues, LedgerSettings settings) {
    ViewKeys keys = ledger.keys(settings);
    assertThat(Requeues.resolvedBy(jedis, ledger, settings)).isEqualTo(requeues.resolvedBy());
    Map<String, String> listed = Requeues.reasons(jedis, ledger, settings);
    assertThat(requeues.reasons()).hasSize(24).containsAllEntriesOf(listed);
    assertThat(listed).hasSize(20);
    assertThat(jedis.get(keys.quarantineUnlisted())).isEqualTo("4");
    AuditReport report =
        new Audit(settings, AuditProgress.NONE, Clock.systemUTC()).run().orElseThrow();
    assertThat(report.differences()).isEmpty();
    assertThat(report.compared())
        .containsEntry("requeued", 12L)
        .containsEntry("quarantined offsets", 24L)
        .containsEntry("quarantine entries", 20L);
  }

  @Test
  void theNewerOfTwoTopologiesTakesOverAndTheOlderStaysOut() {
    LedgerSettings settings = ledger.settings("two", "ledger.window.length", "1s");
    ledger.prepare(settings);
    Shop shop = new Shop(ledger, settings, 16, 10, 0);
    try (LedgerUnderTest.RunningTopology older = ledger.submit(settings)) {
      shop.sell(300);
      awaitBooks(shop, settings);
      String olderLaunch = jedis.hget(ledger.keys(settings).ledger(), "launch");
      try (LedgerUnderTest.RunningTopology newer = ledger.submit(settings)) {
        await()
            .atMost(PATIENCE)
            .until(() -> !olderLaunch.equals(jedis.hget(ledger.keys(settings).ledger(), "launch")));
        shop.sell(300);
        awaitBooks(shop, settings);
        awaitBalancedAccountsUpToTheEnd(settings);
      }
    }
  }

  @Test
  void aRegistryThatIsAwayHoldsUnknownSchemasBackAndQuarantinesNothing() {
    LedgerSettings settings = ledger.settings("waiting", "ledger.window.length", "1s");
    ledger.prepare(settings);
    Shop shop = new Shop(ledger, settings, 18, 10, 0);
    shop.sell(200);
    ledger.registry.process().freeze();
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
      await()
          .atMost(PATIENCE)
          .until(() -> jedis.hget(ledger.keys(settings).heartbeat(0), "endOffset") != null);
      assertThat(jedis.exists(ledger.keys(settings).total())).isFalse();
      ledger.registry.process().thaw();
      awaitBooks(shop, settings);
      assertThat(jedis.exists(ledger.keys(settings).quarantine())).isFalse();
    } finally {
      ledger.registry.process().thaw();
    }
  }
}
