package io.salesledger.parts;

import io.salesledger.contract.LedgerFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for what other processes do, but never past a request to stop. Any thread may call it; all
 * of its waits throw {@link StoppedException} once it is to stop, or their thread is interrupted.
 */
public final class Waiting {
  private static final long POLL_MILLIS = 50;

  private final CountDownLatch stop = new CountDownLatch(1);

  /** The run is to stop now: no failure. */
  public static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** One that says so. */
    public StoppedException() {
      super("stopped before it was done");
    }
  }

  /** Asks whoever waits, now or later, to stop. */
  public void requestStop() {
    stop.countDown();
  }

  /** Whether it is to stop. */
  public boolean isStopRequested() {
    return stop.getCount() == 0;
  }

  /** Throws if it is to stop. */
  public void check() {
    if (isStopRequested()) {
      throw new StoppedException();
    }
  }

  /** Waits that long. */
  public void pause(long millis) {
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
  public void until(String what, Duration patience, BooleanSupplier condition) {
    until(what, patience, POLL_MILLIS, condition);
  }

  /**
   * Waits until something holds.
   *
   * @param what does not come, for the message
   * @param pollMillis between two looks
   * @throws LedgerFailure if it does not hold in time
   */
  public void until(String what, Duration patience, long pollMillis, BooleanSupplier condition) {
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadlineNanos > 0) {
        throw LedgerFailure.failed("no " + what + " within " + patience.toSeconds() + " s");
      }
      pause(pollMillis);
    }
  }

  /**
   * Waits until there is something.
   *
   * @param what does not come, for the message
   * @throws LedgerFailure if it does not come in time
   */
  public <T> T untilPresent(String what, Duration patience, Supplier<Optional<T>> wanted) {
    List<T> found = new ArrayList<>();
    until(
        what,
        patience,
        () -> {
          wanted.get().ifPresent(found::add);
          return !found.isEmpty();
        });
    return found.get(0);
  }
}
