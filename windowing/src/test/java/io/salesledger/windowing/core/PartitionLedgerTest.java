package io.salesledger.windowing.core;

import static io.salesledger.windowing.core.BatchBuilder.MINUTE;
import static io.salesledger.windowing.core.BatchBuilder.batch;
import static io.salesledger.windowing.core.BatchBuilder.empty;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.salesledger.windowing.core.PartitionLedger.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What the owner of a partition does with batches and with the views' answers. */
class PartitionLedgerTest {
  private static final int PARTITION = 3;
  private static final int PLENTY = 1000;

  private final FakeViews views = new FakeViews();
  private PartitionLedger ledger = owner(PLENTY);

  private PartitionLedger owner(int commitEntries) {
    return new PartitionLedger(PARTITION, views.claim(PARTITION), views, limits(commitEntries));
  }

  /** Without portions. */
  private static CommitLimits limits(int entries) {
    return new CommitLimits(entries, entries);
  }

  @Test
  void given_batches_that_fit_when_committed_then_one_commit_holds_them_all() {
    PaymentBatch first = batch(0, 3).sale(0, "tea", MINUTE, 100).sale(2, "ink", MINUTE, 5).build();
    PaymentBatch second = batch(3, 5).refund(3, "tea", MINUTE, 30).refused(4).build();

    assertThat(ledger.commit(List.of(first, second))).isEqualTo(new Outcome.Committed());

    assertThat(views.made()).hasSize(1);
    Commit commit = views.made().get(0);
    assertThat(commit.partition()).isEqualTo(PARTITION);
    assertThat(commit.epoch()).isEqualTo(ledger.epoch()).isEqualTo("1-nonce");
    assertThat(commit.sequence()).isEqualTo(1);
    assertThat(commit.applied()).isEqualTo(AppliedOffsets.below(5));
    assertThat(commit.counters()).isEqualTo(new Counters(3, 1, 1, 0, 0, 0, MINUTE));
    assertThat(views.sums())
        .isEqualTo(Map.of("tea@" + MINUTE, List.of(70L, 0L), "ink@" + MINUTE, List.of(5L, 1L)));
    assertThat(ledger.applied()).isEqualTo(AppliedOffsets.below(5));
  }

  @Test
  void given_committed_batches_then_they_are_released_and_keep_only_their_part_of_the_window() {
    PaymentBatch first = batch(0, 2).sale(0, "tea", MINUTE, 100).refused(1).build();
    PaymentBatch second = batch(2, 3).sale(2, "ink", MINUTE, 5).build();
    ledger.commit(List.of(first, second));

    assertThat(first.isReleased()).isTrue();
    assertThat(second.isReleased()).isTrue();
    assertThat(first.columns().size()).isZero();
    assertThat(first.quarantine()).isEmpty();
    assertThat(first.sums().plus(second.sums()))
        .isEqualTo(new WindowSums(2, 105, Map.of("tea", 100L, "ink", 5L)));
  }

  @Test
  void given_batches_of_known_leaders_then_a_commit_tells_the_one_at_the_mark() {
    PaymentBatch first = batch(0, 3).sale(0, "tea", MINUTE, 100).build(4);
    PaymentBatch beyondAHole = batch(5, 7).sale(5, "tea", MINUTE, 100).build(6);
    PaymentBatch hole = batch(3, 5).sale(3, "tea", MINUTE, 100).build(4);

    ledger.commit(List.of(first));
    ledger.commit(List.of(beyondAHole));
    ledger.commit(List.of(hole));

    assertThat(views.made())
        .extracting(commit -> commit.applied().low(), Commit::logEpoch)
        .containsExactly(
            tuple(3L, OptionalInt.of(4)),
            tuple(3L, OptionalInt.of(4)),
            tuple(7L, OptionalInt.of(6)));
  }

  @Test
  void given_a_commit_that_ends_inside_of_a_batch_then_it_tells_no_leader() {
    ledger = owner(1);

    ledger.commit(
        List.of(batch(0, 2).sale(0, "tea", MINUTE, 1).sale(1, "ink", MINUTE, 1).build(4)));

    assertThat(views.made())
        .extracting(commit -> commit.applied().low(), Commit::logEpoch)
        .containsExactly(tuple(1L, OptionalInt.empty()), tuple(2L, OptionalInt.of(4)));
  }

