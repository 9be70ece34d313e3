package io.salesledger.windowing.core;

/**
 * Why an offset could not be applied. Each is a function of the record, the schemas that the
 * registry gives and the configuration alone, the last two also of what the log holds before it,
 * and never of the clock, so that a refold gives the same quarantine; but for a schema that was
 * registered only after its payments: those were {@link #UNKNOWN_SCHEMA} then, and are payments in
 * a refold.
 */
public enum QuarantineReason {
  /** The record has no value. */
  NULL_VALUE("null-value"),
  /** Not the wire format, not Avro of its writer schema, or bytes left over. */
  UNDECODABLE("undecodable"),
  /** The registry says that there is no such schema. */
  UNKNOWN_SCHEMA("unknown-schema"),
  /** The writer's schema says something else than a payment's; the detail names the field. */
  INCOMPATIBLE_SCHEMA("incompatible-schema"),
  /** A kind of payment that this reader does not know. */
  UNKNOWN_KIND("unknown-kind"),
  /** Another currency than the ledger's. */
  FOREIGN_CURRENCY("foreign-currency"),
  /** A price below zero. */
  NEGATIVE_PRICE("negative-price"),
  /** A quantity below 1. */
  BAD_QUANTITY("bad-quantity"),
  /** A productId that is empty, over-long or not UTF-8. */
  BAD_PRODUCT_ID("bad-product-id"),
  /** An amount above {@link PaymentRules#MAX_AMOUNT_MINOR}. */
  AMOUNT_TOO_LARGE("amount-too-large"),
  /** A timestamp before 2000, or more than five minutes after the record's own append time. */
  BAD_TIMESTAMP("bad-timestamp"),
  /** Requeued, but in place of what cannot be told: no offset of its partition before its own. */
  BAD_REQUEUE("bad-requeue"),
  /** Requeued in place of an offset that is not quarantined: it may have been counted. */
  NOT_QUARANTINED("not-quarantined"),
  /** Requeued in place of an offset for which an earlier one counts already. */
  ALREADY_REQUEUED("already-requeued");

  private final String text;

  QuarantineReason(String text) {
    this.text = text;
  }

  /** The reason as it stands in the quarantine. */
  public String text() {
    return text;
  }
}
