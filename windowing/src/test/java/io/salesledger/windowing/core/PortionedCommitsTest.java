package io.salesledger.windowing.core;

import static io.salesledger.windowing.core.BatchBuilder.MINUTE;
import static io.salesledger.windowing.core.BatchBuilder.batch;
import static io.salesledger.windowing.core.BatchBuilder.sales;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.salesledger.windowing.core.PartitionLedger.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What has more entries than one script may write is committed in portions. */
class PortionedCommitsTest {
  private static final int PARTITION = 3;

  private final FakeViews views = new FakeViews();

  private PartitionLedger owner(int commitEntries, int foldEntries) {
    return new PartitionLedger(
        PARTITION, views.claim(PARTITION), views, new CommitLimits(commitEntries, foldEntries));
  }

  @Test
  void given_more_products_than_a_commit_may_hold_then_each_is_written_once_for_all_its_payments() {
    PaymentBatch first = sales(0, 40, 10);
    PaymentBatch second = sales(41, 40, 10);

    assertThat(owner(4, 100).commit(List.of(first, second))).isEqualTo(new Outcome.Committed());

    assertThat(views.made()).extracting(Commit::entries).containsExactly(4, 4, 2);
    assertThat(views.made())
        .extracting(commit -> commit.counters().applied())
        .containsExactly(32L, 32L, 16L);
    assertThat(views.payments()).isEqualTo(80);
    assertThat(views.applied()).isEqualTo(AppliedOffsets.below(82));
    assertThat(first.isReleased()).isTrue();
    assertThat(first.sums().plus(second.sums()).payments()).isEqualTo(80);
  }

  @Test
  void given_many_products_then_the_accounts_of_each_are_told() {
    owner(70, 1_000).commit(List.of(sales(0, 600, 200)));

    assertThat(views.made())
        .extracting(commit -> commit.counters().applied())
        .containsExactly(210L, 210L, 180L);
    assertThat(views.applied()).isEqualTo(AppliedOffsets.below(601));
  }

  @Test
  void given_portions_then_products_come_in_their_order_and_the_offsets_tell_so() {
    owner(4, 100).commit(List.of(sales(0, 40, 10)));

    assertThat(views.made())
        .flatExtracting(commit -> List.of(commit.sums().products()))
        .containsExactlyElementsOf(LongStream.range(0, 10).mapToObj(i -> "product" + i).toList());
    assertThat(views.made())
        .extracting(commit -> commit.applied().portion())
        .containsExactly(
            Optional.of(new Portion(0, 41, "product4", 16)),
            Optional.of(new Portion(0, 41, "product8", 32)),
            Optional.empty());
    assertThat(views.made())
        .extracting(commit -> commit.applied().low())
        .containsExactly(0L, 0L, 41L);
  }

  @Test
  void given_quarantined_offsets_and_gaps_then_they_come_with_the_last_portion() {
    BatchBuilder builder = batch(0, 32).refused(31);
    LongStream.range(0, 30).forEach(i -> builder.sale(i, "product" + i % 10, MINUTE, 100));

    owner(4, 100).commit(List.of(builder.build()));

    assertThat(views.made())
        .extracting(commit -> commit.counters().quarantined() + commit.counters().gaps())
        .containsExactly(0L, 0L, 0L, 2L);
    assertThat(views.made()).allMatch(commit -> commit.entries() <= 4);
  }

  /** As Redis has members of equal score; Java's own order of texts is another one. */
  @Test
  void given_ids_beyond_ascii_then_their_order_is_that_of_their_utf_8_bytes() {
    BatchBuilder builder = batch(0, 12);
    List<String> ids = List.of("te", "tea", "\u00e9", "\ufb01", "\ud83c\udf75", "Z");
    LongStream.range(0, 12).forEach(i -> builder.sale(i, ids.get((int) i % 6), MINUTE, 100));

    owner(1, 100).commit(List.of(builder.build()));

    assertThat(views.made())
        .flatExtracting(commit -> List.of(commit.sums().products()))
        .containsExactly("Z", "te", "tea", "\u00e9", "\ufb01", "\ud83c\udf75");
  }

