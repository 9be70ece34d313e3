package io.salesledger.windowing.topology;

import java.io.Serializable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Calls of which one runs at a time, and none once they are ended.
 *
 * <p>A worker that ends interrupts a task's thread, waits for it for a tenth of a second (a
 * window's trigger for two seconds), and closes the task from a thread of its own, whether the
 * first has ended or not (Storm's {@code ExecutorShutdown} and {@code TimeTriggerPolicy}). What is
 * thrown there ends the process that closes the worker; what a thread throws that finds its
 * connections closed ends the worker. For any thread.
 */
final class Turns implements Serializable {
  private static final long serialVersionUID = 1L;

  private final ReentrantLock turn = new ReentrantLock();
  private volatile boolean ended;

  /** Waits for its turn and calls it; does nothing once they are ended. */
  void take(Runnable call) {
    turn.lock();
    try {
      if (!ended) {
        call.run();
      }
    } finally {
      turn.unlock();
    }
  }

  /**
   * Ends them.
   *
   * @param patienceMillis how long a turn that was begun is waited for
   * @return whether none is left; if not, one is still running
   */
  boolean end(long patienceMillis) {
    ended = true;
    try {
      if (!turn.tryLock() && !turn.tryLock(patienceMillis, TimeUnit.MILLISECONDS)) {
        return false;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    turn.unlock();
    return true;
  }

  /** Whether they were ended, though one may still be running. */
  boolean isEnded() {
    return ended;
  }
}
