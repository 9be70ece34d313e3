package io.salesledger.windowing.topology;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;

/**
 * How far each partition was read and how far it is in the views. Reading waits while too many
 * records lie between. The consumer's thread reads on, the guard's thread tells the marks.
 */
final class ReadProgress {
  /** Acks come through the same thread: it is never held longer than this. */
  private static final long LONGEST_WAIT_MILLIS = 200;

  private final long limit;
  private final Map<TopicPartition, Long> read = new ConcurrentHashMap<>();
  private final Map<TopicPartition, Long> applied = new ConcurrentHashMap<>();

  ReadProgress(long limit) {
    this.limit = limit;
  }

  /** Reading of this partition begins anew at its mark. */
  void begin(TopicPartition partition, long mark) {
    read.put(partition, mark);
    applied.put(partition, mark);
  }

  /** The partition is not read any more. */
  void end(TopicPartition partition) {
    read.remove(partition);
    applied.remove(partition);
  }

  /** Read up to {@code next}; returns where it stood before. */
  long advance(TopicPartition partition, long next) {
    Long from = read.put(partition, next);
    if (from == null) {
      throw new IllegalStateException(partition + " is read without having been taken");
    }
    return from;
  }

  /** The views hold the partition up to this mark. */
  synchronized void applied(TopicPartition partition, long mark) {
    if (applied.computeIfPresent(partition, (p, old) -> Math.max(old, mark)) != null) {
      notifyAll();
    }
  }

  /** Waits, not longer than {@value #LONGEST_WAIT_MILLIS} ms, until there is room. */
  synchronized void awaitRoom() {
    long deadline = System.nanoTime() + LONGEST_WAIT_MILLIS * 1_000_000;
    long left = LONGEST_WAIT_MILLIS;
    try {
      while (left > 0 && outstanding() > limit) {
        wait(left);
        left = (deadline - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long outstanding() {
    long sum = 0;
    for (Map.Entry<TopicPartition, Long> entry : read.entrySet()) {
      sum += Math.max(0, entry.getValue() - applied.getOrDefault(entry.getKey(), 0L));
    }
    return sum;
  }
}
