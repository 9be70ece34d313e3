/**
 * The seeded simulator: the ledger's own core, rules, batches and scripts on a virtual clock, log
 * and Redis, under faults that a seed decides.
 */
@NullMarked
package io.salesledger.windowing.sim;

import org.jspecify.annotations.NullMarked;
