package io.salesledger.windowing.topology;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Holds a thread that comes by, also one that is interrupted, until it is let go. */
final class HoldUp {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final CountDownLatch arrived = new CountDownLatch(1);
  private final CountDownLatch letGo = new CountDownLatch(1);

  /** Called by the thread to be held. */
  void here() {
    arrived.countDown();
    boolean interrupted = false;
    while (!isLetGo()) {
      try {
        letGo.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for one. */
  void awaitHeld() {
    await().atMost(PATIENCE).until(() -> arrived.getCount() == 0);
  }

  boolean isLetGo() {
    return letGo.getCount() == 0;
  }

  void letGo() {
    letGo.countDown();
  }
}
