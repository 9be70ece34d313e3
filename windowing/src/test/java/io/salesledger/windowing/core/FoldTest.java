package io.salesledger.windowing.core;

import static io.salesledger.windowing.core.BatchBuilder.MINUTE;
import static io.salesledger.windowing.core.BatchBuilder.batch;
import static io.salesledger.windowing.core.BatchBuilder.empty;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The fold as a specification: given applied offsets and batches, then these sums. */
class FoldTest {
  private static final int PLENTY = 1000;
  private static final long NEXT_MINUTE = MINUTE + 60_000;

  private final Fold fold = new Fold(AppliedOffsets.below(0), PLENTY);

  @Test
  void given_nothing_then_there_is_nothing() {
    assertThat(fold.entries()).isZero();
    assertThat(fold.sums().size()).isZero();
    assertThat(fold.quarantine()).isEmpty();
    assertThat(fold.counters()).isEqualTo(new Counters(0, 0, 0, 0, 0, 0, 0));
    assertThat(fold.applied()).isEqualTo(AppliedOffsets.below(0));
  }

  @Test
  void payments_are_summed_by_product_and_minute_of_their_event() {
    long cut =
        fold.add(
            batch(0, 4)
                .sale(0, "tea", MINUTE, 12500)
                .sale(1, "tea", MINUTE + 59_999, 100)
                .sale(2, "ink", MINUTE, 7)
                .sale(3, "tea", NEXT_MINUTE, 1)
                .build(),
            0);

    assertThat(cut).isEqualTo(4);
    assertThat(rows(fold.sums()))
        .containsExactly(
            "tea@" + MINUTE + " 12600 2", "tea@" + NEXT_MINUTE + " 1 1", "ink@" + MINUTE + " 7 1");
    assertThat(fold.counters()).isEqualTo(new Counters(4, 0, 0, 0, 0, 0, NEXT_MINUTE));
    assertThat(fold.applied()).isEqualTo(AppliedOffsets.below(4));
  }

  @Test
  void a_product_s_minutes_stand_ascending_however_they_came() {
    fold.add(
        batch(0, 3)
            .sale(0, "tea", NEXT_MINUTE + 60_000, 3)
            .sale(1, "tea", MINUTE, 1)
            .sale(2, "tea", NEXT_MINUTE, 2)
            .build(),
        0);

    assertThat(fold.sums().minuteMillis())
        .containsExactly(MINUTE, NEXT_MINUTE, NEXT_MINUTE + 60_000);
    assertThat(fold.counters().newestEventMillis()).isEqualTo(NEXT_MINUTE + 60_000);
  }

  @Test
  void a_refund_subtracts_and_may_leave_less_than_nothing() {
    fold.add(
        batch(0, 3)
            .sale(0, "tea", MINUTE, 100)
            .refund(1, "tea", MINUTE, 100)
            .refund(2, "tea", MINUTE, 250)
            .build(),
        0);

    assertThat(rows(fold.sums())).containsExactly("tea@" + MINUTE + " -250 -1");
    assertThat(fold.counters().applied()).isEqualTo(3);
  }

  @Test
  void a_bucket_that_comes_to_nothing_is_a_bucket_still() {
    fold.add(batch(0, 2).sale(0, "tea", MINUTE, 100).refund(1, "tea", MINUTE, 100).build(), 0);

    assertThat(rows(fold.sums())).containsExactly("tea@" + MINUTE + " 0 0");
  }

  @Test
  void offsets_without_a_record_are_gaps() {
    long cut = fold.add(batch(0, 10).sale(3, "tea", MINUTE, 1).refused(7).build(), 0);

    assertThat(cut).isEqualTo(10);
    assertThat(fold.counters()).isEqualTo(new Counters(1, 1, 8, 0, 0, 0, MINUTE));
    assertThat(fold.applied()).isEqualTo(AppliedOffsets.below(10));
  }

  @Test
  void a_batch_without_records_is_gaps_alone() {
    assertThat(fold.add(empty(0, 5), 0)).isEqualTo(5);

    assertThat(fold.counters()).isEqualTo(new Counters(0, 0, 5, 0, 0, 0, 0));
    assertThat(fold.applied()).isEqualTo(AppliedOffsets.below(5));
    assertThat(fold.entries()).isZero();
  }

  @Test
  void a_batch_of_no_offsets_changes_nothing() {
    assertThat(fold.add(empty(5, 5), 5)).isEqualTo(5);

    assertThat(fold.counters()).isEqualTo(new Counters(0, 0, 0, 0, 0, 0, 0));
    assertThat(fold.applied()).isEqualTo(AppliedOffsets.below(0));
  }

  @Test
  void quarantined_offsets_are_kept_in_order_and_covered() {
    fold.add(
        batch(0, 5)
            .refused(0)
            .sale(1, "tea", MINUTE, 1)
            .refused(2)
            .sale(3, "tea", MINUTE, 1)
            .refused(4)
            .build(),
        0);

    assertThat(fold.quarantine()).extracting(QuarantineEntry::offset).containsExactly(0L, 2L, 4L);
    assertThat(fold.counters()).isEqualTo(new Counters(2, 3, 0, 0, 0, 0, MINUTE));
    assertThat(fold.entries()).isEqualTo(4);
  }

