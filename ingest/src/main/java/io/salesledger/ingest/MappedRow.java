package io.salesledger.ingest;

import io.salesledger.PaymentInfo;
import io.salesledger.contract.PlainLine;

/** What a row comes to: a payment, or the reason why it is none. */
sealed interface MappedRow {

  /** The row is this payment. */
  record Accepted(PaymentInfo payment) implements MappedRow {}

  /** The row cannot be a payment; the detail says what was found. */
  record Rejected(RejectReason reason, String detail) implements MappedRow {
    /** For people: a line without its end. */
    String text() {
      return PlainLine.beginningOf(
          detail.isEmpty() ? reason.label() : reason.label() + ": " + detail);
    }
  }
}
