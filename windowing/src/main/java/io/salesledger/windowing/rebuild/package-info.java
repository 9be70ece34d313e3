/**
 * The views folded anew from the log, beside the live ones, by the ledger's own core and without
 * Storm; proved by the audit, which shares no code with the fold; then switched.
 */
@NullMarked
package io.salesledger.windowing.rebuild;

import org.jspecify.annotations.NullMarked;
