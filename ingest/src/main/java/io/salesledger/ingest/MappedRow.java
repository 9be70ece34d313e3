package io.salesledger.ingest;

import io.salesledger.PaymentInfo;

/** What a row comes to: a payment, or the reason why it is none. */
sealed interface MappedRow {

  /** The row is this payment. */
  record Accepted(PaymentInfo payment) implements MappedRow {}

  /** The row cannot be a payment; the detail says what was found. */
  record Rejected(RejectReason reason, String detail) implements MappedRow {
    /** For people. */
    String text() {
      return detail.isEmpty() ? reason.label() : reason.label() + ": " + detail;
    }
  }
}