  @Test
  void given_a_released_batch_when_delivered_again_then_it_is_skipped() {
    PaymentBatch batch = batch(0, 2).sale(0, "tea", MINUTE, 100).build();
    ledger.commit(List.of(batch));
    WindowSums kept = batch.sums();

    assertThat(ledger.commit(List.of(batch))).isEqualTo(new Outcome.Committed());

    assertThat(views.made()).hasSize(1);
    assertThat(batch.sums()).isEqualTo(kept).isNotEqualTo(WindowSums.NONE);
  }

  @Test
  void given_no_batches_then_nothing_is_committed() {
    assertThat(ledger.commit(List.of())).isEqualTo(new Outcome.Committed());

    assertThat(views.made()).isEmpty();
  }

  @Test
  void given_duplicates_alone_then_they_are_committed_all_the_same() {
    ledger.commit(List.of(batch(0, 2).sale(0, "tea", MINUTE, 100).build()));
    PaymentBatch again = batch(0, 2).sale(0, "tea", MINUTE, 100).build();

    assertThat(ledger.commit(List.of(again))).isEqualTo(new Outcome.Committed());

    assertThat(views.made()).hasSize(2);
    assertThat(views.made().get(1).counters()).isEqualTo(new Counters(0, 0, 0, 1, 0, 0, 0));
    assertThat(views.amount()).isEqualTo(100);
    assertThat(again.isReleased()).isTrue();
    assertThat(again.sums()).isEqualTo(WindowSums.NONE);
  }

  @Test
  void given_views_that_went_back_when_duplicates_come_then_the_partition_is_lost() {
    ledger.commit(List.of(batch(0, 2).sale(0, "tea", MINUTE, 100).build()));
    views.loseEverything();
    PaymentBatch again = batch(0, 2).sale(0, "tea", MINUTE, 100).build();

    assertThat(ledger.commit(List.of(again)))
        .isEqualTo(new Outcome.Lost("the views of partition 3 went back: sequence 0"));

    assertThat(again.isReleased()).isFalse();
    assertThat(views.amount()).isZero();
  }

  @Test
  void given_an_empty_batch_then_its_gaps_are_committed() {
    ledger.commit(List.of(empty(0, 7)));

    assertThat(views.applied()).isEqualTo(AppliedOffsets.below(7));
    assertThat(views.made().get(0).counters().gaps()).isEqualTo(7);
  }

  @Test
  void given_a_lost_reply_then_the_commit_counts_once_and_the_next_one_follows_it() {
    views.loseReplyTo(1);
    ledger.commit(List.of(batch(0, 1).sale(0, "tea", MINUTE, 100).build()));
    ledger.commit(List.of(batch(1, 2).sale(1, "tea", MINUTE, 10).build()));

    assertThat(views.made()).extracting(Commit::sequence).containsExactly(1L, 2L);
    assertThat(views.amount()).isEqualTo(110);
    assertThat(ledger.applied()).isEqualTo(AppliedOffsets.below(2));
  }

  @Test
  void given_another_owner_then_the_partition_is_lost_and_nothing_is_released() {
    PaymentBatch batch = batch(0, 1).sale(0, "tea", MINUTE, 100).build();
    PartitionLedger newer = owner(PLENTY);

    assertThat(ledger.commit(List.of(batch)))
        .isEqualTo(new Outcome.Lost("partition 3 is owned by 2-nonce"));
    assertThat(batch.isReleased()).isFalse();
    assertThat(batch.sums()).isEqualTo(WindowSums.NONE);
    assertThat(ledger.applied()).isEqualTo(AppliedOffsets.below(0));

    assertThat(newer.commit(List.of(batch))).isEqualTo(new Outcome.Committed());
    assertThat(views.amount()).isEqualTo(100);
  }

  @Test
  void given_damaged_views_then_nothing_is_released_and_the_reason_is_handed_on() {
    PaymentBatch batch = batch(0, 1).sale(0, "tea", MINUTE, 100).build();
    views.damage("sales:ledger:3 is dirty");

    assertThat(ledger.commit(List.of(batch)))
        .isEqualTo(new Outcome.Broken("sales:ledger:3 is dirty"));

    assertThat(batch.isReleased()).isFalse();
    assertThat(ledger.applied()).isEqualTo(AppliedOffsets.below(0));
  }

