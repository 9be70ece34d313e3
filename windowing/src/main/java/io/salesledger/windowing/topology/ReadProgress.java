package io.salesledger.windowing.topology;

import io.salesledger.windowing.core.PartitionReads;

/**
 * Reading waits while too many records lie between what was read and what is in the views. The
 * consumer's thread waits, the guard's thread tells the marks.
 */
final class ReadProgress {
  /** Acks come through the same thread: it is never held longer than this. */
  private static final long LONGEST_WAIT_MILLIS = 200;

  private final PartitionReads reads;
  private final long limit;

  ReadProgress(PartitionReads reads, long limit) {
    this.reads = reads;
    this.limit = limit;
  }

  /** The views hold the partition up to this mark. */
  synchronized void applied(int partition, long low) {
    reads.applied(partition, low);
    notifyAll();
  }

  /** Waits, not longer than {@value #LONGEST_WAIT_MILLIS} ms, until there is room. */
  synchronized void awaitRoom() {
    long deadline = System.nanoTime() + LONGEST_WAIT_MILLIS * 1_000_000;
    long left = LONGEST_WAIT_MILLIS;
    try {
      while (left > 0 && reads.outstanding() > limit) {
        wait(left);
        left = (deadline - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
