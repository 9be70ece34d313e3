package io.salesledger.windowing.core;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Of the offsets {@code [from, next)}, the payments of some products: those whose mark is lower
 * than {@code below}. A commit of more entries than one script may write is written in portions,
 * product by product in the order of their marks, so that each portion adds to the one before.
 *
 * <p>As text, in the views: {@code from-next/below/payments}, offsets and payments as decimals,
 * {@code below} as eight hexadecimal digits in small letters.
 *
 * @param from the first offset
 * @param next the first offset beyond
 * @param below marks lower than this are in; from 1 to 2^32 - 1
 * @param payments how many payments that are; what is left of a portion may hold none
 */
public record Portion(long from, long next, long below, long payments) implements Serializable {
  private static final long MARKS = 1L << 32;

  /** A portion does not hold all marks: that would be a whole range. */
  public Portion {
    if (from < 0 || next <= from || below < 1 || below >= MARKS || payments < 0) {
      throw new IllegalArgumentException(
          "not a portion: [" + from + "," + next + ") below " + below + ", " + payments);
    }
  }

  /** A product's mark: the CRC-32 (as in gzip) of its UTF-8 bytes, from 0 to 2^32 - 1. */
  public static long markOf(String product) {
    CRC32 crc = new CRC32();
    crc.update(product.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  /**
   * What {@link #toString} gave.
   *
   * @throws IllegalArgumentException if it is no such text
   */
  static Portion parse(String text) {
    String[] parts = text.split("[-/]", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("not a portion: " + text);
    }
    Portion portion =
        new Portion(
            Long.parseLong(parts[0]),
            Long.parseLong(parts[1]),
            Long.parseLong(parts[2], 16),
            Long.parseLong(parts[3]));
    if (!portion.toString().equals(text)) {
      throw new IllegalArgumentException("not a portion: " + text);
    }
    return portion;
  }

  /** Whether this offset is one of them, whatever its product. */
  boolean spans(long offset) {
    return from <= offset && offset < next;
  }

  /** Whether a payment of this product at this offset is in it. */
  boolean holds(long offset, String product) {
    return spans(offset) && markOf(product) < below;
  }

  @Override
  public String toString() {
    return String.format("%d-%d/%08x/%d", from, next, below, payments);
  }
}
