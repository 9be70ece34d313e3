package io.salesledger.windowing.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.ViewKeys;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.params.RestoreParams;
import redis.clients.jedis.resps.StreamEntry;

/** Whatever was edited by hand is named, with what it should be. */
@ExtendWith(AuditedLedgers.Shared.class)
class AuditEditsIT {
  private final AuditedLedgers ledgers;

  AuditEditsIT(AuditedLedgers ledgers) {
    this.ledgers = ledgers;
  }

  @Test
  void any_one_edited_figure_is_named_and_nothing_else() {
    try (FoldedLedger ledger = ledgers.withBadRecords()) {
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
            long minute =
                key.matches(".*:leaderboard:(amount|count):[0-9]+")
                    ? Long.parseLong(key.substring(key.lastIndexOf(':') + 1))
                    : 0;
            long expires =
                minute == 0 ? 0 : minute + ledger.settings.views().minuteBoardRetentionMillis();
            ledger.redis.restore(
                key, expires, bytes, RestoreParams.restoreParams().replace().absTtl());
          }
        });
  }

  @Test
  void a_quarantine_beyond_its_bound_is_equal_and_an_edit_of_it_is_named() {
    try (FoldedLedger ledger = ledgers.withBadRecords("ledger.quarantine.entries", "4")) {
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
  void a_timeline_in_the_wrong_order_is_named() {
    try (FoldedLedger ledger = ledgers.withBadRecords()) {
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
    try (FoldedLedger ledger = ledgers.withBadRecords()) {
      ledger.redis.del(ledger.keys().realtimeCount());

      assertThat(ledger.verify().differences())
          .hasSize(10)
          .allMatch(d -> d.key().equals(ledger.keys().realtimeCount()))
          .allMatch(d -> d.found().equals(Difference.NOTHING));
    }
  }

  @Test
  void a_payment_counted_twice_is_told_by_its_offset() {
    try (FoldedLedger ledger = new FoldedLedger(ledgers.settings())) {
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
  void a_partition_that_the_topic_never_had_is_named() {
    try (FoldedLedger ledger = ledgers.withBadRecords()) {
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
}
