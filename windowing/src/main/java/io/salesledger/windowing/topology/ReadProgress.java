package io.salesledger.windowing.topology;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.PartitionMarks.Mark;
import io.salesledger.windowing.core.PartitionReads;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How far reading may be ahead of the views: no more records than {@code
 * ledger.uncommitted.records}, and no more than the views took lately in three quarters of the
 * window. What is read beyond that would wait longer than a batch may be in flight, be failed, and
 * be read again while it still lies in memory. Less would cost the views more: what waits together
 * is written once for each product and minute. The consumer's thread asks, the guard's thread tells
 * the marks.
 *
 * <p>While there are more products than one script holds, it is also told to take partitions one
 * after the other: as many records of one partition are written with far fewer entries than of all.
 */
final class ReadProgress {
  /** Acks come through the same thread: it is never held longer than this. */
  private static final long LONGEST_WAIT_MILLIS = 200;

  /** Two polls of the default size, however slow the views were: their pace shows only by them. */
  private static final long LEAST_RECORDS = 20_000;

  /** Marks come ten times a second, after each slide at most. */
  private static final long MARKS_MILLIS = 100;

  /** The pace falls by a fifth an interval at most: a pause is not a slow Redis. */
  private static final double SLOWER = 0.8;

  /** Between two commits in portions there is a slide and a poll: a pause of some is no end. */
  private static final long PORTIONS_LATELY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final PartitionReads reads;
  private final long most;
  private final int scriptEntries;
  private final LongSupplier nanoTime;
  private final double intervalNanos;
  private final double aheadNanos;
  private final Map<Integer, Mark> marks = new HashMap<>();
  private long intervalStart;
  private long gained;
  private boolean measuring;
  private double recordsANano = Double.MAX_VALUE;
  private boolean hasLookedAtKeys;
  private boolean hasManyProducts;
  private OptionalLong lastPortionNanos = OptionalLong.empty();

  ReadProgress(PartitionReads reads, LedgerSettings settings) {
    this(
        reads,
        settings.storm().uncommittedRecords(),
        settings.views().commitEntries(),
        settings.window(),
        System::nanoTime);
  }

  /** The same by another clock, in nanoseconds. */
  ReadProgress(
      PartitionReads reads,
      long most,
      int scriptEntries,
      LedgerSettings.Window window,
      LongSupplier nanoTime) {
    this.reads = reads;
    this.most = most;
    this.scriptEntries = scriptEntries;
    this.nanoTime = nanoTime;
    this.intervalNanos = TimeUnit.MILLISECONDS.toNanos(window.slideMillis() + MARKS_MILLIS);
    // What waits for one such commit, and then is the next, is still within the two windows that a
    // tuple has at least. Less than two slides would leave the views idle until the next one.
    this.aheadNanos =
        TimeUnit.MILLISECONDS.toNanos(
            Math.max(window.lengthMillis() * 3L / 4, 2L * window.slideMillis()));
    this.intervalStart = nanoTime.getAsLong();
  }

  /** The views hold so much of the partition. */
  synchronized void applied(int partition, Mark mark) {
    reads.applied(partition, mark.low());
    long now = nanoTime.getAsLong();
    Mark before = marks.put(partition, mark);
    long more = before == null ? 0 : Math.max(0, mark.covered() - before.covered());
    gained += more;
    if (more > 0 && mark.low() == before.low()) {
      lastPortionNanos = OptionalLong.of(now);
    }
    double passed = (double) (now - intervalStart);
    if (isUnknown() && gained > 0 && !measuring) {
      // What came before the first mark says nothing of the pace.
      measuring = true;
      begin(now);
    } else if (passed >= intervalNanos) {
      double measured = gained / passed;
      if (measuring) {
        recordsANano = isUnknown() ? measured : Math.max(measured, recordsANano * SLOWER);
      }
      begin(now);
    }
    notifyAll();
  }

  /**
   * What one poll brought of one partition. Before there is a pace, the first one of more records
   * than a script holds entries tells how it may be.
   */
  synchronized void polled(List<ConsumerRecord<byte[], Object>> records) {
    if (hasLookedAtKeys || records.size() <= scriptEntries) {
      return;
    }
    hasLookedAtKeys = true;
    Set<ByteBuffer> keys = new HashSet<>();
    records.stream()
        .flatMap(record -> Optional.ofNullable(record.key()).stream())
        .forEach(key -> keys.add(ByteBuffer.wrap(key)));
    hasManyProducts = keys.size() > scriptEntries;
  }

  /**
   * Whether partitions are to be read one after the other: commits are written in portions, or are
   * going to be. Otherwise it gains nothing, and partitions would be apart in event time.
   */
  synchronized boolean takesTurns() {
    return isUnknown()
        ? hasManyProducts
        : lastPortionNanos.isPresent()
            && nanoTime.getAsLong() - lastPortionNanos.getAsLong() < PORTIONS_LATELY_NANOS;
  }

  /** Whether half of what may be ahead is of this partition: one is written, the next one read. */
  synchronized boolean hasHadItsTurn(int partition) {
    return reads.outstanding(partition) > limit() / 2;
  }

  private boolean isUnknown() {
    return recordsANano == Double.MAX_VALUE;
  }

  private void begin(long now) {
    intervalStart = now;
    gained = 0;
  }

  /** Whether nothing more is to be read now. */
  synchronized boolean isFull() {
    return reads.outstanding() > limit();
  }

  private long limit() {
    return Math.min(most, Math.max(LEAST_RECORDS, (long) (recordsANano * aheadNanos)));
  }

  /** Waits, not longer than {@value #LONGEST_WAIT_MILLIS} ms, until there is room. */
  synchronized void awaitRoom() {
    long deadline = System.nanoTime() + LONGEST_WAIT_MILLIS * 1_000_000;
    long left = LONGEST_WAIT_MILLIS;
    try {
      while (left > 0 && isFull()) {
        wait(left);
        left = (deadline - System.nanoTime()) / 1_000_000;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
