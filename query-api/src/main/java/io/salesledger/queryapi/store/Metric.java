package io.salesledger.queryapi.store;

/** What is counted: money or units. */
public enum Metric {
  /** Money, in the ledger's currency. */
  AMOUNT,
  /** Units sold, refunded ones taken off. */
  COUNT
}
