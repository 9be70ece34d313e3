package io.salesledger.ingest;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random payments, the same for the same seed but for their time. A refund refunds one earlier sale
 * whole, and no sale is refunded twice. Not for several threads.
 */
final class PaymentGenerator {
  /** Product ids are this and a number from 0, as in the demo. */
  static final String PRODUCT_PREFIX = "PRODUCTID";

  private static final int SCALE = 2;
  private static final int MIN_PRICE_MINOR = 100;
  private static final int MAX_PRICE_MINOR = 50_000;
  private static final int MAX_QUANTITY = 5;
  private static final int REMEMBERED_SALES = 1024;

  // Random's sequence is specified for all Java versions; the newer generators' are not.
  private final Random random;
  private final long seed;
  private final int products;
  private final int refundPercent;
  private final @Nullable PaymentInfo[] sales = new PaymentInfo[REMEMBERED_SALES];
  private long made;

  /**
   * A generator.
   *
   * @param products how many products; at least 1
   * @param refundPercent how many of a hundred are refunds, as far as there are sales; 0 to 100
   */
  PaymentGenerator(long seed, int products, int refundPercent) {
    this.random = new Random(seed);
    this.seed = seed;
    this.products = products;
    this.refundPercent = refundPercent;
  }

  /** The next payment, happening at that time. */
  PaymentInfo next(long atMillis) {
    int slot = random.nextInt(REMEMBERED_SALES);
    PaymentInfo sale = sales[slot];
    boolean refund = random.nextInt(100) < refundPercent && sale != null;
    PaymentInfo payment = refund && sale != null ? refundOf(sale) : sale();
    payment.setOrderId("ORDER-" + Long.toUnsignedString(seed, Character.MAX_RADIX) + "-" + made++);
    payment.setTimestamp(Instant.ofEpochMilli(atMillis));
    sales[slot] = refund ? null : payment;
    return payment;
  }

  private PaymentInfo sale() {
    PaymentInfo sale = new PaymentInfo();
    sale.setProductId(PRODUCT_PREFIX + random.nextInt(products));
    sale.setProductPrice(
        BigDecimal.valueOf(
            MIN_PRICE_MINOR + random.nextInt(MAX_PRICE_MINOR - MIN_PRICE_MINOR + 1), SCALE));
    sale.setQuantity(1 + random.nextInt(MAX_QUANTITY));
    sale.setKind(PaymentKind.PAYMENT);
    return sale;
  }

  private static PaymentInfo refundOf(PaymentInfo sale) {
    PaymentInfo refund = new PaymentInfo();
    refund.setProductId(sale.getProductId());
    refund.setProductPrice(sale.getProductPrice());
    refund.setQuantity(sale.getQuantity());
    refund.setKind(PaymentKind.REFUND);
    refund.setReverses(sale.getOrderId());
    return refund;
  }
}
