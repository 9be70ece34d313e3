package io.salesledger.ingest;

import java.time.Clock;

/**
 * When a transaction was opened, by both clocks. Immutable.
 *
 * @param nanos of {@link System#nanoTime}, which stands still while a machine sleeps
 * @param millis of a {@link Clock}, which people and time servers set
 */
record OpenSince(long nanos, long millis) {
  /** For how long: what a clock did not see, the other one did. */
  long millis(long nowNanos, long nowMillis) {
    return Math.max((nowNanos - nanos) / 1_000_000, nowMillis - millis);
  }
}
