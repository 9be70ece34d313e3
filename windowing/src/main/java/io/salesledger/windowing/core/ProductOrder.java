package io.salesledger.windowing.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The order of products in which large commits are written: that of their ids' UTF-8 bytes, taken
 * as unsigned, which is how Redis keeps members of equal score in a sorted set ({@code ZADD}). So
 * what is written together stands together there. Any thread may use it.
 */
public final class ProductOrder {
  private ProductOrder() {}

  /** As {@link java.util.Comparator#compare}. */
  public static int compare(String one, String other) {
    return Arrays.compareUnsigned(utf8(one), utf8(other));
  }

  static byte[] utf8(String product) {
    return product.getBytes(StandardCharsets.UTF_8);
  }
}
