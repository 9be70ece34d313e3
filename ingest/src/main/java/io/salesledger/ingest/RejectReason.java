package io.salesledger.ingest;

import java.util.Locale;

/** Why a row cannot be a payment. */
enum RejectReason {
  UNREADABLE_ROW("row cannot be read"),
  NOT_UTF8("text is not UTF-8"),
  LONG_ORDER("order is too long"),
  EMPTY_PRODUCT("empty product"),
  LONG_PRODUCT("product is too long"),
  BAD_PRICE("price is not a number"),
  NEGATIVE_PRICE("negative price"),
  FRACTIONAL_PRICE("price with more than two decimals"),
  BAD_QUANTITY("quantity is not a whole number"),
  ZERO_QUANTITY("quantity 0"),
  LARGE_AMOUNT("amount is too large"),
  BAD_TIME("time cannot be read"),
  EARLY_TIME("time before 2000-01-01"),
  FUTURE_TIME("time in the future"),
  OTHER_CURRENCY("another currency");

  private final String label;

  RejectReason(String label) {
    this.label = label;
  }

  /** For people. */
  String label() {
    return label;
  }

  /** For machines: {@code negative-price}. */
  String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
