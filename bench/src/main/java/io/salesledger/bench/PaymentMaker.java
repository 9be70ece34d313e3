package io.salesledger.bench;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.bench.contender.Sums;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.IntSupplier;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.simple.RandomSource;

/**
 * Makes the payments of a workload one after the other, and counts them by plain addition: the
 * oracle that every contender is checked against. Not thread-safe.
 */
final class PaymentMaker {
  private static final String PRODUCT_PREFIX = "PRODUCTID";
  private static final int SCALE = 2;
  private static final int MIN_PRICE_MINOR = 100;
  private static final int MAX_PRICE_MINOR = 50_000;
  private static final int MAX_QUANTITY = 5;
  private static final int REFUND_PERCENT = 5;
  private static final long MINUTE_MILLIS = 60_000;
  private static final int MAX_LATE_MILLIS = 3_600_000;

  private final Workload workload;
  private final UniformRandomProvider random;
  private final IntSupplier products;
  private final Sums expected = new Sums();
  private long made;

  PaymentMaker(Workload workload) {
    this.workload = workload;
    this.random = RandomSource.XO_RO_SHI_RO_128_PP.create(workload.seed());
    this.products = workload.distribution().over(workload.products(), random);
  }

  /** The next one. */
  PaymentInfo next() {
    long eventMillis = workload.eventMillis(made) - lateMillis();
    String product = PRODUCT_PREFIX + products.getAsInt();
    int priceMinor = random.nextInt(MIN_PRICE_MINOR, MAX_PRICE_MINOR + 1);
    int quantity = random.nextInt(1, MAX_QUANTITY + 1);
    boolean refund = random.nextInt(100) < REFUND_PERCENT;
    int sign = refund ? -1 : 1;
    expected.add(
        product,
        eventMillis / MINUTE_MILLIS * MINUTE_MILLIS,
        (long) sign * priceMinor * quantity,
        (long) sign * quantity,
        1);
    PaymentInfo payment = new PaymentInfo();
    payment.setOrderId("ORDER-" + made);
    payment.setProductId(product);
    payment.setProductPrice(BigDecimal.valueOf(priceMinor, SCALE));
    payment.setTimestamp(Instant.ofEpochMilli(eventMillis));
    payment.setQuantity(quantity);
    payment.setKind(refund ? PaymentKind.REFUND : PaymentKind.PAYMENT);
    if (refund) {
      payment.setReverses("ORDER-" + (made - 1));
    }
    made++;
    return payment;
  }

  private long lateMillis() {
    // Without late payments nothing is drawn: the seed makes the same ones as ever.
    return workload.latePercent() > 0 && random.nextInt(100) < workload.latePercent()
        ? random.nextInt(MAX_LATE_MILLIS)
        : 0;
  }

  /** The sums of all made so far; grows with them. */
  Sums expected() {
    return expected;
  }
}
