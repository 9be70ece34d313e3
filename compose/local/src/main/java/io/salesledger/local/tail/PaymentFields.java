package io.salesledger.local.tail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salesledger.PaymentInfo;

/** A payment's fields as JSON, by their names in the schema, the price as a decimal text. */
public final class PaymentFields {
  private PaymentFields() {}

  /** Adds them. */
  public static void put(ObjectNode json, PaymentInfo payment) {
    json.put("orderId", payment.getOrderId())
        .put("productId", payment.getProductId())
        .put("productPrice", payment.getProductPrice().toPlainString())
        .put("timestamp", payment.getTimestamp().toString())
        .put("quantity", payment.getQuantity())
        .put("currency", payment.getCurrency())
        .put("kind", payment.getKind().name())
        .put("reverses", payment.getReverses());
  }
}
