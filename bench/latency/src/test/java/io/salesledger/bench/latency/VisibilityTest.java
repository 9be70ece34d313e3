package io.salesledger.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VisibilityTest {
  private static final int PARTITIONS = 3;
  private static final long MILLI = 1_000_000;

  private final Visibility visibility = new Visibility(PARTITIONS);

  private static Visibility.Appended payment(int partition, long offset, long dueMillis) {
    return new Visibility.Appended(
        partition, offset, dueMillis * MILLI, 1000 + dueMillis + 1, true);
  }

  private static Visible at(long millis) {
    return new Visible(millis * MILLI, 1000 + millis);
  }

  @Test
  void aPaymentIsVisibleOnceTheMarkIsAboveItsOffset() {
    visibility.appended(payment(1, 7, 100));

    visibility.answered(Map.of(1, 7L), at(150));
    assertThat(visibility.waiting()).isOne();
    visibility.answered(Map.of(0, 9L, 1, 8L), at(160));
    visibility.answered(Map.of(0, 9L, 1, 9L), at(170));

    assertThat(visibility.waiting()).isZero();
    assertThat(visibility.sinceDue().payments()).isOne();
    assertThat(visibility.sinceDue().max()).isCloseTo(60, withinPercentage(0.1));
    assertThat(visibility.sinceAppend().max()).isCloseTo(59, withinPercentage(0.1));
  }

  @Test
  void aPaymentThatIsToldOfAfterItsAnswerHasTheFirstAnswersTime() {
    visibility.answered(Map.of(1, 7L), at(150));
    visibility.answered(Map.of(1, 10L), at(160));
    visibility.answered(Map.of(1, 20L), at(900));

    visibility.appended(payment(1, 7, 100));

    assertThat(visibility.waiting()).isZero();
    assertThat(visibility.sinceDue().max()).isCloseTo(60, withinPercentage(0.1));
  }

  @Test
  void theWarmUpIsWaitedForButNotCounted() {
    visibility.appended(new Visibility.Appended(0, 0, 0, 1000, false));
    assertThat(visibility.waiting()).isOne();

    visibility.answered(Map.of(0, 1L), at(100));

    assertThat(visibility.waiting()).isZero();
    assertThat(visibility.sinceDue().payments()).isZero();
    assertThat(visibility.sinceAppend().payments()).isZero();
  }

  @Test
  void countingBeginsAnew() {
    visibility.appended(payment(0, 0, 0));
    visibility.answered(Map.of(0, 1L), at(100));

    visibility.restart();
    visibility.appended(payment(0, 1, 200));
    visibility.answered(Map.of(0, 2L), at(210));

    assertThat(visibility.sinceDue().payments()).isOne();
    assertThat(visibility.sinceDue().max()).isCloseTo(10, withinPercentage(0.1));
  }

  /** Against a search through all answers for each payment. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void percentilesAreThoseOfThePlainSearch(long seed) {
    Random random = new Random(seed);
    long[] ends = new long[PARTITIONS];
    long[] lows = new long[PARTITIONS];
    List<Visibility.Appended> payments = new ArrayList<>();
    List<long[]> answers = new ArrayList<>();
    List<Visible> times = new ArrayList<>();
    for (long millis = 1; millis <= 2000; millis++) {
      int partition = random.nextInt(PARTITIONS);
      if (random.nextInt(4) > 0) {
        // Told of late, at times after the answer that holds it.
        payments.add(payment(partition, ends[partition]++, millis - random.nextInt(50)));
        if (random.nextInt(3) > 0) {
          visibility.appended(payments.get(payments.size() - 1));
          continue;
        }
        lows[partition] = ends[partition];
        answer(lows, at(millis), answers, times);
        visibility.appended(payments.get(payments.size() - 1));
      } else {
        lows[partition] += random.nextLong(ends[partition] - lows[partition] + 1);
        answer(lows, at(millis), answers, times);
      }
    }
    answer(ends, at(2001), answers, times);

    List<Double> millis = new ArrayList<>();
    for (Visibility.Appended payment : payments) {
      int first = 0;
      while (answers.get(first)[payment.partition()] <= payment.offset()) {
        first++;
      }
      millis.add((times.get(first).nanos() - payment.dueNanos()) / 1e6);
    }
    millis.sort(null);
    Delays.Spread spread = visibility.sinceDue();
    assertThat(visibility.waiting()).isZero();
    assertThat(spread.payments()).isEqualTo(payments.size());
    assertThat(spread.p50()).isCloseTo(percentile(millis, 0.5), withinPercentage(0.1));
    assertThat(spread.p99()).isCloseTo(percentile(millis, 0.99), withinPercentage(0.1));
    assertThat(spread.p999()).isCloseTo(percentile(millis, 0.999), withinPercentage(0.1));
    assertThat(spread.max()).isCloseTo(millis.get(millis.size() - 1), withinPercentage(0.1));
  }

  private void answer(long[] lows, Visible at, List<long[]> answers, List<Visible> times) {
    answers.add(lows.clone());
    times.add(at);
    visibility.answered(Map.of(0, lows[0], 1, lows[1], 2, lows[2]), at);
  }

  private static double percentile(List<Double> sorted, double share) {
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1);
  }
}
