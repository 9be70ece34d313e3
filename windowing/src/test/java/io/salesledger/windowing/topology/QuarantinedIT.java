package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.LogPlace;
import io.salesledger.windowing.audit.Audit;
import io.salesledger.windowing.audit.AuditProgress;
import io.salesledger.windowing.audit.AuditReport;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;

/** What cannot be counted is told with its place and reason, and may be put right. */
@ExtendWith(SharedParts.class)
final class QuarantinedIT {
  private final LedgerUnderTest ledger;

  QuarantinedIT(LedgerUnderTest ledger) {
    this.ledger = ledger;
  }

  @Test
  void badRecordsBetweenGoodOnesAreQuarantinedAndTheRestIsExact() {
    LedgerSettings settings = ledger.settings("bad", "ledger.window.length", "1s");
    ledger.prepare(settings);
    WatchedViews views = ledger.watch(settings);
    Shop shop = new Shop(ledger, settings, 15, 25, 0.05);
    BadRecords bad = new BadRecords(ledger, settings, shop, new Random(15));
    for (int i = 0; i < 40; i++) {
      shop.sell(60);
      bad.appendOneOfEach();
    }
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
      views.awaitBooks(shop.books());
      views.awaitBalancedAccountsUpToTheEnd();
    }
    Map<String, String> found = new HashMap<>();
    for (StreamEntry entry :
        views.jedis().xrange(views.keys().quarantine(), (StreamEntryID) null, null)) {
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
    WatchedViews views = ledger.watch(settings);
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
      views.awaitBooks(shop.books());
      views.awaitBalancedAccountsUpToTheEnd();
      assertRequeued(requeues, views);
    }
    views.jedis().keys(views.keys().prefix() + ":*").forEach(views.jedis()::del);
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
      views.awaitBalancedAccountsUpToTheEnd();
      views.awaitBooks(shop.books());
      assertRequeued(requeues, views);
    }
  }

  private void assertRequeued(Requeues requeues, WatchedViews views) {
    LedgerSettings settings = views.settings();
    assertThat(Requeues.resolvedBy(views.jedis(), ledger, settings))
        .isEqualTo(requeues.resolvedBy());
    Map<String, String> listed = Requeues.reasons(views.jedis(), ledger, settings);
    assertThat(requeues.reasons()).hasSize(24).containsAllEntriesOf(listed);
    assertThat(listed).hasSize(20);
    assertThat(views.jedis().get(views.keys().quarantineUnlisted())).isEqualTo("4");
    AuditReport report =
        new Audit(settings, AuditProgress.NONE, Clock.systemUTC()).run().orElseThrow();
    assertThat(report.differences()).isEmpty();
    assertThat(report.compared())
        .containsEntry("requeued", 12L)
        .containsEntry("quarantined offsets", 24L)
        .containsEntry("quarantine entries", 20L);
  }
}
