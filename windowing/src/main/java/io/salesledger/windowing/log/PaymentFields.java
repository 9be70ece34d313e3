package io.salesledger.windowing.log;

import io.salesledger.windowing.core.PaymentRules.Kind;

/**
 * The fields of the payment that was read last. Filled anew for each one, so that a payment costs
 * no object. Not thread-safe.
 */
final class PaymentFields {
  final Slice productId = new Slice();
  final Slice price = new Slice();

  /** Void where the payment names no currency. */
  final Slice currency = new Slice();

  long eventMillis;
  int quantity;
  Kind kind = Kind.UNKNOWN;
  boolean hasCurrency;
}
