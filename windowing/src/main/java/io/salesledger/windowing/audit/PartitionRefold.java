package io.salesledger.windowing.audit;

import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.QuarantineReason;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one partition's records come to, as far as they are applied. Not thread-safe; told by one
 * thread at a time.
 */
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
  private long inPortion;
  private boolean wentBack;
  private boolean hadPortion;
  private AppliedOffsets then = AppliedOffsets.below(0);
  private AppliedOffsets now = AppliedOffsets.below(0);

  PartitionRefold(int kept, long boardsFromMillis, int quarantineEntries) {
    this.kept = kept;
    this.boardsFromMillis = boardsFromMillis;
    this.newestRefused = new NewestRefused(quarantineEntries);
  }

  /** What it is told from here on is of offsets that were not wholly applied then. */
  void goOn(AppliedOffsets from, AppliedOffsets to) {
    then = from;
    now = to;
    hadPortion = from.portion().isPresent();
  }

  /** Whether a payment that was applied turned out to be no more. */
  boolean wentBack() {
    return wentBack;
  }

  /** How many payments of the portion there are; none where there is no portion. */
  long inPortion() {
    return inPortion;
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
    if (!isNew(offset, product)) {
      return;
    }
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

  private boolean isNew(long offset, String product) {
    boolean whole = now.contains(offset);
    if (whole && !hadPortion) {
      return true;
    }
    boolean was = then.contains(offset, product);
    boolean is = whole || now.contains(offset, product);
    inPortion += (is && !whole ? 1 : 0) - (was ? 1 : 0);
    wentBack |= was && !is;
    return is && !was;
  }

  @Override
  public void refused(
      int partition, long offset, int schemaId, QuarantineReason reason, @Nullable String detail) {
    if (!now.contains(offset)) {
      return;
    }
    book.add(offset);
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

  /** The accounts, by their names in the views, when that many offsets are wholly applied. */
  Map<String, Long> accounts(long whole) {
    return Map.of(
        "applied", applied,
        "quarantined", book.count(),
        "requeued", (long) book.resolved().size(),
        "gaps", whole - (applied - inPortion) - book.count(),
        "late", late,
        "misrouted", misrouted,
        "newestEventMillis", newestEventMillis);
  }
}
