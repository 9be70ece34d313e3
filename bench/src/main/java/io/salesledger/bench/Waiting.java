package io.salesledger.bench;

import io.salesledger.contract.LedgerFailure;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Waits, but never past a request to stop. Any thread may call it. */
final class Waiting {
  private final CountDownLatch stop = new CountDownLatch(1);

  /** The run is to stop now: no failure. */
  static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
      super("stopped before it was done");
    }
  }

  /** Asks whoever waits, now or later, to stop. */
  void requestStop() {
    stop.countDown();
  }

  boolean isStopRequested() {
    return stop.getCount() == 0;
  }

  /** Throws if it is to stop. */
  void check() {
    if (isStopRequested()) {
      throw new StoppedException();
    }
  }

  /**
   * Waits until something holds.
   *
   * @param what does not come, for the message
   * @param pollMillis between two looks
   * @throws LedgerFailure if it does not hold in time
   */
  void until(String what, Duration patience, long pollMillis, BooleanSupplier condition) {
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw LedgerFailure.failed("no " + what + " within " + patience.toSeconds() + " s");
      }
      try {
        if (stop.await(pollMillis, TimeUnit.MILLISECONDS)) {
          throw new StoppedException();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoppedException();
      }
    }
  }
}
