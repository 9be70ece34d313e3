package io.salesledger.ingest;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C (or a plain kill) into a request to stop, and holds the process until what was begun
 * is finished and reported, ten seconds at most. Any thread may call it.
 */
final class StopSignal implements AutoCloseable {
  private static final long GRACE_SECONDS = 10;

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::onShutdown, "stop-signal");

  private StopSignal() {}

  /** Listens until closed. */
  static StopSignal install() {
    StopSignal signal = new StopSignal();
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  private void onShutdown() {
    requested.countDown();
    try {
      finished.await(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether to stop now. */
  boolean isRequested() {
    return requested.getCount() == 0;
  }

  /** Waits that long, or shorter if stopping is requested meanwhile. */
  void await(long nanos) {
    try {
      requested.await(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      requested.countDown();
    }
  }

  /** To be called when all is reported. */
  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Shutting down already: the hook is what waited for this call.
      return;
    }
  }
}
