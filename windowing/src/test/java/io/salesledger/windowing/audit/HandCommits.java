package io.salesledger.windowing.audit;

import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.Commit;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.Counters;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.Portion;
import io.salesledger.windowing.core.ProductMinutes;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.Views;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Some offsets of a partition, committed in whatever steps a test wants: each adds exactly what the
 * applied offsets hold after it and not before. Used by one thread.
 */
public final class HandCommits {
  private final Views views;
  private final PaymentBatch batch;
  private final String epoch;
  private long sequence;
  private AppliedOffsets applied;

  /** Claims the partition of the batch, of which nothing may be applied. */
  HandCommits(Views views, PaymentBatch batch) {
    this.views = views;
    this.batch = batch;
    if (!(views.claim(batch.partition()) instanceof ClaimAnswer.Granted granted)) {
      throw new IllegalStateException("not claimed: " + batch);
    }
    this.epoch = granted.epoch();
    this.sequence = granted.sequence();
    this.applied = granted.applied();
  }

  /** The same offsets for views that went back to where none of them was applied. */
  HandCommits anew() {
    return new HandCommits(views, batch);
  }

  /** The first of the offsets. */
  public long from() {
    return batch.from();
  }

  /** The first offset beyond. */
  public long next() {
    return batch.next();
  }

  AppliedOffsets applied() {
    return applied;
  }

  /** The products of these offsets, ascending; their ids are all ASCII. */
  private List<String> products() {
    PaymentBatch.Columns columns = batch.columns();
    Set<String> products = new TreeSet<>();
    for (int row = 0; row < columns.size(); row++) {
      products.add(columns.products()[columns.productIndex()[row]]);
    }
    return new ArrayList<>(products);
  }

  /** The payments of the first so many products, from an offset on to another. */
  public Portion portion(long start, long end, int products) {
    String below = products().get(products);
    return new Portion(start, end, below, payments(start, end, below));
  }

  private long payments(long start, long end, String below) {
    PaymentBatch.Columns columns = batch.columns();
    long payments = 0;
    for (int row = 0; row < columns.size(); row++) {
      long offset = columns.offsets()[row];
      String product = columns.products()[columns.productIndex()[row]];
      payments += start <= offset && offset < end && product.compareTo(below) < 0 ? 1 : 0;
    }
    return payments;
  }

  /** Commits a portion, which must begin where nothing is applied. */
  public void commit(Portion portion) {
    commit(applied.with(portion));
  }

  /** Commits all that is missing of {@code [start, end)}. */
  public void commit(long start, long end) {
    long known =
        applied
            .portion()
            .map(portion -> payments(start, Math.min(end, portion.next()), portion.below()))
            .orElse(0L);
    commit(applied.plus(start, end, known));
  }

  private void commit(AppliedOffsets target) {
    PaymentBatch.Columns columns = batch.columns();
    Map<String, Map<Long, long[]>> sums = new TreeMap<>();
    long payments = 0;
    long late = 0;
    long misrouted = 0;
    long newest = 0;
    for (int row = 0; row < columns.size(); row++) {
      long offset = columns.offsets()[row];
      String product = columns.products()[columns.productIndex()[row]];
      if (applied.contains(offset, product) || !target.contains(offset, product)) {
        continue;
      }
      long eventMillis = columns.eventMillis()[row];
      long[] sum =
          sums.computeIfAbsent(product, p -> new TreeMap<>())
              .computeIfAbsent(Refold.minuteOf(eventMillis), m -> new long[2]);
      sum[0] += columns.amounts()[row];
      sum[1] += columns.units()[row];
      payments++;
      late += (columns.marks()[row] & PaymentBatch.LATE) != 0 ? 1 : 0;
      misrouted += (columns.marks()[row] & PaymentBatch.MISROUTED) != 0 ? 1 : 0;
      newest = Math.max(newest, eventMillis);
    }
    List<QuarantineEntry> refused =
        batch.quarantine().stream()
            .filter(entry -> target.contains(entry.offset()) && !applied.contains(entry.offset()))
            .toList();
    long gaps = target.covered() - applied.covered() - payments - refused.size();
    Commit commit =
        new Commit(
            batch.partition(),
            epoch,
            sequence + 1,
            applied,
            target,
            new Counters(payments, refused.size(), gaps, 0, late, misrouted, newest),
            rows(sums),
            refused,
            List.of());
    CommitAnswer answer = views.commit(commit);
    if (!answer.equals(new CommitAnswer.Ok())) {
      throw new IllegalStateException("not committed: " + answer);
    }
    sequence++;
    applied = target;
  }

  private static ProductMinutes rows(Map<String, Map<Long, long[]>> sums) {
    int size = sums.values().stream().mapToInt(Map::size).sum();
    String[] products = new String[size];
    long[][] columns = new long[3][size];
    int row = 0;
    for (Map.Entry<String, Map<Long, long[]>> product : sums.entrySet()) {
      for (Map.Entry<Long, long[]> minute : product.getValue().entrySet()) {
        products[row] = product.getKey();
        columns[0][row] = minute.getKey();
        columns[1][row] = minute.getValue()[0];
        columns[2][row] = minute.getValue()[1];
        row++;
      }
    }
    return new ProductMinutes(products, columns[0], columns[1], columns[2]);
  }
}