  @Test
  void given_a_batch_once_more_then_all_of_it_are_duplicates() {
    PaymentBatch batch = batch(0, 4).sale(0, "tea", MINUTE, 5).refused(2).build();
    fold.add(batch, 0);
    fold.add(batch, 0);

    assertThat(rows(fold.sums())).containsExactly("tea@" + MINUTE + " 5 1");
    assertThat(fold.quarantine()).hasSize(1);
    assertThat(fold.counters()).isEqualTo(new Counters(1, 1, 2, 2, 0, 0, MINUTE));
  }

  @Test
  void given_offsets_in_the_views_already_then_only_the_others_are_folded() {
    Fold later = new Fold(AppliedOffsets.parse(2, "4-6"), PLENTY);
    later.add(
        batch(0, 8)
            .sale(1, "old", NEXT_MINUTE, 1)
            .sale(2, "new", MINUTE, 1)
            .refused(4)
            .sale(5, "old", NEXT_MINUTE, 1)
            .sale(6, "new", MINUTE, 1)
            .build(),
        0);

    assertThat(rows(later.sums())).containsExactly("new@" + MINUTE + " 2 2");
    // 3 and 7 are gaps for the first time; 0 was covered before; a duplicate is not the newest
    assertThat(later.counters()).isEqualTo(new Counters(2, 0, 2, 3, 0, 0, MINUTE));
    assertThat(later.applied()).isEqualTo(AppliedOffsets.below(8));
  }

  @Test
  void given_a_batch_ahead_of_a_hole_then_the_hole_stays_open() {
    Fold later = new Fold(AppliedOffsets.below(10), PLENTY);
    later.add(batch(20, 22).sale(20, "tea", MINUTE, 1).build(), 20);

    assertThat(later.applied()).isEqualTo(AppliedOffsets.parse(10, "20-22"));
    assertThat(later.counters()).isEqualTo(new Counters(1, 0, 1, 0, 0, 0, MINUTE));
  }

  @Test
  void late_and_misrouted_payments_are_counted_and_accounted() {
    fold.add(
        batch(0, 4)
            .marked(0, "tea", MINUTE, 1, 0)
            .marked(1, "tea", MINUTE, 1, PaymentBatch.LATE)
            .marked(2, "tea", MINUTE, 1, PaymentBatch.MISROUTED)
            .marked(3, "tea", MINUTE, 1, PaymentBatch.LATE | PaymentBatch.MISROUTED)
            .build(),
        0);

    assertThat(rows(fold.sums())).containsExactly("tea@" + MINUTE + " 4 4");
    assertThat(fold.counters()).isEqualTo(new Counters(4, 0, 0, 0, 2, 2, MINUTE));
  }

  @Test
  void the_limit_cuts_before_the_bucket_that_is_one_too_many_and_resumes_there() {
    PaymentBatch batch =
        batch(0, 6)
            .sale(0, "a", MINUTE, 1)
            .sale(1, "b", MINUTE, 1)
            .sale(2, "a", MINUTE, 1)
            .sale(4, "c", MINUTE, 1)
            .sale(5, "a", MINUTE, 1)
            .build();
    Fold first = new Fold(AppliedOffsets.below(0), 2);
    long cut = first.add(batch, 0);

    assertThat(cut).isEqualTo(4);
    assertThat(first.applied()).isEqualTo(AppliedOffsets.below(4));
    assertThat(first.counters()).isEqualTo(new Counters(3, 0, 1, 0, 0, 0, MINUTE));

    Fold second = new Fold(first.applied(), 2);
    assertThat(second.add(batch, cut)).isEqualTo(6);
    assertThat(rows(second.sums()))
        .containsExactlyInAnyOrder("c@" + MINUTE + " 1 1", "a@" + MINUTE + " 1 1");
    assertThat(second.counters()).isEqualTo(new Counters(2, 0, 0, 0, 0, 0, MINUTE));
    assertThat(second.applied()).isEqualTo(AppliedOffsets.below(6));
  }

  @Test
  void the_limit_counts_quarantined_offsets_too() {
    PaymentBatch batch =
        batch(0, 5).sale(0, "a", MINUTE, 1).refused(1).refused(3).sale(4, "a", MINUTE, 1).build();
    Fold first = new Fold(AppliedOffsets.below(0), 2);

    assertThat(first.add(batch, 0)).isEqualTo(3);
    assertThat(first.counters()).isEqualTo(new Counters(1, 1, 1, 0, 0, 0, MINUTE));

    Fold second = new Fold(first.applied(), 2);
    assertThat(second.add(batch, 3)).isEqualTo(5);
    assertThat(second.counters()).isEqualTo(new Counters(1, 1, 0, 0, 0, 0, MINUTE));
  }

