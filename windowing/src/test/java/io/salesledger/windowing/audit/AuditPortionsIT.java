package io.salesledger.windowing.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.windowing.core.Portion;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Verify of views in which a large commit is half-way: some products' payments of its offsets. */
@ExtendWith(AuditedLedgers.Shared.class)
class AuditPortionsIT {
  /** The one with the bad records. */
  private static final int PARTITION = 1;

  private final AuditedLedgers ledgers;

  AuditPortionsIT(AuditedLedgers ledgers) {
    this.ledgers = ledgers;
  }

  /** Payments of all products, and bad records, that are in one partition and not folded. */
  private HandCommits unfolded(FoldedLedger ledger) {
    for (int i = 0; i < 1_500; i++) {
      append(ledger, i * 7 % 10);
      if (i % 300 == 0) {
        AuditedLedgers.appendBadRecords(ledger);
      }
    }
    HandCommits hand = ledger.byHand(PARTITION);
    ledger.fold();
    return hand;
  }

  /** A portion comes, grows, is completed from its left by ordinary commits, and is gone. */
  private static List<Runnable> steps(HandCommits hand) {
    long from = hand.from();
    long next = hand.next() - 100;
    return List.of(
        () -> hand.commit(hand.portion(from, next, 3)),
        () -> hand.commit(hand.portion(from, next, 7)),
        () -> hand.commit(next, next + 50),
        () -> hand.commit(from, from + 400),
        () -> hand.commit(from + 400, from + 900),
        () -> hand.commit(from + 900, hand.next()));
  }

  @Test
  void given_a_portion_at_any_stage_then_views_are_equal() {
    try (FoldedLedger ledger = ledgers.withBadRecords()) {
      HandCommits hand = unfolded(ledger);
      long offsets = ledger.verify().offsets();
      long covered = hand.applied().covered();
      for (Runnable step : steps(hand)) {
        step.run();

        AuditReport report = ledger.verify();

        assertThat(report.differences()).as("%s", hand.applied()).isEmpty();
        assertThat(report.offsets()).isEqualTo(offsets + hand.applied().covered() - covered);
        assertThat(report.asOf())
            .contains(PARTITION + ":" + hand.applied().low())
            .contains(hand.applied().rangesText());
      }
      assertThat(hand.applied().portion()).isEmpty();
    }
  }

  /** Does the next of some steps before anything is compared, and whenever something more was. */
  private static final class Between implements AuditProgress {
    private final Queue<Runnable> steps;
    private String step = "";
    private long left;

    /** Where more is done than was told, or something is left. */
    private boolean isOff;

    Between(List<Runnable> steps) {
      this.steps = new ArrayDeque<>(steps);
    }

    @Override
    public void begin(String name, long total) {
      isOff |= step.equals("refold") && left != 0;
      step = name;
      left = total;
      goOn();
    }

    @Override
    public void advance(long more) {
      left -= more;
      goOn();
    }

    private void goOn() {
      if (step.equals("compare") && !steps.isEmpty()) {
        steps.remove().run();
      }
    }

    @Override
    public boolean isStopRequested() {
      return false;
    }
  }

  @Test
  void given_portions_that_come_and_go_while_it_is_verified_then_views_are_equal() {
    try (FoldedLedger ledger = ledgers.withBadRecords()) {
      HandCommits hand = unfolded(ledger);
      List<Runnable> all = steps(hand);
      for (int before = 0; before < 3; before++) {
        all.get(before).run();
      }
      Between between = new Between(all.subList(3, all.size()));

      assertThat(ledger.verify(between).differences()).isEmpty();
      assertThat(between.steps).isEmpty();
      assertThat(between.isOff).as("as many offsets as were told").isFalse();

      HandCommits more = unfolded(ledger);
      Between fromNone = new Between(steps(more));
      assertThat(ledger.verify(fromNone).differences()).isEmpty();
      assertThat(fromNone.steps).isEmpty();
      assertThat(more.applied().portion()).isEmpty();
      assertThat(ledger.verify().isEqual()).isTrue();
    }
  }

  @Test
  void
      given_a_portion_when_all_of_its_payments_are_in_what_is_applied_by_now_then_views_are_equal() {
    try (FoldedLedger ledger = ledgers.withBadRecords()) {
      append(ledger, 0);
      for (int i = 0; i < 100; i++) {
        append(ledger, 1 + i % 9);
      }
      HandCommits hand = ledger.byHand(PARTITION);
      hand.commit(hand.portion(hand.from(), hand.next(), 1));
      assertThat(hand.applied().portion()).map(Portion::payments).contains(1L);
      Between between = new Between(List.of(() -> hand.commit(hand.from(), hand.from() + 10)));

      assertThat(ledger.verify(between).differences()).isEmpty();

      assertThat(hand.applied().portion()).map(Portion::payments).contains(0L);
      assertThat(hand.applied().low()).isEqualTo(hand.from() + 10);
    }
  }

