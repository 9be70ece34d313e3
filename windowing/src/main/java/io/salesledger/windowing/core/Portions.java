package io.salesledger.windowing.core;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A fold cut into portions, each with as much as one script may write. Products come in the {@link
 * ProductOrder}, each with all of its minutes. What is no payment, quarantined offsets and gaps,
 * comes with the last portion. Not thread-safe.
 */
final class Portions {
  private final Fold fold;
  private final AppliedOffsets base;
  private final long from;
  private final long next;
  private final ProductMinutes sums;

  /** By product number: where its rows of the sums begin; one more, where the last ones end. */
  private final int[] rows;

  /** In the order of the products: their numbers. */
  private final int[] order;

  private int taken;
  private long payments;

  /**
   * One portion.
   *
   * @param sums of its products
   * @param counters what it adds to the accounts
   * @param applied what is applied once it is
   * @param quarantine the last one's
   * @param products how many it holds
   */
  record Piece(
      ProductMinutes sums,
      Counters counters,
      AppliedOffsets applied,
      List<QuarantineEntry> quarantine,
      int products) {}

  /**
   * Of a fold of all offsets of {@code [from, next)}, none of which is in {@code base}.
   *
   * @param base what the fold was folded onto
   */
  Portions(Fold fold, AppliedOffsets base, long from, long next) {
    this.fold = fold;
    this.base = base;
    this.from = from;
    this.next = next;
    this.sums = fold.sums();
    this.rows = rowsByNumber(sums);
    this.order = inOrder(sums, rows);
  }

  private static int[] inOrder(ProductMinutes sums, int[] rows) {
    byte[][] ids =
        IntStream.range(0, rows.length - 1)
            .mapToObj(number -> ProductOrder.utf8(sums.products()[rows[number]]))
            .toArray(byte[][]::new);
    return IntStream.range(0, ids.length)
        .boxed()
        .sorted((one, other) -> Arrays.compareUnsigned(ids[one], ids[other]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Rows stand in the order of the products' numbers, and each product has some. */
  private static int[] rowsByNumber(ProductMinutes sums) {
    int[] rows = new int[sums.size() + 1];
    int products = 0;
    for (int row = 0; row < sums.size(); row++) {
      if (row == 0 || !sums.products()[row].equals(sums.products()[row - 1])) {
        rows[products++] = row;
      }
    }
    rows[products] = sums.size();
    return Arrays.copyOf(rows, products + 1);
  }

  /**
   * Whether they cost the views less than cuts by offsets would. Each product is written once in
   * portions, but each script has few products with all of their minutes, where one cut by offsets
   * has a few minutes of all products: that is cheaper while minutes are small and come one after
   * the other.
   *
   * @param byOffsets the first script of the other way
   * @param limit as in {@link #peek}
   */
  boolean areCheaperThan(Fold.Prefix byOffsets, int limit) {
    Optional<Piece> piece = peek(limit);
    if (piece.isEmpty()) {
      return false;
    }
    ProductMinutes script = piece.get().sums();
    long minutes = Arrays.stream(script.minuteMillis()).distinct().count();
    CommitCost all =
        new CommitCost(
            fold.entries(), order.length, minutes * scripts(fold.entries(), script.size()));
    return all.inEntries()
        < byOffsets.cost().inEntries() * scripts(fold.counters().applied(), byOffsets.payments());
  }

  /** However little is left for the last one, it may cost as much as the others. */
  private static long scripts(long all, long ofOne) {
    return (all + ofOne - 1) / Math.max(1, ofOne);
  }

  /** Whether all were taken, and with the last one what is no payment. */
  boolean isDone() {
    return taken == order.length && taken > 0;
  }

  /**
   * The next portion.
   *
   * @param limit how many entries a script may write that are of a product each; more where they
   *     share products, as many as cost the views as much
   * @return empty if even a single product's cost more, or there are none at all
   */
  Optional<Piece> peek(int limit) {
    long most = CommitCost.ofOneMinute(limit).inEntries() - fold.quarantine().size();
    Set<Long> minutes = new HashSet<>();
    int end = taken;
    for (int entries = 0; end < order.length; end++) {
      int number = order[end];
      for (int row = rows[number]; row < rows[number + 1]; row++) {
        minutes.add(sums.minuteMillis()[row]);
      }
      entries += size(number);
      if (new CommitCost(entries, end + 1 - taken, minutes.size()).inEntries() > most) {
        break;
      }
    }
    return end == taken ? Optional.empty() : Optional.of(piece(end));
  }

  private Piece piece(int end) {
    Counters counters = Counters.NONE;
    for (int i = taken; i < end; i++) {
      counters = counters.plus(fold.counters(order[i]));
    }
    ProductMinutes part = rowsOf(taken, end);
    if (end == order.length) {
      return new Piece(
          part,
          counters.plus(fold.countersBesidePayments()),
          fold.applied(),
          fold.quarantine(),
          end - taken);
    }
    return new Piece(
        part,
        counters,
        base.with(new Portion(from, next, product(end), payments + counters.applied())),
        List.of(),
        end - taken);
  }

  /** The rows of these products of the order. */
  private ProductMinutes rowsOf(int first, int end) {
    int size = 0;
    for (int i = first; i < end; i++) {
      size += size(order[i]);
    }
    String[] products = new String[size];
    long[] minuteMillis = new long[size];
    long[] amounts = new long[size];
    long[] units = new long[size];
    int filled = 0;
    for (int i = first; i < end; i++) {
      int row = rows[order[i]];
      int count = size(order[i]);
      System.arraycopy(sums.products(), row, products, filled, count);
      System.arraycopy(sums.minuteMillis(), row, minuteMillis, filled, count);
      System.arraycopy(sums.amounts(), row, amounts, filled, count);
      System.arraycopy(sums.units(), row, units, filled, count);
      filled += count;
    }
    return new ProductMinutes(products, minuteMillis, amounts, units);
  }

  /** The portion is in the views. */
  void take(Piece piece) {
    taken += piece.products();
    payments += piece.counters().applied();
  }

  /** What was taken, for the sliding window. */
  WindowSums taken() {
    return WindowSums.of(payments, taken == order.length ? sums : rowsOf(0, taken));
  }

  private String product(int index) {
    return sums.products()[rows[order[index]]];
  }

  private int size(int number) {
    return rows[number + 1] - rows[number];
  }
}