  /**
   * It takes the views no longer: totals are written for a product, not for each of its minutes.
   */
  @Test
  void given_products_of_several_minutes_then_a_portion_has_more_entries_than_products_alone() {
    owner(6, 1_000).commit(List.of(sold(60, 10, i -> i % 30 / 10)));

    assertThat(views.made())
        .extracting(commit -> commit.entries() + " " + commit.applied().portion().isPresent())
        .containsExactly("9 true", "9 true", "9 true", "3 false");
  }

  @Test
  void given_more_than_may_be_folded_at_once_then_there_is_another_fold_for_the_rest() {
    owner(2, 5).commit(List.of(sales(0, 10, 10)));

    assertThat(views.made())
        .extracting(commit -> commit.applied().toString().replaceAll("/[^/]*/", " "))
        .containsExactly(
            "below 0 and 0-5 2",
            "below 0 and 0-5 4",
            "below 5",
            "below 5 and 5-11 2",
            "below 5 and 5-11 4",
            "below 11");
  }

  @Test
  void given_nothing_but_quarantined_offsets_then_they_are_cut_by_offsets() {
    BatchBuilder builder = batch(0, 10);
    LongStream.range(0, 10).forEach(builder::refused);

    owner(4, 100).commit(List.of(builder.build()));

    assertThat(views.made()).extracting(Commit::entries).containsExactly(4, 4, 2);
    assertThat(views.applied()).isEqualTo(AppliedOffsets.below(10));
  }

  @Test
  void given_marks_of_payments_then_each_portion_tells_of_its_own_products() {
    PaymentBatch batch =
        batch(0, 4)
            .marked(0, "tea", MINUTE, 100, PaymentBatch.LATE)
            .marked(1, "ink", MINUTE + 7, 5, PaymentBatch.MISROUTED)
            .sale(2, "pen", MINUTE + 3, 5)
            .sale(3, "tea", MINUTE, 100)
            .build();

    owner(1, 100).commit(List.of(batch));

    assertThat(views.made())
        .extracting(commit -> commit.sums().products()[0], Commit::counters)
        .containsExactlyInAnyOrder(
            tuple("tea", new Counters(2, 0, 0, 0, 1, 0, MINUTE)),
            tuple("ink", new Counters(1, 0, 0, 0, 0, 1, MINUTE + 7)),
            tuple("pen", new Counters(1, 0, 0, 0, 0, 0, MINUTE + 3)));
  }

  @Test
  void given_batches_with_a_hole_between_them_then_no_portion_spans_it() {
    owner(4, 100).commit(List.of(sales(0, 40, 10), sales(50, 40, 10)));

    assertThat(views.made())
        .extracting(commit -> commit.applied().portion())
        .filteredOn(Optional::isPresent)
        .extracting(portion -> portion.get().from() + "-" + portion.get().next())
        .containsExactly("0-41", "0-41", "50-91", "50-91");
    assertThat(views.applied().toString()).isEqualTo("below 41 and 50-91");
    assertThat(views.payments()).isEqualTo(80);
  }

  @Test
  void given_a_product_with_more_minutes_than_a_commit_may_hold_then_it_is_cut_by_offsets() {
    BatchBuilder builder = batch(0, 20);
    LongStream.range(0, 20).forEach(i -> builder.sale(i, "tea", MINUTE + i * 60_000, 100));

    owner(4, 100).commit(List.of(builder.build()));

    assertThat(views.made()).hasSize(5).allMatch(commit -> commit.applied().portion().isEmpty());
    assertThat(views.payments()).isEqualTo(20);
  }

  @Test
  void given_a_portion_that_is_too_large_then_it_is_cut_smaller() {
    views.refuseAbove(3);

    assertThat(owner(8, 100).commit(List.of(sales(0, 40, 10)))).isEqualTo(new Outcome.Committed());

    assertThat(views.refusals()).isPositive();
    assertThat(views.made()).allMatch(commit -> commit.entries() <= 3);
    assertThat(views.payments()).isEqualTo(40);
  }