  @Test
  void given_views_that_lost_a_portion_and_went_on_while_it_is_verified_then_it_begins_anew() {
    try (FoldedLedger ledger = ledgers.withBadRecords()) {
      HandCommits hand = unfolded(ledger);
      copy(ledger, 0, 1);
      hand.commit(hand.portion(hand.from(), hand.next(), 5));
      Between between =
          new Between(
              List.of(
                  () -> {
                    copy(ledger, 1, 0);
                    hand.anew().commit(hand.from(), hand.from() + 10);
                  }));

      AuditReport report = ledger.verify(between);

      assertThat(between.steps).isEmpty();
      assertThat(report.differences()).isEmpty();
      assertThat(report.asOf()).contains(PARTITION + ":" + (hand.from() + 10) + "-");
    }
  }

  /** A ledger's keys, and no others of its prefix, from one database to another. */
  private static void copy(FoldedLedger ledger, int from, int to) {
    String all = ledger.keys().prefix() + ":*";
    ledger.redis.select(to);
    ledger.redis.keys(all).forEach(ledger.redis::del);
    ledger.redis.select(from);
    ledger.redis.keys(all).forEach(key -> ledger.redis.copy(key, key, to, true));
    ledger.redis.select(0);
  }

  private static void append(FoldedLedger ledger, int product) {
    PaymentInfo payment = ledger.payment().setProductId("PRODUCTID" + product).build();
    ledger.append(PARTITION, payment.getProductId(), ledger.encode(payment));
  }

  @Test
  void given_a_portion_when_its_count_or_the_low_water_mark_is_edited_then_just_that_is_named() {
    try (FoldedLedger ledger = ledgers.withBadRecords()) {
      HandCommits hand = unfolded(ledger);
      hand.commit(hand.portion(hand.from(), hand.next(), 5));
      Portion portion = hand.applied().portion().orElseThrow();
      String key = ledger.keys().partition(PARTITION);
      for (long wrong : new long[] {portion.payments() - 1, 900_000}) {
        Portion edited = new Portion(portion.from(), portion.next(), portion.below(), wrong);
        ledger.redis.hset(key, "ranges", edited.toString());

        assertThat(ledger.verify().differences())
            .containsExactly(
                new Difference(key, "ranges", portion.toString(), edited.toString(), ""));
      }
      ledger.redis.hset(key, "ranges", portion.toString());
      ledger.redis.hincrBy(key, "low", -1);
      assertThat(ledger.verify().differences())
          .containsExactly(
              new Difference(
                  key,
                  "low",
                  Long.toString(portion.from()),
                  Long.toString(portion.from() - 1),
                  ""));
      ledger.redis.hincrBy(key, "low", 1);
      assertThat(ledger.verify().isEqual()).isTrue();
    }
  }

  @Test
  void given_a_portion_when_what_it_holds_is_edited_then_that_is_found() {
    try (FoldedLedger ledger = ledgers.withBadRecords()) {
      HandCommits hand = unfolded(ledger);
      hand.commit(hand.portion(hand.from(), hand.next(), 5));
      Portion portion = hand.applied().portion().orElseThrow();
      String key = ledger.keys().partition(PARTITION);
      String text = portion.toString();
      for (String edited :
          List.of(
              hand.portion(portion.from(), portion.next(), 6).toString(),
              new Portion(portion.from(), portion.next() - 9, portion.below(), 1).toString(),
              text.replaceFirst("/.*", ""),
              text + "," + text)) {
        ledger.redis.hset(key, "ranges", edited);

        assertThat(ledger.verify().isEqual()).as(edited).isFalse();
      }
      ledger.redis.hset(key, "ranges", text);

      String product = ledger.redis.hkeys(ledger.keys().realtime()).iterator().next();
      String sum = ledger.redis.hget(ledger.keys().realtime(), product);
      ledger.redis.hincrBy(ledger.keys().realtime(), product, 7);
      assertThat(ledger.verify().differences())
          .containsExactly(
              new Difference(
                  ledger.keys().realtime(),
                  product,
                  sum,
                  ledger.redis.hget(ledger.keys().realtime(), product),
                  ""));
    }
  }

  @Test
  void given_a_difference_then_a_payment_that_is_not_applied_yet_does_not_explain_it() {
    try (FoldedLedger ledger = ledgers.withBadRecords()) {
      PaymentInfo last =
          ledger
              .payment()
              .setProductId("PRODUCTID9")
              .setKind(PaymentKind.PAYMENT)
              .setProductPrice(new BigDecimal("123456.78"))
              .setQuantity(7)
              .build();
      append(ledger, 0);
      ledger.append(PARTITION, last.getProductId(), ledger.encode(last));
      HandCommits hand = ledger.byHand(PARTITION);
      hand.commit(hand.portion(hand.from(), hand.next(), 1));
      add(ledger, last.getProductId(), -1);

      assertThat(ledger.verify().differences())
          .hasSize(2)
          .extracting(Difference::explanation)
          .containsOnly("");

      add(ledger, last.getProductId(), 1);
      hand.commit(hand.from(), hand.next());
      add(ledger, last.getProductId(), -1);
      assertThat(ledger.verify().differences())
          .hasSize(2)
          .extracting(Difference::explanation)
          .containsOnly(
              "as if partition " + PARTITION + ", offset " + (hand.next() - 1) + " was left out");
    }
  }

  /** Seven units at 123,456.78 to a product's sums alone. */
  private static void add(FoldedLedger ledger, String product, long times) {
    ledger.redis.hincrBy(ledger.keys().realtime(), product, times * 7 * 12_345_678L);
    ledger.redis.hincrBy(ledger.keys().realtimeCount(), product, times * 7);
  }
}
