package io.salesledger.bench.latency;

import io.salesledger.contract.LedgerFailure;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits for what other processes do. Stateless. */
final class Waiting {
  private static final long POLL_MILLIS = 50;

  private Waiting() {}

  /**
   * Waits until something holds.
   *
   * @param what does not come, for the message
   * @throws LedgerFailure if it does not hold in time
   */
  static void until(String what, Duration patience, BooleanSupplier condition) {
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw LedgerFailure.failed("no " + what + " within " + patience.toSeconds() + " s");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw LedgerFailure.failed("stopped before it was done", e);
      }
    }
  }
}
