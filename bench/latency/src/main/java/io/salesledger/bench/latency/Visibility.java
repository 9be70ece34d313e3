package io.salesledger.bench.latency;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;

/**
 * Finds for each payment the first answer that holds it: the first whose low-water mark of the
 * payment's partition is above the payment's offset. A payment that is applied above the mark is
 * thus found late, never early. Thread-safe.
 */
final class Visibility {
  private final List<Partition> partitions = new ArrayList<>();
  private Delays sinceDue = new Delays();
  private Delays sinceAppend = new Delays();
  private long waiting;

  /** One partition, as appended and as answered. */
  private static final class Partition {
    /** Appended and in no answer yet, in offset order. */
    private final Queue<Appended> waiting = new ArrayDeque<>();

    /** The first answer of each low-water mark: what was appended may be told of later. */
    private final TreeMap<Long, Visible> marks = new TreeMap<>();
  }

  /**
   * One payment on the log.
   *
   * @param dueNanos when it was to be handed over, of {@link System#nanoTime()}
   * @param appendMillis the broker's stamp
   * @param measured whether it counts: those of the warm-up do not
   */
  record Appended(int partition, long offset, long dueNanos, long appendMillis, boolean measured) {}

  Visibility(int partitions) {
    for (int i = 0; i < partitions; i++) {
      this.partitions.add(new Partition());
    }
  }

  /** Takes notice of a payment; those of one partition come in offset order. */
  synchronized void appended(Appended payment) {
    Partition partition = partitions.get(payment.partition());
    Map.Entry<Long, Visible> seen = partition.marks.higherEntry(payment.offset());
    if (seen != null) {
      record(payment, seen.getValue());
    } else {
      partition.waiting.add(payment);
      waiting++;
    }
  }

  /**
   * Takes notice of an answer.
   *
   * @param lows low-water marks by partition; one that is absent is not begun
   */
  synchronized void answered(Map<Integer, Long> lows, Visible at) {
    lows.forEach((number, low) -> answered(partitions.get(number), low, at));
  }

  private void answered(Partition partition, long low, Visible at) {
    if (!partition.marks.isEmpty() && low <= partition.marks.lastKey()) {
      return;
    }
    partition.marks.put(low, at);
    Appended next = partition.waiting.peek();
    while (next != null && next.offset() < low) {
      partition.waiting.remove();
      waiting--;
      record(next, at);
      next = partition.waiting.peek();
    }
  }

  private void record(Appended payment, Visible at) {
    if (payment.measured()) {
      sinceDue.add((at.nanos() - payment.dueNanos()) / 1000);
      sinceAppend.add((at.millis() - payment.appendMillis()) * 1000);
    }
  }

  /** How many payments no answer holds yet, of those that were told of. */
  synchronized long waiting() {
    return waiting;
  }

  /** From when a payment was due, so that a sender held up counts too. */
  synchronized Delays.Spread sinceDue() {
    return sinceDue.spread();
  }

  /** From the broker's stamp. */
  synchronized Delays.Spread sinceAppend() {
    return sinceAppend.spread();
  }

  /** Begins to count anew; the answers stay known. */
  synchronized void restart() {
    sinceDue = new Delays();
    sinceAppend = new Delays();
  }
}
