package io.salesledger.windowing.store;

import io.salesledger.contract.Money;
import io.salesledger.windowing.core.ProductMinutes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/**
 * The sums of a commit as {@code commit.lua} takes them, in one msgpack array. Lua would intern
 * each of a few thousand arguments, and make a table of each array in an array: hence columns. What
 * boards of minutes get comes in the words of ZADD, since Lua takes longer to put such a command
 * together than Redis to read it; each as a text of its own, which Lua leaves as it is where the
 * minute has no board any more.
 *
 * <pre>
 *   {{product, ...},
 *    {n, minute, amount, units, (n times, minutes ascending), n, ...},
 *    {minute, amount, units, amountBoard, unitsBoard, ...}}             minutes ascending
 *
 *   a board is the msgpack of {score, product, ...}, in the order of the products; scores are texts
 * </pre>
 */
final class PackedSums {
  private final ProductMinutes sums;
  private final int products;
  private final int minutes;

  /** Each row's productId in UTF-8: it is written once for each board as well. */
  private final byte[][] names;

  /** Each row's minute, by rank, in the high bits, the row in the low 32. */
  private final long[] byMinute;

  /** Redis could not hold this sum. */
  static final class BeyondRangeException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    BeyondRangeException(String reason) {
      super(reason);
      this.reason = reason;
    }

    String reason() {
      return reason;
    }
  }

  private PackedSums(ProductMinutes sums) {
    this.sums = sums;
    long[] ascending = Arrays.stream(sums.minuteMillis()).sorted().distinct().toArray();
    this.minutes = ascending.length;
    int starts = 0;
    this.names = new byte[sums.size()][];
    this.byMinute = new long[sums.size()];
    for (int row = 0; row < byMinute.length; row++) {
      boolean isFirst = isFirst(row);
      starts += isFirst ? 1 : 0;
      names[row] = isFirst ? sums.products()[row].getBytes(StandardCharsets.UTF_8) : names[row - 1];
      byMinute[row] = (long) Arrays.binarySearch(ascending, sums.minuteMillis()[row]) << 32 | row;
    }
    Arrays.sort(byMinute);
    this.products = starts;
  }

  /**
   * These sums.
   *
   * @throws BeyondRangeException if one of a product or of all products is not within 2^53 - 1
   */
  static byte[] of(ProductMinutes sums) throws IOException, BeyondRangeException {
    return new PackedSums(sums).toBytes();
  }

  private byte[] toBytes() throws IOException, BeyondRangeException {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packArrayHeader(3);
      packProducts(packer);
      packRows(packer);
      packMinutes(packer);
      return packer.toByteArray();
    }
  }

  private boolean isFirst(int row) {
    return row == 0 || !sums.products()[row].equals(sums.products()[row - 1]);
  }

  private void packProducts(MessageBufferPacker packer) throws IOException {
    packer.packArrayHeader(products);
    for (int row = 0; row < sums.size(); row++) {
      if (isFirst(row)) {
        packText(packer, names[row]);
      }
    }
  }

  private void packRows(MessageBufferPacker packer) throws IOException, BeyondRangeException {
    packer.packArrayHeader(products + 3 * sums.size());
    int row = 0;
    while (row < sums.size()) {
      int end = row + 1;
      while (end < sums.size() && !isFirst(end)) {
        end++;
      }
      packer.packInt(end - row);
      for (; row < end; row++) {
        String product = sums.products()[row];
        packer.packLong(sums.minuteMillis()[row]);
        packer.packLong(within(sums.amounts()[row], "a minute of product ", product));
        packer.packLong(within(sums.units()[row], "a minute of product ", product));
      }
    }
  }

  private void packMinutes(MessageBufferPacker packer) throws IOException, BeyondRangeException {
    packer.packArrayHeader(5 * minutes);
    int end;
    for (int first = 0; first < byMinute.length; first = end) {
      end = first + 1;
      while (end < byMinute.length && rank(end) == rank(first)) {
        end++;
      }
      packMinute(packer, first, end);
    }
  }

  private void packMinute(MessageBufferPacker packer, int first, int end)
      throws IOException, BeyondRangeException {
    packer.packLong(sums.minuteMillis()[row(first)]);
    for (long[] column : List.of(sums.amounts(), sums.units())) {
      long all = 0;
      for (int i = first; i < end; i++) {
        all = within(all + column[row(i)], "a minute of all products", "");
      }
      packer.packLong(all);
    }
    for (long[] column : List.of(sums.amounts(), sums.units())) {
      packText(packer, board(column, first, end));
    }
  }

  private byte[] board(long[] column, int first, int end) throws IOException {
    try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
      packer.packArrayHeader(2 * (end - first));
      for (int i = first; i < end; i++) {
        packer.packString(Long.toString(column[row(i)]));
        packText(packer, names[row(i)]);
      }
      return packer.toByteArray();
    }
  }

  private static void packText(MessageBufferPacker packer, byte[] text) throws IOException {
    packer.packRawStringHeader(text.length);
    packer.writePayload(text);
  }

  private int rank(int index) {
    return (int) (byMinute[index] >>> 32);
  }

  private int row(int index) {
    return (int) byMinute[index];
  }

  /** Each of two sums that are within is far from where a long ends. */
  private static long within(long sum, String what, String name) throws BeyondRangeException {
    if (sum > Money.MAX_CUMULATIVE_MINOR || sum < -Money.MAX_CUMULATIVE_MINOR) {
      throw new BeyondRangeException(what + name + " goes beyond 2^53 - 1");
    }
    return sum;
  }
}
