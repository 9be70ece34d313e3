package io.salesledger.local.chaos;

/**
 * What came of one fault.
 *
 * @param kind what was done
 * @param detail how exactly
 * @param recoverySeconds from the fault until the API showed, of a ledger that lives, all that was
 *     on the log half a second after it
 * @param offsets of the log when its figures were compared
 * @param figures how many were
 * @param differences how many of them were not what the log says
 */
record FaultResult(
    FaultKind kind,
    String detail,
    double recoverySeconds,
    long offsets,
    long figures,
    long differences) {}
