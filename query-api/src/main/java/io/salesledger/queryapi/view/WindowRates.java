package io.salesledger.queryapi.view;

import io.salesledger.contract.LedgerSettings.Currency;
import io.salesledger.queryapi.store.Metric;
import io.salesledger.queryapi.store.Snapshot;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the topology's sliding window holds, all partitions together. Zeros while nothing is sold.
 *
 * @param lengthMillis the window's length, processing time
 * @param payments payments and refunds in it
 * @param paymentsPerSecond to two decimals
 * @param amount a decimal string
 * @param amountPerSecond a decimal string
 * @param top at most ten products, by amount
 */
public record WindowRates(
    long lengthMillis,
    long payments,
    BigDecimal paymentsPerSecond,
    String amount,
    String amountPerSecond,
    String currency,
    List<ProductAmount> top) {
  private static final int TOP = 10;
  private static final int SECTIONS_A_PARTITION = 2;

  /** A product's amount within the window, a decimal string. */
  public record ProductAmount(String productId, String amount) {}

  /**
   * From {@code window.lua}. A partition whose sums are older than its own window has sold nothing
   * since: its topology has stopped, and they count no more.
   */
  public static WindowRates of(Snapshot snapshot, long nowMillis, long usualLengthMillis) {
    long length = 0;
    long payments = 0;
    long amount = 0;
    Map<String, Long> products = new HashMap<>();
    for (List<List<String>> partition : snapshot.groups(0, SECTIONS_A_PARTITION)) {
      List<String> sums = partition.get(0);
      long ownLength = Figures.whole(sums.get(0));
      if (nowMillis - Figures.whole(sums.get(3)) > ownLength) {
        continue;
      }
      length = Math.max(length, ownLength);
      payments += Figures.whole(sums.get(1));
      amount += Figures.whole(sums.get(2));
      Snapshot.fieldsOf(partition.get(1))
          .forEach((id, score) -> products.merge(id, Figures.whole(score), Long::sum));
    }
    long lengthMillis = length > 0 ? length : usualLengthMillis;
    Currency currency = snapshot.currency();
    BigDecimal money = Figures.decimal(amount, Metric.AMOUNT, currency);
    return new WindowRates(
        lengthMillis,
        payments,
        perSecond(BigDecimal.valueOf(payments), lengthMillis, 2),
        money.toPlainString(),
        perSecond(money, lengthMillis, currency.scale()).toPlainString(),
        currency.code(),
        top(products, currency));
  }

  private static BigDecimal perSecond(BigDecimal sum, long lengthMillis, int scale) {
    return sum.movePointRight(3)
        .divide(BigDecimal.valueOf(lengthMillis), scale, RoundingMode.HALF_UP);
  }

  private static List<ProductAmount> top(Map<String, Long> products, Currency currency) {
    Comparator<Map.Entry<String, Long>> bestFirst =
        Map.Entry.<String, Long>comparingByValue()
            .reversed()
            .thenComparing(Map.Entry.comparingByKey(Figures.BY_PRODUCT_ID));
    return products.entrySet().stream()
        .sorted(bestFirst)
        .limit(TOP)
        .map(
            one ->
                new ProductAmount(
                    one.getKey(),
                    Figures.decimal(one.getValue(), Metric.AMOUNT, currency).toPlainString()))
        .toList();
  }
}
