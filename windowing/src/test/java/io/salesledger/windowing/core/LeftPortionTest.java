package io.salesledger.windowing.core;

import static io.salesledger.windowing.core.BatchBuilder.batch;
import static io.salesledger.windowing.core.BatchBuilder.empty;
import static io.salesledger.windowing.core.BatchBuilder.sales;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.windowing.core.PartitionLedger.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** How an owner goes on from a portion that one before it left, having died. */
class LeftPortionTest {
  private static final int PARTITION = 3;

  private final FakeViews views = new FakeViews();

  private PartitionLedger owner() {
    return new PartitionLedger(PARTITION, views.claim(PARTITION), views, new CommitLimits(4, 100));
  }

  /** Forty payments of ten products are to be committed; the owner dies after so many portions. */
  private void dieAfter(int portions) {
    views.refuseAfter(portions);
    assertThat(owner().commit(List.of(sales(0, 40, 10)))).isInstanceOf(Outcome.Broken.class);
    views.refuseAfter(Integer.MAX_VALUE);
  }

  @Test
  void given_an_owner_that_died_between_portions_then_the_next_one_applies_only_what_is_left() {
    dieAfter(2);
    assertThat(views.payments()).isEqualTo(32);

    assertThat(owner().commit(List.of(sales(0, 40, 10), empty(41, 43))))
        .isEqualTo(new Outcome.Committed());

    assertThat(views.payments()).isEqualTo(40);
    assertThat(views.amount()).isEqualTo(LongStream.range(0, 40).map(i -> 100 + i).sum());
    assertThat(views.applied()).isEqualTo(AppliedOffsets.below(43));
  }

  @Test
  void given_a_portion_when_a_batch_begins_in_its_middle_then_it_is_to_be_read_again() {
    dieAfter(1);
    AppliedOffsets left = views.applied();
    PaymentBatch middle = batch(20, 41).build();

    assertThat(owner().commit(List.of(middle))).isInstanceOf(Outcome.Waiting.class);

    assertThat(middle.isReleased()).isFalse();
    assertThat(views.applied()).isEqualTo(left);
  }

  @Test
  void given_a_batch_beyond_a_portion_then_it_is_committed_and_the_portion_stays() {
    dieAfter(1);
    Optional<Portion> portion = views.applied().portion();

    assertThat(owner().commit(List.of(sales(41, 40, 10)))).isEqualTo(new Outcome.Committed());

    assertThat(views.applied().portion()).isEqualTo(portion).isPresent();
    assertThat(views.applied().ranges()).containsExactly(new AppliedOffsets.Range(41, 82));
  }

  /** As with another version of the ledger, or another answer of the registry. */
  @Test
  void given_a_portion_when_the_log_has_more_payments_there_then_nothing_beyond_it_is_committed() {
    dieAfter(1);
    Portion portion = views.applied().portion().orElseThrow();
    BatchBuilder log = asFolded(0, 40, 41);
    log.sale(40, productsOf(portion).get(0), BatchBuilder.MINUTE, 1);

    Outcome outcome = owner().commit(List.of(log.build()));

    Portion left = views.applied().portion().orElseThrow();
    assertThat(outcome)
        .isEqualTo(
            new Outcome.Broken(
                "the portion "
                    + left
                    + " of a commit holds "
                    + left.payments()
                    + " payments, the log has "
                    + (left.payments() + 1)
                    + " there: what counts as a payment has changed meanwhile"));
  }

  @Test
  void given_a_portion_when_the_log_has_fewer_payments_there_then_nothing_beyond_it_is_committed() {
    dieAfter(1);
    Portion portion = views.applied().portion().orElseThrow();
    String one = productsOf(portion).get(0);
    int missing = Integer.parseInt(one.substring("product".length()));
    BatchBuilder log = asFolded(missing + 1, 40, 41);

    assertThat(owner().commit(List.of(log.build())))
        .isInstanceOfSatisfying(
            Outcome.Broken.class, broken -> assertThat(broken.reason()).contains("the log has"));
    assertThat(views.applied().low()).isLessThan(41);
  }

  /** What is behind is known only when its end is reached. */
  @Test
  void given_a_portion_whose_payments_were_all_met_when_the_log_has_one_more_then_it_is_noticed() {
    dieAfter(1);
    Portion portion = views.applied().portion().orElseThrow();
    PartitionLedger owner = owner();
    assertThat(owner.commit(List.of(asFolded(0, 40, 40).build())))
        .isEqualTo(new Outcome.Committed());
    assertThat(owner.applied().portion()).contains(new Portion(40, 41, portion.below(), 0));
    PaymentBatch more =
        batch(40, 41).sale(40, productsOf(portion).get(0), BatchBuilder.MINUTE, 1).build();

    assertThat(owner.commit(List.of(more))).isInstanceOf(Outcome.Broken.class);
    assertThat(owner.commit(List.of(empty(40, 41)))).isEqualTo(new Outcome.Committed());
    assertThat(views.applied()).isEqualTo(AppliedOffsets.below(41));
  }

  /** The payments that {@link #dieAfter} folded, but for the first ones. */
  private static BatchBuilder asFolded(int first, int payments, long next) {
    BatchBuilder log = batch(0, next);
    LongStream.range(first, payments)
        .forEach(i -> log.sale(i, "product" + i % 10, BatchBuilder.MINUTE, 100 + i));
    return log;
  }

  private static List<String> productsOf(Portion portion) {
    return LongStream.range(0, 10)
        .mapToObj(i -> "product" + i)
        .filter(product -> product.compareTo(portion.below()) < 0)
        .toList();
  }

  @Property
  void given_deaths_between_portions_then_the_views_are_the_fold_of_the_log(@ForAll long seed) {
    Random random = new Random(seed);
    RandomLog log = new RandomLog(random, 1 + random.nextInt(150));
    FakeViews store = new FakeViews();
    while (!store.applied().equals(AppliedOffsets.below(log.end()))) {
      PartitionLedger ledger =
          new PartitionLedger(
              PARTITION,
              store.claim(PARTITION),
              store,
              new CommitLimits(1 + random.nextInt(6), 1 + random.nextInt(60)));
      store.refuseAfter(store.made().size() + 1 + random.nextInt(12));
      readOn(log, ledger, random);
      assertThat(ledger.applied()).isEqualTo(store.applied());
    }

    assertThat(store.sums()).isEqualTo(log.sums());
    assertThat(store.quarantine()).containsExactlyElementsOf(log.quarantine());
    assertThat(store.payments()).isEqualTo(log.payments());
    assertThat(store.made().stream().mapToLong(commit -> commit.counters().late()).sum())
        .isEqualTo(log.marked(PaymentBatch.LATE));
    assertThat(store.made().stream().mapToLong(commit -> commit.counters().misrouted()).sum())
        .isEqualTo(log.marked(PaymentBatch.MISROUTED));
  }

  /** From the mark on, as a new owner does, in batches cut anew, until the end or its death. */
  private static void readOn(RandomLog log, PartitionLedger ledger, Random random) {
    long next = ledger.applied().low();
    Outcome outcome = new Outcome.Committed();
    while (next < log.end() && outcome.equals(new Outcome.Committed())) {
      List<PaymentBatch> slide = new ArrayList<>();
      int batches = 1 + random.nextInt(4);
      for (int i = 0; i < batches && next < log.end(); i++) {
        long until = Math.min(log.end(), next + 1 + random.nextInt(30));
        slide.add(log.cut(next, until));
        next = until;
      }
      outcome = ledger.commit(slide);
    }
  }
}
