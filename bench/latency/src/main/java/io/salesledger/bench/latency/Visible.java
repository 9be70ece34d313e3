package io.salesledger.bench.latency;

/**
 * When an answer was there.
 *
 * @param nanos of {@link System#nanoTime()}
 * @param millis UTC epoch milliseconds, which the broker's stamps are compared with
 */
record Visible(long nanos, long millis) {
  static Visible now() {
    return new Visible(System.nanoTime(), System.currentTimeMillis());
  }
}
