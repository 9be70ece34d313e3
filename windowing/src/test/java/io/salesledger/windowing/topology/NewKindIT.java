package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.windowing.audit.Audit;
import io.salesledger.windowing.audit.AuditProgress;
import io.salesledger.windowing.audit.AuditReport;
import io.salesledger.windowing.audit.FoldedLedger;
import io.salesledger.windowing.core.PaymentRules.Kind;
import io.salesledger.windowing.log.PaymentContract;
import io.salesledger.windowing.rebuild.Rebuild;
import io.salesledger.windowing.rebuild.RebuildProgress;
import java.time.Clock;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A kind of payment that came after this ledger. */
@ExtendWith(SharedParts.class)
final class NewKindIT {
  private final LedgerUnderTest ledger;

  /** A rebuild that nobody watches. */
  private record Quiet() implements RebuildProgress {
    @Override
    public void say(String line) {}

    @Override
    public void begin(String step, long total) {}

    @Override
    public void advance(long more) {}

    @Override
    public boolean isStopRequested() {
      return false;
    }
  }

  NewKindIT(LedgerUnderTest ledger) {
    this.ledger = ledger;
  }

  @Test
  void a_new_kind_is_quarantined_until_the_topology_is_upgraded_and_the_views_are_rebuilt() {
    LedgerSettings settings =
        ledger.settings(
            "kinds",
            "ledger.window.length",
            "1s",
            "ledger.topic.partitions",
            Integer.toString(FoldedLedger.PARTITIONS),
            "ledger.redis.uri",
            ledger.redisUri(2));
    Schema v4 =
        new Schema.Parser()
            .parse(
                PaymentSchemas.newest()
                    .toString()
                    .replace("\"UNKNOWN\"]", "\"UNKNOWN\",\"CHARGEBACK\"]"));
    PaymentContract upgraded =
        new PaymentContract(
            v4, Map.of("PAYMENT", Kind.PAYMENT, "REFUND", Kind.REFUND, "CHARGEBACK", Kind.REFUND));
    SalesOracle books = new SalesOracle();
    SalesOracle upgradedBooks = new SalesOracle();
    try (FoldedLedger today = new FoldedLedger(settings);
        ConfluentShop shop = new ConfluentShop(settings, v4, books);
        ConfluentShop upgradedShop = new ConfluentShop(settings, v4, upgradedBooks)) {
      WatchedViews views = new WatchedViews(settings, today.redis);
      for (int i = 0; i < 300; i++) {
        GenericRecord payment = shop.next();
        if (i % 10 == 0) {
          payment.put("kind", shop.kind("CHARGEBACK"));
        } else {
          shop.book(payment);
        }
        upgradedShop.book(payment);
        shop.send(payment.get("productId").toString(), payment);
      }
      shop.flush();
      today.fold();
      books.assertEqualsViews(today.redis, today.keys());
      assertThat(views.quarantine()).isEqualTo(Map.of("unknown-kind ", 30));
      assertThat(today.verify().differences()).isEmpty();

      Rebuild rebuild = new Rebuild(settings, upgraded, 3, new Quiet(), Clock.systemUTC());
      assertThat(rebuild.run(false))
          .hasValueSatisfying(done -> assertThat(done.switched()).isTrue());
      upgradedBooks.assertEqualsViews(today.redis, today.keys());
      try (LedgerUnderTest.RunningTopology running = ledger.submit(settings, upgraded)) {
        for (String currency : new String[] {"CNY", null}) {
          GenericRecord payment = upgradedShop.next();
          payment.put("kind", upgradedShop.kind("CHARGEBACK"));
          payment.put("productId", "either way");
          payment.put("currency", currency);
          upgradedShop.book(payment);
          upgradedShop.send("either way", payment);
        }
        upgradedShop.flush();
        views.awaitBooks(upgradedBooks);
        assertThat(views.quarantine()).isEmpty();
        AuditReport report =
            new Audit(settings, upgraded, AuditProgress.NONE, Clock.systemUTC())
                .run()
                .orElseThrow();
        assertThat(report.differences()).isEmpty();
      }
    }
  }
}
