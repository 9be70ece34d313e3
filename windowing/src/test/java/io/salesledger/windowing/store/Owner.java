package io.salesledger.windowing.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.Commit;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.Counters;
import io.salesledger.windowing.core.Portion;
import io.salesledger.windowing.core.ProductMinutes;
import io.salesledger.windowing.core.QuarantineAnswer;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.Resolution;
import io.salesledger.windowing.core.Views;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The owner of one partition, that makes its commits one after the other. */
final class Owner {
  private final Views views;
  private final int partition;
  private final String epoch;
  private long sequence;
  private AppliedOffsets applied;

  /** Claims the partition. */
  Owner(Views views, int partition) {
    this.views = views;
    this.partition = partition;
    ClaimAnswer answer = views.claim(partition);
    assertThat(answer).isInstanceOf(ClaimAnswer.Granted.class);
    ClaimAnswer.Granted granted = (ClaimAnswer.Granted) answer;
    this.epoch = granted.epoch();
    this.sequence = granted.sequence();
    this.applied = granted.applied();
  }

  String epoch() {
    return epoch;
  }

  /** The next commit, of these sales at one offset each. */
  Commit next(Sale... sales) {
    return next(List.of(sales), List.of());
  }

  /** The next commit, of these sales and quarantined offsets. */
  Commit next(List<Sale> sales, List<QuarantineEntry> quarantine) {
    AppliedOffsets after =
        applied.plus(applied.low(), applied.low() + sales.size() + quarantine.size());
    long newest = sales.stream().mapToLong(Sale::minuteMillis).max().orElse(0);
    return new Commit(
        partition,
        epoch,
        sequence + 1,
        applied,
        after,
        new Counters(sales.size(), quarantine.size(), 0, 0, 0, 0, newest),
        sumsOf(sales),
        quarantine,
        List.of());
  }

  /** The next commit, of these sales, which are what a portion has. */
  Commit next(Portion portion, Sale... sales) {
    Commit plain = next(sales);
    return new Commit(
        plain.partition(),
        plain.epoch(),
        plain.sequence(),
        plain.base(),
        applied.with(portion),
        plain.counters(),
        plain.sums(),
        List.of(),
        List.of());
  }

  /** The next commit, of these sales, the last of which settles a quarantined offset. */
  Commit resolving(long offset, Sale... sales) {
    Commit plain = next(sales);
    return new Commit(
        plain.partition(),
        plain.epoch(),
        plain.sequence(),
        plain.base(),
        plain.applied(),
        plain.counters(),
        plain.sums(),
        plain.quarantine(),
        List.of(new Resolution(offset, plain.applied().low() - 1)));
  }

  /** How the quarantine stands with these offsets. */
  QuarantineAnswer quarantine(Long... offsets) {
    return views.quarantine(partition, epoch, sequence, applied, Set.of(offsets));
  }

  /** Makes the next commit. */
  void commit(Sale... sales) {
    commit(next(sales));
  }

  /** Makes this commit, which must succeed. */
  void commit(Commit commit) {
    assertThat(views.commit(commit)).isEqualTo(new CommitAnswer.Ok());
    sequence = commit.sequence();
    applied = commit.applied();
  }

  private static ProductMinutes sumsOf(List<Sale> sales) {
    Map<String, TreeMap<Long, long[]>> sums = new TreeMap<>();
    for (Sale sale : sales) {
      long[] sum =
          sums.computeIfAbsent(sale.product(), p -> new TreeMap<>())
              .computeIfAbsent(sale.minuteMillis(), m -> new long[2]);
      sum[0] += sale.amount();
      sum[1] += sale.units();
    }
    int size = sums.values().stream().mapToInt(TreeMap::size).sum();
    String[] products = new String[size];
    long[][] columns = new long[3][size];
    int[] row = {0};
    sums.forEach(
        (product, minutes) ->
            minutes.forEach(
                (minute, sum) -> {
                  products[row[0]] = product;
                  columns[0][row[0]] = minute;
                  columns[1][row[0]] = sum[0];
                  columns[2][row[0]] = sum[1];
                  row[0]++;
                }));
    assertThat(Arrays.stream(columns[0]).allMatch(minute -> minute % 60_000 == 0)).isTrue();
    return new ProductMinutes(products, columns[0], columns[1], columns[2]);
  }
}
