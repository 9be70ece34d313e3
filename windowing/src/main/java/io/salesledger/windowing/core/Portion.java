package io.salesledger.windowing.core;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Of the offsets {@code [from, next)}, the payments of some products: those before {@code below} in
 * the {@link ProductOrder}. A commit of more entries than one script may write is written in
 * portions, product by product in that order, so that each portion adds to the one before.
 *
 * <p>As text, in the views: {@code from-next/xBELOW/payments}, offsets and payments as decimals,
 * {@code BELOW} the UTF-8 bytes of the product's id as hexadecimal digits in small letters.
 *
 * @param from the first offset
 * @param next the first offset beyond
 * @param below products before this one are in, it is not
 * @param payments how many payments that are; what is left of a portion may hold none
 */
public record Portion(long from, long next, String below, long payments) implements Serializable {
  private static final Pattern TEXT =
      Pattern.compile("([0-9]+)-([0-9]+)/x((?:[0-9a-f]{2})+)/([0-9]+)");

  /** A portion holds no products at all, or some: not all, that would be a whole range. */
  public Portion {
    if (from < 0 || next <= from || below.isEmpty() || payments < 0) {
      throw new IllegalArgumentException(
          "not a portion: [" + from + "," + next + ") below '" + below + "', " + payments);
    }
  }

  /**
   * What {@link #toString} gave.
   *
   * @throws IllegalArgumentException if it is no such text
   */
  static Portion parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException("not a portion: " + text);
    }
    Portion portion =
        new Portion(
            Long.parseLong(parts.group(1)),
            Long.parseLong(parts.group(2)),
            new String(HexFormat.of().parseHex(parts.group(3)), StandardCharsets.UTF_8),
            Long.parseLong(parts.group(4)));
    if (!portion.toString().equals(text)) {
      throw new IllegalArgumentException("not a portion: " + text);
    }
    return portion;
  }

  /** Whether this offset is one of them, whatever its product. */
  boolean spans(long offset) {
    return from <= offset && offset < next;
  }

  /** Whether a payment of this product is in it, at an offset that it spans. */
  boolean holds(String product) {
    return ProductOrder.compare(product, below) < 0;
  }

  /** Whether all products of the other one are of this one, too. */
  public boolean includesProductsOf(Portion other) {
    return ProductOrder.compare(other.below, below) <= 0;
  }

  @Override
  public String toString() {
    return from
        + "-"
        + next
        + "/x"
        + HexFormat.of().formatHex(ProductOrder.utf8(below))
        + "/"
        + payments;
  }
}
