package io.salesledger.windowing.core;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * What one poll returned of one partition, taken apart: offsets {@code [from, next)}, the valid
 * payments as primitive columns in offset order, and the quarantined offsets. What is neither is a
 * gap. Not thread-safe; handed from one thread to the next.
 *
 * <pre>
 *   index        0      1      2  ...  size-1
 *   offsets      17     18     20
 *   eventMillis  ...                          epoch milliseconds, UTC
 *   productIndex 0      1      0              into products
 *   amounts      12500  29999 -500            minor units, refunds negative
 *   units        1      1     -1              refunds negative
 *   marks        0      LATE   MISROUTED      bit set
 * </pre>
 */
public final class PaymentBatch {
  /** Bit of {@link Columns#marks}: the payment's minute had ended when it was appended. */
  public static final byte LATE = 1;

  /** Bit of {@link Columns#marks}: the record's key is not its productId. */
  public static final byte MISROUTED = 2;

  /** Bit of {@link Columns#marks}: {@link #requeues} tells in whose place it was appended. */
  public static final byte REQUEUE = 4;

  private final int partition;
  private final long from;
  private final long next;
  private Columns columns;
  private List<QuarantineEntry> quarantine;
  private List<Requeue> requeues;
  private final OptionalInt logEpoch;
  private final Consumer<Columns> home;
  private boolean released;
  private WindowSums sums = WindowSums.NONE;

  /**
   * The columns, all {@code size} long or longer. Arrays are owned by the batch once handed over.
   */
  @SuppressWarnings("ArrayRecordComponent") // columns, on the hot path
  public record Columns(
      int size,
      long[] offsets,
      long[] eventMillis,
      String[] products,
      int[] productIndex,
      long[] amounts,
      int[] units,
      byte[] marks) {
    /** Columns of no payments. */
    public static Columns empty() {
      return ofRows(0);
    }

    /** Columns of no payments yet, with room for so many. */
    static Columns ofRows(int rows) {
      return new Columns(
          0,
          new long[rows],
          new long[rows],
          new String[0],
          new int[rows],
          new long[rows],
          new int[rows],
          new byte[rows]);
    }

    /** The same arrays, of which the first {@code rows} are payments of these products. */
    public Columns filled(int rows, String[] itsProducts) {
      return new Columns(
          rows, offsets, eventMillis, itsProducts, productIndex, amounts, units, marks);
    }
  }

  /** A batch without requeues; {@code from <= next}; offsets ascending within. */
  public PaymentBatch(
      int partition, long from, long next, Columns columns, List<QuarantineEntry> quarantine) {
    this(partition, from, next, columns, quarantine, List.of());
  }

  /** A batch; {@code from <= next}; offsets ascending within; a requeue for each row so marked. */
  public PaymentBatch(
      int partition,
      long from,
      long next,
      Columns columns,
      List<QuarantineEntry> quarantine,
      List<Requeue> requeues) {
    this(partition, from, next, columns, quarantine, requeues, OptionalInt.empty(), nobody -> {});
  }

  /**
   * The same.
   *
   * @param logEpoch the epoch of the leader that wrote the log up to {@code next}; empty if not
   *     known
   * @param home gets the columns back once the batch is released; it may fill them anew at once
   */
  public PaymentBatch(
      int partition,
      long from,
      long next,
      Columns columns,
      List<QuarantineEntry> quarantine,
      List<Requeue> requeues,
      OptionalInt logEpoch,
      Consumer<Columns> home) {
    if (from < 0 || next < from) {
      throw new IllegalArgumentException("not a batch: [" + from + "," + next + ")");
    }
    if (columns.size() > 0
        && (columns.offsets()[0] < from || columns.offsets()[columns.size() - 1] >= next)) {
      throw new IllegalArgumentException("payments outside of [" + from + "," + next + ")");
    }
    this.partition = partition;
    this.from = from;
    this.next = next;
    this.columns = columns;
    this.quarantine = List.copyOf(quarantine);
    this.requeues = List.copyOf(requeues);
    this.logEpoch = logEpoch;
    this.home = home;
  }

  /** The Kafka partition. */
  public int partition() {
    return partition;
  }

  /** The first offset covered. */
  public long from() {
    return from;
  }

  /** The first offset not covered. */
  public long next() {
    return next;
  }

  /** The epoch of the leader that wrote the log up to {@link #next}; empty if not known. */
  public OptionalInt logEpoch() {
    return logEpoch;
  }

  /** The payments. */
  public Columns columns() {
    return columns;
  }

  /** What could not be applied, in offset order. */
  public List<QuarantineEntry> quarantine() {
    return quarantine;
  }

  /** Those payments that were appended in place of quarantined ones, in offset order. */
  public List<Requeue> requeues() {
    return requeues;
  }

  /**
   * Gives up columns and quarantine once they are in the views, and keeps the sums that the sliding
   * window still needs. Once only: others may have its columns by then.
   */
  public void release(WindowSums keptSums) {
    if (released) {
      throw new IllegalStateException(this + " was released before");
    }
    released = true;
    Columns givenUp = columns;
    columns = Columns.empty();
    home.accept(givenUp);
    quarantine = List.of();
    requeues = List.of();
    sums = keptSums;
  }

  /** Whether it has been committed, so that a second delivery of the same tuple is skipped. */
  public boolean isReleased() {
    return released;
  }

  /** What this batch stands for in the sliding window; none before it is committed. */
  public WindowSums sums() {
    return sums;
  }

  @Override
  public String toString() {
    return "partition " + partition + " [" + from + "," + next + ")";
  }
}
