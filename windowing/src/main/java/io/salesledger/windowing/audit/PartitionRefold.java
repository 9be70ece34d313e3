package io.salesledger.windowing.audit;

import io.salesledger.windowing.core.QuarantineReason;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one partition's records come to. Not thread-safe; told by one thread at a time. */
final class PartitionRefold implements RecordSink {
  private final int kept;
  private final long boardsFromMillis;
  private final Map<String, ProductSums> products = new HashMap<>();
  private final QuarantineBook book = new QuarantineBook();
  private final NewestRefused newestRefused;
  private long applied;
  private long late;
  private long misrouted;
  private long newestEventMillis;

  PartitionRefold(int kept, long boardsFromMillis, int quarantineEntries) {
    this.kept = kept;
    this.boardsFromMillis = boardsFromMillis;
    this.newestRefused = new NewestRefused(quarantineEntries);
  }

  @Override
  public void payment(
      int partition,
      long offset,
      String product,
      long eventMillis,
      long amount,
      long units,
      boolean isLate,
      boolean isMisrouted) {
    ProductSums sums = products.get(product);
    if (sums == null) {
      sums = new ProductSums(kept, boardsFromMillis);
      products.put(product, sums);
    }
    sums.add(Refold.minuteOf(eventMillis), amount, units);
    applied++;
    late += isLate ? 1 : 0;
    misrouted += isMisrouted ? 1 : 0;
    newestEventMillis = Math.max(newestEventMillis, eventMillis);
  }

  @Override
  public void refused(
      int partition, long offset, int schemaId, QuarantineReason reason, @Nullable String detail) {
    newestRefused.add(
        new Refused(partition, offset, schemaId, reason.text(), detail == null ? "" : detail));
  }

  Map<String, ProductSums> products() {
    return products;
  }

  QuarantineBook book() {
    return book;
  }

  NewestRefused newestRefused() {
    return newestRefused;
  }

  /** The accounts, by their names in the views, when that many offsets are covered. */
  Map<String, Long> accounts(long covered) {
    return Map.of(
        "applied", applied,
        "quarantined", book.count(),
        "requeued", (long) book.resolved().size(),
        "gaps", covered - applied - book.count(),
        "late", late,
        "misrouted", misrouted,
        "newestEventMillis", newestEventMillis);
  }
}