  @Test
  void the_limit_cuts_at_a_quarantined_offset_after_the_last_payment() {
    PaymentBatch batch = batch(0, 9).sale(0, "a", MINUTE, 1).refused(4).build();
    Fold first = new Fold(AppliedOffsets.below(0), 1);

    assertThat(first.add(batch, 0)).isEqualTo(4);
    assertThat(first.counters().gaps()).isEqualTo(3);

    Fold second = new Fold(first.applied(), 1);
    assertThat(second.add(batch, 4)).isEqualTo(9);
    assertThat(second.counters()).isEqualTo(new Counters(0, 1, 4, 0, 0, 0, 0));
  }

  @Test
  void a_full_fold_takes_what_needs_no_new_entry() {
    Fold full = new Fold(AppliedOffsets.below(0), 1);
    full.add(batch(0, 1).sale(0, "a", MINUTE, 1).build(), 0);

    assertThat(full.add(batch(1, 3).sale(1, "a", MINUTE, 1).build(), 1)).isEqualTo(3);
    assertThat(full.add(batch(3, 4).sale(3, "a", NEXT_MINUTE, 1).build(), 3)).isEqualTo(3);
    assertThat(full.counters()).isEqualTo(new Counters(2, 0, 1, 0, 0, 0, MINUTE));
    assertThat(full.applied()).isEqualTo(AppliedOffsets.below(3));
  }

  @Test
  void a_fold_of_no_entries_is_refused() {
    assertThatThrownBy(() -> new Fold(AppliedOffsets.below(0), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_sum_that_leaves_the_range_of_a_long_is_no_sum() {
    fold.add(batch(0, 1).sale(0, "a", MINUTE, Long.MAX_VALUE).build(), 0);

    assertThatThrownBy(() -> fold.add(batch(1, 2).sale(1, "a", MINUTE, 1).build(), 1))
        .isInstanceOf(ArithmeticException.class);
  }

  @Property(tries = 400)
  void however_the_log_is_cut_and_whatever_comes_twice_the_sums_are_those_of_each_offset_once(
      @ForAll long seed) {
    Random random = new Random(seed);
    RandomLog log = new RandomLog(random, 1 + random.nextInt(120));
    List<PaymentBatch> deliveries = log.deliveries(random);
    Tally tally = new Tally();
    for (PaymentBatch batch : deliveries) {
      tally.take(batch, 1 + random.nextInt(12));
    }

    assertThat(tally.applied).isEqualTo(AppliedOffsets.below(log.end()));
    assertThat(tally.sums).isEqualTo(log.sums());
    assertThat(tally.quarantine).containsExactlyInAnyOrderElementsOf(log.quarantine());
    assertThat(tally.payments).isEqualTo(log.payments());
    assertThat(tally.late).isEqualTo(log.marked(PaymentBatch.LATE));
    assertThat(tally.misrouted).isEqualTo(log.marked(PaymentBatch.MISROUTED));
    assertThat(tally.newest).isEqualTo(log.newestEventMillis());
    assertThat(tally.duplicates)
        .isEqualTo(RandomLog.records(deliveries) - log.payments() - log.quarantine().size());
  }

  /** What the views would hold: folds of one batch or more, each committed. */
  private static final class Tally {
    private AppliedOffsets applied = AppliedOffsets.below(0);
    private final Map<String, List<Long>> sums = new HashMap<>();
    private final List<QuarantineEntry> quarantine = new ArrayList<>();
    private long payments;
    private long gaps;
    private long duplicates;
    private long late;
    private long misrouted;
    private long newest;

    void take(PaymentBatch batch, int limit) {
      long start = batch.from();
      while (start < batch.next()) {
        Fold fold = new Fold(applied, limit);
        long cut = fold.add(batch, start);
        assertThat(cut).isGreaterThan(start).isLessThanOrEqualTo(batch.next());
        commit(fold, limit);
        start = cut;
      }
    }

    private void commit(Fold fold, int limit) {
      assertThat(fold.entries())
          .isEqualTo(fold.sums().size() + fold.quarantine().size())
          .isLessThanOrEqualTo(limit);
      applied = fold.applied();
      RandomLog.addTo(sums, fold.sums());
      quarantine.addAll(fold.quarantine());
      Counters counters = fold.counters();
      assertThat(counters.quarantined()).isEqualTo(fold.quarantine().size());
      payments += counters.applied();
      gaps += counters.gaps();
      duplicates += counters.duplicates();
      late += counters.late();
      misrouted += counters.misrouted();
      newest = Math.max(newest, counters.newestEventMillis());
      assertThat(payments + quarantine.size() + gaps).isEqualTo(applied.covered());
    }
  }

  private static List<String> rows(ProductMinutes sums) {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < sums.size(); i++) {
      rows.add(
          sums.products()[i]
              + "@"
              + sums.minuteMillis()[i]
              + " "
              + sums.amounts()[i]
              + " "
              + sums.units()[i]);
    }
    return rows;
  }
}
