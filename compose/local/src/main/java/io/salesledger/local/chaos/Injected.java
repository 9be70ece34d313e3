package io.salesledger.local.chaos;

/**
 * A fault that was done.
 *
 * @param atNanos when, as of {@link System#nanoTime}
 * @param detail what was done exactly
 */
record Injected(long atNanos, String detail) {
  /** One done just now. */
  static Injected now(String detail) {
    return new Injected(System.nanoTime(), detail);
  }
}
