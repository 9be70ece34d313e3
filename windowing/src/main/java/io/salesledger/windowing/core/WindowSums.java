package io.salesledger.windowing.core;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
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
    Largest largest = new Largest(MAX_PRODUCTS);
    long all = 0;
    int row = 0;
    while (row < sums.size()) {
      String product = sums.products()[row];
      long amount = 0;
      while (row < sums.size() && sums.products()[row].equals(product)) {
        amount += sums.amounts()[row++];
      }
      largest.offer(product, amount);
      all += amount;
    }
    return new WindowSums(payments, all, largest.toMap());
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
    Largest largest = new Largest(most);
    amountByProduct.forEach(largest::offer);
    return largest.toMap();
  }

  /** The largest of what is offered; only so many are kept, however many are offered. */
  private static final class Largest {
    private static final Comparator<Map.Entry<String, Long>> SMALLEST_FIRST =
        Map.Entry.<String, Long>comparingByValue()
            .thenComparing(Map.Entry.<String, Long>comparingByKey().reversed());

    private final int most;
    private final PriorityQueue<Map.Entry<String, Long>> kept = new PriorityQueue<>(SMALLEST_FIRST);

    Largest(int most) {
      this.most = most;
    }

    void offer(String product, long amount) {
      if (kept.size() == most && (most == 0 || kept.element().getValue() > amount)) {
        return;
      }
      kept.add(Map.entry(product, amount));
      if (kept.size() > most) {
        kept.remove();
      }
    }

    Map<String, Long> toMap() {
      return kept.stream()
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
  }
}
