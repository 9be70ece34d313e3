/** The service that answers for the ledger's views; it knows Redis and nothing behind it. */
@NullMarked
package io.salesledger.queryapi;

import org.jspecify.annotations.NullMarked;