  @Test
  void given_views_that_are_lost_between_two_commits_then_what_was_committed_stays_released() {
    ledger = owner(1);
    PaymentBatch first = batch(0, 1).sale(0, "tea", MINUTE, 100).build();
    PaymentBatch second = batch(1, 2).sale(1, "ink", MINUTE, 5).build();
    Views lostAfterOne =
        new Views() {
          @Override
          public ClaimAnswer claim(int partition) {
            return views.claim(partition);
          }

          @Override
          public QuarantineAnswer quarantine(
              int partition,
              String epoch,
              long sequence,
              AppliedOffsets applied,
              Set<Long> offsets) {
            return views.quarantine(partition, epoch, sequence, applied, offsets);
          }

          @Override
          public CommitAnswer commit(Commit commit) {
            return views.made().isEmpty()
                ? views.commit(commit)
                : new CommitAnswer.Fenced("9-nonce");
          }
        };
    PartitionLedger cut =
        new PartitionLedger(PARTITION, views.claim(PARTITION), lostAfterOne, limits(1));

    assertThat(cut.commit(List.of(first, second))).isInstanceOf(Outcome.Lost.class);

    assertThat(first.isReleased()).isTrue();
    assertThat(second.isReleased()).isFalse();
    assertThat(cut.applied()).isEqualTo(AppliedOffsets.below(1));
  }

  @Test
  void given_views_that_throw_then_nothing_is_changed_and_a_second_try_counts_once() {
    PaymentBatch batch = batch(0, 1).sale(0, "tea", MINUTE, 100).build();
    ClaimAnswer.Granted granted = views.claim(PARTITION);
    List<Commit> tried = new ArrayList<>();
    PartitionLedger away =
        new PartitionLedger(
            PARTITION,
            granted,
            new Views() {
              @Override
              public ClaimAnswer claim(int partition) {
                return granted;
              }

              @Override
              public QuarantineAnswer quarantine(
                  int partition,
                  String epoch,
                  long sequence,
                  AppliedOffsets applied,
                  Set<Long> offsets) {
                return views.quarantine(partition, epoch, sequence, applied, offsets);
              }

              @Override
              public CommitAnswer commit(Commit commit) {
                tried.add(commit);
                if (tried.size() == 1) {
                  throw new ViewsAwayException("away", new IllegalStateException());
                }
                return views.commit(commit);
              }
            },
            limits(PLENTY));

    assertThatThrownBy(() -> away.commit(List.of(batch)))
        .isInstanceOf(Views.ViewsAwayException.class);
    assertThat(batch.isReleased()).isFalse();
    assertThat(away.applied()).isEqualTo(AppliedOffsets.below(0));

    assertThat(away.commit(List.of(batch))).isEqualTo(new Outcome.Committed());
    assertThat(tried).extracting(Commit::sequence).containsExactly(1L, 1L);
    assertThat(views.amount()).isEqualTo(100);
  }

  @Test
  void given_commits_refused_as_too_large_then_they_are_halved_until_they_fit() {
    BatchBuilder wide = batch(0, 40);
    for (int offset = 0; offset < 40; offset++) {
      wide.sale(offset, "P" + offset, MINUTE, 1);
    }
    PaymentBatch batch = wide.build();
    PaymentBatch after = batch(40, 41).sale(40, "P0", MINUTE, 1).build();
    views.refuseAbove(6);

    assertThat(ledger.commit(List.of(batch, after))).isEqualTo(new Outcome.Committed());

    assertThat(views.refusals()).isPositive();
    assertThat(views.made()).allSatisfy(made -> assertThat(made.entries()).isLessThanOrEqualTo(6));
    assertThat(views.payments()).isEqualTo(41);
    assertThat(views.amount()).isEqualTo(41);
    assertThat(views.sums()).hasSize(40).containsEntry("P0@" + MINUTE, List.of(2L, 2L));
    assertThat(ledger.applied()).isEqualTo(AppliedOffsets.below(41));
    assertThat(batch.sums().plus(after.sums()).payments()).isEqualTo(41);
  }

