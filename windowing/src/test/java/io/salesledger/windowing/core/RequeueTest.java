package io.salesledger.windowing.core;

import static io.salesledger.windowing.core.BatchBuilder.MINUTE;
import static io.salesledger.windowing.core.BatchBuilder.batch;
import static io.salesledger.windowing.core.BatchBuilder.empty;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.salesledger.windowing.core.PartitionLedger.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A corrected payment counts in place of a quarantined one: the first that the log has. */
class RequeueTest {
  private static final int PARTITION = 3;
  private static final int PLENTY = 1000;

  private final FakeViews views = new FakeViews();
  private PartitionLedger ledger = owner(PLENTY);

  private PartitionLedger owner(int commitEntries) {
    return new PartitionLedger(
        PARTITION, views.claim(PARTITION), views, new CommitLimits(commitEntries, commitEntries));
  }

  private static QuarantineEntry entry(long offset, QuarantineReason reason, String detail) {
    return new QuarantineEntry(offset, 9, reason, detail);
  }

  @Test
  void given_a_quarantined_offset_when_it_is_requeued_then_the_payment_counts_and_settles_it() {
    ledger.commit(List.of(batch(0, 2).sale(0, "tea", MINUTE, 100).refused(1).build()));

    PaymentBatch requeue = batch(2, 3).requeued(2, 1, "tea", MINUTE, 30).build();
    assertThat(ledger.commit(List.of(requeue))).isEqualTo(new Outcome.Committed());

    assertThat(views.amount()).isEqualTo(130);
    assertThat(views.resolvedBy()).isEqualTo(Map.of(1L, 2L));
    assertThat(views.quarantine()).hasSize(1);
    assertThat(views.made().get(1).counters()).isEqualTo(new Counters(1, 0, 0, 0, 0, 0, MINUTE));
  }

  @Test
  void given_views_that_are_not_at_the_last_commit_when_asked_then_nothing_is_decided() {
    ledger.commit(List.of(batch(0, 2).sale(0, "tea", MINUTE, 100).refused(1).build()));
    views.loseEverything();

    PaymentBatch requeue = batch(2, 3).requeued(2, 1, "tea", MINUTE, 30).build();
    assertThat(ledger.commit(List.of(requeue)))
        .isInstanceOfSatisfying(
            Outcome.Lost.class, lost -> assertThat(lost.why()).contains("went back"));

    assertThat(requeue.isReleased()).isFalse();
    assertThat(views.made()).hasSize(1);
  }

  @Test
  void given_both_in_one_batch_then_it_is_settled_within_one_commit() {
    ledger.commit(List.of(batch(0, 2).refused(0).requeued(1, 0, "tea", MINUTE, 30).build()));

    assertThat(views.amount()).isEqualTo(30);
    assertThat(views.made()).hasSize(1);
    assertThat(views.made().get(0).resolutions()).containsExactly(new Resolution(0, 1));
  }

  @Test
  void given_a_second_requeue_then_it_is_quarantined_wherever_it_is_cut_off_from_the_first() {
    for (int cut = 1; cut <= 4; cut++) {
      views.loseEverything();
      ledger = owner(PLENTY);
      List<PaymentBatch> batches = new ArrayList<>();
      batches.add(log().cut(0, cut));
      batches.add(log().cut(cut, 4));
      batches.forEach(batch -> ledger.commit(List.of(batch)));

      assertThat(views.amount()).as("cut at %s", cut).isEqualTo(30);
      assertThat(views.quarantine())
          .extracting(QuarantineEntry::offset, QuarantineEntry::reason, QuarantineEntry::detail)
          .containsExactly(
              tuple(0L, QuarantineReason.BAD_QUANTITY, "quantity 0"),
              tuple(2L, QuarantineReason.ALREADY_REQUEUED, "offset 0, by offset 1"),
              tuple(3L, QuarantineReason.ALREADY_REQUEUED, "offset 0, by offset 1"));
    }
  }

  private static RequeuedLog log() {
    RequeuedLog log = new RequeuedLog();
    log.refuse(0);
    log.requeue(1, 0, 30);
    log.requeue(2, 0, 40);
    log.requeue(3, 0, 50);
    return log;
  }

