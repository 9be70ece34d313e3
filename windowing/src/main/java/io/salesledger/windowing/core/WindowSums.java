package io.salesledger.windowing.core;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What one commit brought, for the rates of the sliding window. Immutable.
 *
 * @param payments how many payments
 * @param amount their amount in minor units
 * @param amountByProduct the products with the largest part of it, at most {@value #MAX_PRODUCTS}:
 *     a window of a hundred thousand products must not fill the heap for the sake of its top list
 */
public record WindowSums(long payments, long amount, Map<String, Long> amountByProduct) {
  /** Products kept of one commit. */
  public static final int MAX_PRODUCTS = 1000;

  /** Nothing. */
  public static final WindowSums NONE = new WindowSums(0, 0, Map.of());

  /** What a fold brought. */
  public static WindowSums of(long payments, ProductMinutes sums) {
    Map<String, Long> byProduct = new HashMap<>();
    for (int i = 0; i < sums.size(); i++) {
      byProduct.merge(sums.products()[i], sums.amounts()[i], Long::sum);
    }
    return new WindowSums(
        payments, Arrays.stream(sums.amounts()).sum(), largest(byProduct, MAX_PRODUCTS));
  }

  /** Both together. */
  public WindowSums plus(WindowSums other) {
    if (other.payments == 0) {
      return this;
    }
    Map<String, Long> byProduct = new HashMap<>(amountByProduct);
    other.amountByProduct.forEach((product, sum) -> byProduct.merge(product, sum, Long::sum));
    return new WindowSums(
        payments + other.payments, amount + other.amount, largest(byProduct, MAX_PRODUCTS));
  }

  /** The {@code most} products with the largest amounts; ties by productId. */
  public static Map<String, Long> largest(Map<String, Long> amountByProduct, int most) {
    if (amountByProduct.size() <= most) {
      return Map.copyOf(amountByProduct);
    }
    return amountByProduct.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(most)
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
