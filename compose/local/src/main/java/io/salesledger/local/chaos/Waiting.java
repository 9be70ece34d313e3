package io.salesledger.local.chaos;

import io.salesledger.contract.LedgerFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits, but never past a request to stop. Any thread may call it. */
final class Waiting {
  private static final long POLL_MILLIS = 50;

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

  /** Waits that long. */
  void pause(long millis) {
    try {
      if (stop.await(millis, TimeUnit.MILLISECONDS)) {
        throw new StoppedException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppedException();
    }
  }

  /**
   * Waits until something holds.
   *
   * @param what does not come, for the message
   * @throws LedgerFailure if it does not hold in time
   */
  void until(String what, Duration patience, BooleanSupplier condition) {
    boolean unused =
        untilPresent(
            what, patience, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  /**
   * Waits until there is something.
   *
   * @param what does not come, for the message
   * @throws LedgerFailure if it does not come in time
   */
  <T> T untilPresent(String what, Duration patience, Supplier<Optional<T>> wanted) {
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    while (true) {
      Optional<T> found = wanted.get();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() - deadlineNanos > 0) {
        throw LedgerFailure.failed("no " + what + " within " + patience.toSeconds() + " s");
      }
      pause(POLL_MILLIS);
    }
  }
}
