package io.salesledger.windowing.audit;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * One product's sums by minute, as one partition brought them. Minutes that no view can show any
 * more are kept as one sum: those older than the newest that a timeline keeps whose minute boards
 * have expired. So memory is bounded by minutes that are shown. Not thread-safe.
 */
final class ProductSums {
  private static final int FIRST_FORGETTING = 4096;

  private final int kept;
  private final long boardsFromMillis;
  private final Map<Long, Sum> byMinute = new HashMap<>();
  private final Sum total = new Sum();
  private final Sum forgotten = new Sum();
  private long forgottenThrough = Long.MIN_VALUE;
  private int forgetAt = FIRST_FORGETTING;
  private long lastMinute = Long.MIN_VALUE;
  private Sum last = new Sum();

  /**
   * Of nothing.
   *
   * @param kept minutes that a timeline keeps
   * @param boardsFromMillis minutes before have no boards any more
   */
  ProductSums(int kept, long boardsFromMillis) {
    this.kept = kept;
    this.boardsFromMillis = boardsFromMillis;
  }

  void add(long minuteMillis, long amount, long units) {
    total.add(amount, units);
    if (minuteMillis != lastMinute) {
      last = minuteMillis <= forgottenThrough ? forgotten : sumOf(minuteMillis);
      lastMinute = minuteMillis;
    }
    last.add(amount, units);
  }

  private Sum sumOf(long minuteMillis) {
    if (byMinute.size() >= forgetAt) {
      forget();
      forgetAt = Math.max(FIRST_FORGETTING, 2 * byMinute.size());
      if (minuteMillis <= forgottenThrough) {
        return forgotten;
      }
    }
    return byMinute.computeIfAbsent(minuteMillis, minute -> new Sum());
  }

  private void forget() {
    NavigableMap<Long, Sum> sorted = new TreeMap<>(byMinute);
    int surplus = sorted.size() - kept;
    for (Map.Entry<Long, Sum> oldest : sorted.entrySet()) {
      if (surplus <= 0 || oldest.getKey() >= boardsFromMillis) {
        return;
      }
      surplus--;
      forgotten.add(oldest.getValue());
      forgottenThrough = oldest.getKey();
      byMinute.remove(oldest.getKey());
    }
  }

  /** All that was ever added. */
  Sum total() {
    return total;
  }

  /** What the minutes before those of {@link #forEachMinute} had. */
  Sum forgotten() {
    return forgotten;
  }

  /** What one minute had; empty if nothing, or if it is forgotten. */
  Optional<Sum> minute(long minuteMillis) {
    return Optional.ofNullable(byMinute.get(minuteMillis));
  }

  void forEachMinute(BiConsumer<Long, Sum> visitor) {
    byMinute.forEach(visitor);
  }
}