  @Test
  void given_an_offset_that_was_counted_or_empty_when_requeued_then_nothing_counts_twice() {
    PaymentBatch batch =
        batch(0, 4)
            .sale(0, "tea", MINUTE, 100)
            .requeued(2, 0, "tea", MINUTE, 100)
            .requeued(3, 1, "tea", MINUTE, 100)
            .build();
    ledger.commit(List.of(batch));

    assertThat(views.amount()).isEqualTo(100);
    assertThat(views.quarantine())
        .containsExactly(
            entry(2, QuarantineReason.NOT_QUARANTINED, "offset 0"),
            entry(3, QuarantineReason.NOT_QUARANTINED, "offset 1"));
    assertThat(views.resolvedBy()).isEmpty();
  }

  @Test
  void given_a_refused_requeue_then_it_may_be_requeued_itself() {
    ledger.commit(
        List.of(
            batch(0, 4)
                .refused(0)
                .requeued(1, 0, "tea", MINUTE, 1)
                .requeued(2, 0, "tea", MINUTE, 10)
                .requeued(3, 2, "tea", MINUTE, 100)
                .build()));

    assertThat(views.amount()).isEqualTo(101);
    assertThat(views.resolvedBy()).isEqualTo(Map.of(0L, 1L, 2L, 3L));
  }

  @Test
  void given_something_before_it_that_is_not_applied_then_a_requeue_waits_and_the_rest_counts() {
    ledger.commit(List.of(batch(0, 2).refused(0).build()));
    PaymentBatch beyond =
        batch(4, 8)
            .sale(4, "tea", MINUTE, 7)
            .requeued(5, 0, "tea", MINUTE, 1000)
            .sale(6, "tea", MINUTE, 9)
            .build();

    assertThat(ledger.commit(List.of(beyond))).isInstanceOf(Outcome.Waiting.class);

    assertThat(beyond.isReleased()).isFalse();
    assertThat(views.applied()).isEqualTo(AppliedOffsets.parse(2, "4-5"));
    assertThat(views.amount()).isEqualTo(7);

    // Read again from the low-water mark: another requeue was there all the time.
    ledger.commit(List.of(batch(2, 4).requeued(3, 0, "tea", MINUTE, 30).build()));
    ledger.commit(
        List.of(
            batch(4, 8)
                .sale(4, "tea", MINUTE, 7)
                .requeued(5, 0, "tea", MINUTE, 1000)
                .sale(6, "tea", MINUTE, 9)
                .build()));

    assertThat(views.amount()).isEqualTo(46);
    assertThat(views.resolvedBy()).isEqualTo(Map.of(0L, 3L));
    assertThat(views.quarantine())
        .contains(entry(5, QuarantineReason.ALREADY_REQUEUED, "offset 0, by offset 3"));
    assertThat(views.applied()).isEqualTo(AppliedOffsets.below(8));
  }

  @Test
  void given_a_requeue_delivered_again_then_it_is_a_duplicate_and_stays_the_one_that_counts() {
    PaymentBatch once = batch(0, 2).refused(0).requeued(1, 0, "tea", MINUTE, 30).build();
    ledger.commit(List.of(once));
    ledger.commit(
        List.of(batch(0, 2).refused(0).requeued(1, 0, "tea", MINUTE, 30).build(), empty(2, 3)));

    assertThat(views.amount()).isEqualTo(30);
    assertThat(views.quarantine()).hasSize(1);
    assertThat(views.made().get(1).counters().duplicates()).isEqualTo(2);
  }

  @Test
  void given_a_damaged_quarantine_then_nothing_is_decided() {
    ledger.commit(List.of(batch(0, 1).refused(0).build()));
    views.damage("lost");

    PaymentBatch requeue = batch(1, 2).requeued(1, 0, "tea", MINUTE, 30).build();
    assertThat(ledger.commit(List.of(requeue))).isEqualTo(new Outcome.Broken("lost"));
  }

