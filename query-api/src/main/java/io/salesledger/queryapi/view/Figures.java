package io.salesledger.queryapi.view;

import io.salesledger.contract.LedgerSettings.Currency;
import io.salesledger.contract.Money;
import io.salesledger.queryapi.store.Metric;
import io.salesledger.queryapi.store.ViewsDamaged;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Map;

/** Figures as Redis keeps them, read exactly: whole numbers, money in minor units. */
final class Figures {
  /**
   * Product ids in the order of their UTF-8 bytes, which is Redis's own. That is the order of code
   * points, so nothing is encoded to compare; only surrogates, which stand for the highest code
   * points, lie out of order among a string's chars.
   */
  static final Comparator<String> BY_PRODUCT_ID = Figures::compareIds;

  private Figures() {}

  private static int compareIds(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean isHigh = Character.isSurrogate(x);
        return isHigh == Character.isSurrogate(y) ? Character.compare(x, y) : isHigh ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /**
   * A whole number.
   *
   * @throws ViewsDamaged if it is not one
   */
  static long whole(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new ViewsDamaged("a figure in Redis is not a whole number: '" + text + "'");
    }
  }

  /** A whole number of a hash; 0 where the field is absent or empty. */
  static long whole(Map<String, String> fields, String name) {
    String text = fields.getOrDefault(name, "");
    return text.isEmpty() ? 0 : whole(text);
  }

  static BigDecimal money(String minorUnits, Currency currency) {
    return Money.toDecimal(whole(minorUnits), currency.scale());
  }

  static String moneyText(String minorUnits, Currency currency) {
    return Money.toPlainString(whole(minorUnits), currency.scale());
  }

  /** Money at the currency's scale, or units. */
  static BigDecimal decimal(long figure, Metric metric, Currency currency) {
    return metric == Metric.AMOUNT
        ? Money.toDecimal(figure, currency.scale())
        : BigDecimal.valueOf(figure);
  }
}
