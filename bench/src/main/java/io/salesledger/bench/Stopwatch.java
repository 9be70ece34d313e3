package io.salesledger.bench;

import io.salesledger.contract.LedgerFailure;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Notes when the broker hands out the first bytes of a topic since this began to look. It looks on
 * a thread of its own.
 */
final class Stopwatch implements AutoCloseable {
  private static final long POLL_MILLIS = 2;
  private static final double NANOS_A_SECOND = 1e9;
  private static final long NOT_YET = Long.MIN_VALUE;

  private final AtomicLong firstBytesNanos = new AtomicLong(NOT_YET);
  private final Thread watcher;

  private Stopwatch(Ground ground, String topic) {
    long before = ground.bytesOut(topic);
    watcher =
        new Thread(
            () -> {
              try {
                while (ground.bytesOut(topic) == before) {
                  Thread.sleep(POLL_MILLIS);
                }
                firstBytesNanos.set(System.nanoTime());
              } catch (InterruptedException e) {
                // No longer wanted.
              }
            },
            "first bytes");
    watcher.setDaemon(true);
    watcher.start();
  }

  static Stopwatch watch(Ground ground, String topic) {
    return new Stopwatch(ground, topic);
  }

  /** Whether the first bytes were handed out. */
  boolean hasBegun() {
    return firstBytesNanos.get() != NOT_YET;
  }

  /**
   * Seconds from the first bytes to this moment.
   *
   * @param nanos of {@link System#nanoTime}
   * @throws LedgerFailure if there were none: whoever finished has not read this topic
   */
  double secondsUntil(long nanos) {
    long first = firstBytesNanos.get();
    if (first == NOT_YET) {
      throw LedgerFailure.failed("it finished without a payment of the broker's");
    }
    return (nanos - first) / NANOS_A_SECOND;
  }

  @Override
  public void close() {
    watcher.interrupt();
  }
}
