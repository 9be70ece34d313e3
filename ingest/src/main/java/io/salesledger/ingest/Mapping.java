package io.salesledger.ingest;

import io.salesledger.contract.LedgerSettings;

/**
 * All that decides which payment a row becomes. Two imports of one file are the same import only
 * where this is the same too. Immutable; any thread may read it.
 *
 * @param columns where each thing stands
 * @param times how times are written
 * @param currency the ledger's own
 */
record Mapping(Columns columns, EventTimes times, LedgerSettings.Currency currency) {

  /** The same text for the same mapping, however its options were written. For people too. */
  String text() {
    return columns.text()
        + "; time "
        + times.text()
        + "; "
        + currency.code()
        + " at "
        + currency.scale()
        + " decimals";
  }
}