  /** Half of its forty entries are not less than the twenty it was cut by. */
  @Test
  void given_a_portion_of_more_entries_than_products_alone_when_too_large_then_it_is_cut_smaller() {
    views.refuseAbove(39);

    assertThat(owner(20, 1_000).commit(List.of(sold(80, 8, i -> i / 8))))
        .isEqualTo(new Outcome.Committed());

    assertThat(views.refusals()).isPositive();
    assertThat(views.made()).allMatch(commit -> commit.entries() <= 39);
    assertThat(views.payments()).isEqualTo(80);
  }

  @Test
  void given_a_product_that_is_too_large_for_a_portion_then_the_rest_is_cut_by_offsets() {
    BatchBuilder builder = batch(0, 30);
    LongStream.range(0, 10).forEach(i -> builder.sale(i, "product" + i, MINUTE, 100));
    LongStream.range(10, 30)
        .forEach(i -> builder.sale(i, "product" + i % 10, MINUTE + i * 60_000, 100));
    views.refuseAbove(2);

    assertThat(owner(4, 100).commit(List.of(builder.build()))).isEqualTo(new Outcome.Committed());

    assertThat(views.payments()).isEqualTo(30);
    assertThat(views.applied()).isEqualTo(AppliedOffsets.below(30));
  }

  /** Of so many products in turn, each payment in the minute that goes with its offset. */
  private static PaymentBatch sold(int payments, int products, LongUnaryOperator minute) {
    BatchBuilder builder = batch(0, payments);
    LongStream.range(0, payments)
        .forEach(
            i ->
                builder.sale(
                    i, "product" + i % products, MINUTE + minute.applyAsLong(i) * 60_000, 100));
    return builder.build();
  }

  /** A portion would have one product with ten minutes; so a script has two minutes of all. */
  @Test
  void given_few_products_and_many_minutes_in_order_then_whole_minutes_are_cut_by_offsets() {
    owner(10, 1_000).commit(List.of(sold(200, 5, i -> i / 20)));

    assertThat(views.made())
        .extracting(commit -> commit.applied().toString())
        .containsExactly("below 40", "below 80", "below 120", "below 160", "below 200");
    assertThat(views.made()).extracting(Commit::entries).containsOnly(10);
  }

  @Test
  void given_few_products_and_many_minutes_in_no_order_then_each_minute_is_written_once() {
    owner(10, 1_000).commit(List.of(sold(200, 5, i -> i / 5 * 7 % 10)));

    assertThat(views.made().stream().mapToInt(Commit::entries).sum())
        .isEqualTo(views.sums().size());
    assertThat(views.made()).filteredOn(c -> c.applied().portion().isPresent()).isNotEmpty();
  }

  /** No minute of a product has two payments, but a product's totals are written once. */
  @Test
  void given_a_payment_a_product_and_minute_when_products_are_few_enough_then_each_comes_once() {
    owner(20, 1_000).commit(List.of(sold(80, 8, i -> i / 8)));

    assertThat(views.made())
        .extracting(commit -> Set.copyOf(List.of(commit.sums().products())).size())
        .containsExactly(4, 4);
  }

  /** The few payments of the next minute, cut off, would cost as much as all those before. */
  @Test
  void given_many_products_when_a_minute_has_just_begun_then_each_product_comes_once() {
    owner(11, 1_000).commit(List.of(sold(100, 10, i -> i / 90)));

    assertThat(views.made()).extracting(Commit::entries).containsExactly(16, 4);
    assertThat(views.payments()).isEqualTo(100);
  }

  /** Nothing would be summed up, and the mark would stand still meanwhile. */
  @Test
  void given_a_product_a_payment_then_they_are_cut_by_offsets() {
    owner(4, 100).commit(List.of(sales(0, 40, 40)));

    assertThat(views.made()).hasSize(10).allMatch(c -> c.applied().portion().isEmpty());
  }

  @Test
  void given_requeued_payments_then_no_portion_is_made() {
    BatchBuilder builder = batch(0, 12).refused(0).requeued(11, 0, "tea", MINUTE, 100);
    LongStream.range(1, 11).forEach(i -> builder.sale(i, "product" + i, MINUTE, 100));

    owner(4, 100).commit(List.of(builder.build()));

    assertThat(views.made()).allMatch(commit -> commit.applied().portion().isEmpty());
  }
}