  @Test
  void
      given_a_commit_of_one_entry_that_is_too_large_then_it_fails_loudly_and_does_not_turn_round() {
    views.refuseAbove(0);
    PaymentBatch batch = batch(0, 2).sale(0, "a", MINUTE, 1).sale(1, "b", MINUTE, 1).build();

    assertThatThrownBy(() -> ledger.commit(List.of(batch)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(batch.isReleased()).isFalse();
    assertThat(ledger.applied()).isEqualTo(AppliedOffsets.below(0));
  }

  @Test
  void given_more_than_one_commit_may_hold_then_it_ends_at_the_first_entry_too_many() {
    ledger = owner(3);
    List<PaymentBatch> batches =
        List.of(
            batch(0, 2).sale(0, "a", MINUTE, 1).sale(1, "b", MINUTE, 1).build(),
            batch(2, 5).sale(2, "a", MINUTE, 1).sale(3, "c", MINUTE, 1).refused(4).build(),
            batch(5, 6).sale(5, "a", MINUTE, 1).build());
    ledger.commit(batches);

    assertThat(views.made()).extracting(commit -> commit.applied().low()).containsExactly(4L, 6L);
    assertThat(batches).allMatch(PaymentBatch::isReleased);
    assertThat(views.amount()).isEqualTo(5);
  }

  @Test
  void given_many_payments_of_few_products_then_one_commit_holds_more_batches_than_entries() {
    ledger = owner(2);
    List<PaymentBatch> batches = new ArrayList<>();
    for (long from = 0; from < 40; from += 4) {
      BatchBuilder batch = batch(from, from + 4);
      for (long offset = from; offset < from + 4; offset++) {
        batch.sale(offset, offset % 2 == 0 ? "a" : "b", MINUTE, 1);
      }
      batches.add(batch.build());
    }
    // Full with its first batch, and what follows adds to the entries that there are.
    ledger.commit(batches);

    assertThat(views.made()).extracting(commit -> commit.applied().low()).containsExactly(40L);
    assertThat(batches).allMatch(PaymentBatch::isReleased);
    assertThat(views.sums())
        .isEqualTo(Map.of("a@" + MINUTE, List.of(20L, 20L), "b@" + MINUTE, List.of(20L, 20L)));
  }

  @Test
  void given_a_batch_wider_than_a_commit_then_it_is_released_with_its_last_piece() {
    ledger = owner(2);
    PaymentBatch wide =
        batch(0, 5)
            .sale(0, "a", MINUTE, 1)
            .sale(1, "b", MINUTE, 2)
            .refused(2)
            .sale(3, "c", MINUTE, 4)
            .sale(4, "d", MINUTE, 8)
            .build();
    ledger.commit(List.of(wide));

    assertThat(views.made())
        .extracting(commit -> commit.applied().low())
        .containsExactly(2L, 4L, 5L);
    assertThat(wide.sums())
        .isEqualTo(new WindowSums(4, 15, Map.of("a", 1L, "b", 2L, "c", 4L, "d", 8L)));
  }

  @Test
  void given_batches_with_a_hole_between_them_then_the_hole_is_not_covered() {
    ledger.commit(
        List.of(
            batch(0, 2).sale(0, "a", MINUTE, 1).build(),
            batch(5, 7).sale(5, "b", MINUTE, 1).build()));

    assertThat(views.applied()).isEqualTo(AppliedOffsets.parse(2, "5-7"));
    assertThat(views.made()).hasSize(1);
  }

  @Property(tries = 300)
  void whatever_the_views_answer_each_payment_counts_once(@ForAll long seed) {
    Random random = new Random(seed);
    RandomLog log = new RandomLog(random, 1 + random.nextInt(100));
    List<PaymentBatch> deliveries = log.deliveries(random);
    FakeViews store = new FakeViews();
    PartitionLedger owner = claim(store, random);
    long windowPayments = 0;
    long windowAmount = 0;
    while (!deliveries.isEmpty()) {
      if (random.nextInt(8) == 0) {
        owner = claim(store, random);
      }
      store.refuseAbove(1 + random.nextInt(10));
      store.loseReplyTo(random.nextInt(60));
      int size = Math.min(deliveries.size(), 1 + random.nextInt(5));
      List<PaymentBatch> slide = new ArrayList<>(deliveries.subList(0, size));
      deliveries.subList(0, size).clear();

      assertThat(owner.commit(slide)).isEqualTo(new Outcome.Committed());
      assertThat(owner.applied()).isEqualTo(store.applied());
      assertThat(slide).allMatch(PaymentBatch::isReleased);
      for (PaymentBatch batch : slide) {
        windowPayments += batch.sums().payments();
        windowAmount += batch.sums().amount();
      }
      if (random.nextInt(4) == 0) {
        deliveries.add(slide.get(0));
        windowPayments -= slide.get(0).sums().payments();
        windowAmount -= slide.get(0).sums().amount();
      }
    }

    assertThat(store.applied()).isEqualTo(AppliedOffsets.below(log.end()));
    assertThat(store.sums()).isEqualTo(log.sums());
    assertThat(store.quarantine()).containsExactlyInAnyOrderElementsOf(log.quarantine());
    assertThat(windowPayments).isEqualTo(store.payments()).isEqualTo(log.payments());
    assertThat(windowAmount).isEqualTo(store.amount()).isEqualTo(log.amount());
  }

  private static PartitionLedger claim(FakeViews store, Random random) {
    return new PartitionLedger(
        PARTITION,
        store.claim(PARTITION),
        store,
        new CommitLimits(1 + random.nextInt(15), 1 + random.nextInt(30)));
  }
}
