package io.salesledger.windowing.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Columns of batches that are in the views, to be filled again by batches to come: decoding then
 * allocates nothing that grows with the payments. What was never given back, because its batch
 * failed or went to another process, is simply garbage. Any thread may call it.
 */
public final class ColumnPool {
  /**
   * Rows kept at most, of all columns together: 17 MB. That is what one decoder puts out in two
   * slides of the window while it catches up at a million payments a second.
   */
  static final int MAX_ROWS = 1 << 19;

  private static final String[] NO_PRODUCTS = new String[0];

  /** A small batch does not keep large columns from a large one. */
  private static final int MOST_TIMES_TOO_LONG = 4;

  private final TreeMap<Integer, Deque<PaymentBatch.Columns>> keptByRows = new TreeMap<>();
  private int keptRows;

  /** A pool of nothing. */
  public ColumnPool() {}

  /** Columns for so many payments, without products and of any content; they may be longer. */
  public PaymentBatch.Columns take(int rows) {
    int needed = roundedUp(rows);
    return kept(needed).orElseGet(() -> PaymentBatch.Columns.ofRows(needed));
  }

  private synchronized Optional<PaymentBatch.Columns> kept(int needed) {
    return Optional.ofNullable(keptByRows.ceilingEntry(needed))
        .filter(found -> found.getKey() / MOST_TIMES_TOO_LONG <= needed)
        .map(this::remove);
  }

  private PaymentBatch.Columns remove(Map.Entry<Integer, Deque<PaymentBatch.Columns>> found) {
    // The one that was used last is the one that is still in the processor's cache.
    PaymentBatch.Columns taken = found.getValue().pop();
    if (found.getValue().isEmpty()) {
      keptByRows.remove(found.getKey());
    }
    keptRows -= found.getKey();
    return taken;
  }

  /** Takes columns back that nobody reads any more. Where there is no room, short ones go first. */
  public synchronized void giveBack(PaymentBatch.Columns columns) {
    int rows = columns.offsets().length;
    while (keptRows + rows > MAX_ROWS && !keptByRows.isEmpty() && keptByRows.firstKey() < rows) {
      remove(keptByRows.firstEntry());
    }
    if (rows > 0 && keptRows + rows <= MAX_ROWS) {
      keptByRows
          .computeIfAbsent(rows, length -> new ArrayDeque<>())
          .push(columns.filled(0, NO_PRODUCTS));
      keptRows += rows;
    }
  }

  /** So that batches of about the same size can have each other's: 5, 6, 7, 8, 10, 12, 14, 16. */
  private static int roundedUp(int rows) {
    int step = Math.max(1, Integer.highestOneBit(rows) >> 2);
    return (rows + step - 1) / step * step;
  }
}