  @Test
  void a_requeue_names_an_earlier_offset() {
    assertThatThrownBy(() -> new Requeue(5, 5, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Requeue(5, -1, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  /** In whatever order batches come and wherever they are cut, the log's order decides. */
  @Property(tries = 300)
  void the_log_alone_decides_what_counts(@ForAll long seed) {
    Random random = new Random(seed);
    RequeuedLog log = RequeuedLog.random(random, 40);
    FakeViews store = new FakeViews();
    PartitionLedger owner =
        new PartitionLedger(
            PARTITION,
            store.claim(PARTITION),
            store,
            new CommitLimits(1 + random.nextInt(6), 1 + random.nextInt(20)));
    for (int delivery = 0; delivery < 12; delivery++) {
      long from = random.nextInt(40);
      owner.commit(List.of(log.cut(from, from + 1 + random.nextInt((int) (40 - from)))));
    }
    // What waited is read again from the low-water mark.
    for (long low = owner.applied().low(); low < 40; low = owner.applied().low()) {
      long next = Math.min(40, low + 1 + random.nextInt(9));
      assertThat(owner.commit(List.of(log.cut(low, next)))).isEqualTo(new Outcome.Committed());
    }

    assertThat(store.amount()).isEqualTo(log.countedAmount());
    assertThat(store.resolvedBy()).isEqualTo(log.resolvedBy());
    assertThat(store.quarantine())
        .extracting(QuarantineEntry::offset)
        .containsExactlyInAnyOrderElementsOf(log.quarantined());
    assertThat(store.applied()).isEqualTo(AppliedOffsets.below(40));
  }

  /**
   * A log of refused offsets, sales and requeues, and what it comes to, read from its beginning.
   */
  private static final class RequeuedLog {
    private final TreeSet<Long> refused = new TreeSet<>();
    private final TreeMap<Long, Long> requeues = new TreeMap<>();
    private final Map<Long, Long> amounts = new HashMap<>();

    static RequeuedLog random(Random random, int end) {
      RequeuedLog log = new RequeuedLog();
      for (long offset = 0; offset < end; offset++) {
        int what = random.nextInt(8);
        if (what < 2) {
          log.refuse(offset);
        } else if (what < 5 && offset > 0) {
          log.requeue(offset, random.nextInt((int) offset), 1L << offset);
        } else if (what < 7) {
          log.amounts.put(offset, 1L << offset);
        }
      }
      return log;
    }

    void refuse(long offset) {
      refused.add(offset);
    }

    void requeue(long offset, long of, long amount) {
      requeues.put(offset, of);
      amounts.put(offset, amount);
    }

    PaymentBatch cut(long from, long next) {
      BatchBuilder batch = batch(from, next);
      for (long offset = from; offset < next; offset++) {
        if (refused.contains(offset)) {
          batch.refused(offset);
        } else if (requeues.containsKey(offset)) {
          long of = requeues.getOrDefault(offset, 0L);
          batch.requeued(offset, of, "tea", MINUTE, amounts.getOrDefault(offset, 0L));
        } else if (amounts.containsKey(offset)) {
          batch.sale(offset, "tea", MINUTE, amounts.getOrDefault(offset, 0L));
        }
      }
      return batch.build();
    }

    Map<Long, Long> resolvedBy() {
      Map<Long, Long> resolved = new HashMap<>();
      TreeSet<Long> quarantined = new TreeSet<>();
      for (long offset = 0; offset < Long.SIZE; offset++) {
        Long of = requeues.get(offset);
        if (refused.contains(offset)) {
          quarantined.add(offset);
        } else if (of != null && quarantined.contains(of) && !resolved.containsKey(of)) {
          resolved.put(of, offset);
        } else if (of != null) {
          quarantined.add(offset);
        }
      }
      return resolved;
    }

    List<Long> quarantined() {
      TreeSet<Long> quarantined = new TreeSet<>(requeues.keySet());
      quarantined.removeAll(resolvedBy().values());
      quarantined.addAll(refused);
      return List.copyOf(quarantined);
    }

    long countedAmount() {
      List<Long> left = quarantined();
      return amounts.entrySet().stream()
          .filter(amount -> !left.contains(amount.getKey()))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }
  }
}
