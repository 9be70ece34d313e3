/** Reads the views in Redis, each answer in one atomic step together with its offsets. */
@NullMarked
package io.salesledger.queryapi.store;

import org.jspecify.annotations.NullMarked;
