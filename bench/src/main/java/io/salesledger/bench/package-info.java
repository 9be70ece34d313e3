/**
 * Side-by-side measurements: the same payments, each contender in its own processes, in turns, each
 * one's sums checked.
 */
@NullMarked
package io.salesledger.bench;

import org.jspecify.annotations.NullMarked;
