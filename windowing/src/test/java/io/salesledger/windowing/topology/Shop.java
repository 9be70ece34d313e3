package io.salesledger.windowing.topology;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.LedgerSettings;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Random;

/** Sells at random, the same for the same seed, and keeps the books of it. */
final class Shop {
  private final LedgerUnderTest ledger;
  private final LedgerSettings settings;
  private final Random random;
  private final SalesOracle books = new SalesOracle();
  private final int products;
  private final double refunds;
  private long orders;

  Shop(LedgerUnderTest ledger, LedgerSettings settings, long seed, int products, double refunds) {
    this.ledger = ledger;
    this.settings = settings;
    this.random = new Random(seed);
    this.products = products;
    this.refunds = refunds;
  }

  SalesOracle books() {
    return books;
  }

  /** Sells within the last three hours, in no order of time, and waits until it is on the log. */
  void sell(int payments) {
    for (int i = 0; i < payments; i++) {
      PaymentInfo payment = next();
      ledger.append(
          settings.kafka().topic(),
          partitionOf(payment.getProductId()),
          payment.getProductId(),
          ledger.encode(settings, payment));
      book(payment);
    }
    ledger.flush();
  }

  void book(PaymentInfo payment) {
    int sign = payment.getKind() == PaymentKind.REFUND ? -1 : 1;
    books.add(
        payment.getProductId(),
        payment.getProductPrice(),
        sign * payment.getQuantity(),
        payment.getTimestamp().toEpochMilli());
  }

  /** A payment that is not booked yet. */
  PaymentInfo next() {
    long now = Instant.now().toEpochMilli();
    return PaymentInfo.newBuilder()
        .setOrderId("order-" + orders++)
        .setProductId("PRODUCTID" + random.nextInt(products))
        .setProductPrice(BigDecimal.valueOf(random.nextInt(1_000_000), 2))
        .setTimestamp(Instant.ofEpochMilli(now - random.nextInt(3 * 3_600_000)))
        .setQuantity(1 + random.nextInt(5))
        .setKind(random.nextDouble() < refunds ? PaymentKind.REFUND : PaymentKind.PAYMENT)
        .build();
  }

  int partitionOf(String product) {
    return Math.floorMod(product.hashCode(), settings.kafka().topicPartitions());
  }
}
