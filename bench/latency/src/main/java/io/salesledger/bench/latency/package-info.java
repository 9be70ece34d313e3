/**
 * How long after its append a payment is in the answers of the query API, measured from outside on
 * a stack as users run it.
 */
@NullMarked
package io.salesledger.bench.latency;

import org.jspecify.annotations.NullMarked;
