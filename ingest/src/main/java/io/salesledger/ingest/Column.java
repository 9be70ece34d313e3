package io.salesledger.ingest;

import java.util.Locale;

/** What a row must or may tell about a payment; {@code --columns} says where it stands. */
enum Column {
  ORDER(true),
  PRODUCT(true),
  PRICE(true),
  QUANTITY(false),
  TIME(true),
  CURRENCY(false);

  private final boolean required;

  Column(boolean required) {
    this.required = required;
  }

  boolean isRequired() {
    return required;
  }

  /** As written in {@code --columns}. */
  String option() {
    return name().toLowerCase(Locale.ROOT);
  }
}
