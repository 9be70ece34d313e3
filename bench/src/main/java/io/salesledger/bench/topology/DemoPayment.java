package io.salesledger.bench.topology;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;

/**
 * A payment as the demo has it on the log, in JSON.
 *
 * @param orderId names it
 * @param productId what was sold
 * @param productPrice of one, in the currency's main unit
 * @param timestamp when, epoch milliseconds
 * @param quantity how many; negative for a refund
 */
public record DemoPayment(
    String orderId, String productId, double productPrice, long timestamp, int quantity) {
  /** The same payment. */
  public static DemoPayment of(PaymentInfo payment) {
    return new DemoPayment(
        payment.getOrderId(),
        payment.getProductId(),
        payment.getProductPrice().doubleValue(),
        payment.getTimestamp().toEpochMilli(),
        payment.getKind() == PaymentKind.REFUND ? -payment.getQuantity() : payment.getQuantity());
  }
}
