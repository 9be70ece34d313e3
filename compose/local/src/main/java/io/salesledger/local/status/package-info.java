/** How far the ledger is, as its views in Redis tell. */
@NullMarked
package io.salesledger.local.status;

import org.jspecify.annotations.NullMarked;
