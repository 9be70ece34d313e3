/** The ledger's views in Redis: the scripts that claim a partition and commit to it. */
@NullMarked
package io.salesledger.windowing.store;

import org.jspecify.annotations.NullMarked;
