package io.salesledger.ingest;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** A file of random sales and returns, whose sums are known from making it. */
final class Shop {
  static final String HEADER = "Invoice,Code,What,Qty,At,Price\n";

  private final StringBuilder csv = new StringBuilder(HEADER);
  private final Map<String, Long> amounts = new HashMap<>();
  private final Map<String, Long> units = new HashMap<>();

  Shop(long seed, int rows) {
    Random random = new Random(seed);
    for (int i = 0; i < rows; i++) {
      String product = "P" + random.nextInt(50);
      int quantity = 1 + random.nextInt(20);
      int signed = random.nextInt(10) == 0 ? -quantity : quantity;
      int cents = random.nextInt(100_000);
      csv.append("INV").append(i).append(',').append(product).append(",\"a, \"\"b\"\"\",");
      csv.append(signed).append(",2011-05-").append(10 + random.nextInt(20));
      csv.append(" 10:0").append(random.nextInt(10)).append(":00,");
      csv.append(cents / 100).append('.').append(cents % 100 / 10).append(cents % 10);
      csv.append('\n');
      amounts.merge(product, (long) signed * cents, Long::sum);
      units.merge(product, (long) signed, Long::sum);
    }
  }

  String csv() {
    return csv.toString();
  }

  /** By product, in minor units; returns subtract. */
  Map<String, Long> amounts() {
    return amounts;
  }

  /** By product; returns subtract. */
  Map<String, Long> units() {
    return units;
  }
}
