package io.salesledger.windowing.sim;

/** What the ledger has to get through, and what no single fault is sure to bring. */
enum Met {
  /** A portion is in the views, the rest of its offsets is not: after a script. */
  PORTION,
  /** The views were damaged when the faults ended, and the ledger said so. */
  DAMAGE_SAID
}
