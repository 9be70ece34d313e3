package io.salesledger.windowing.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A small log of one partition: each offset holds a payment, something to be quarantined, or
 * nothing. Cut into batches at will, and folded naively as the oracle.
 */
final class RandomLog {
  private final TreeMap<Long, BatchBuilder.Payment> payments = new TreeMap<>();
  private final TreeMap<Long, QuarantineEntry> refused = new TreeMap<>();
  private final long end;

  RandomLog(Random random, int end) {
    this.end = end;
    for (long offset = 0; offset < end; offset++) {
      int what = random.nextInt(10);
      if (what == 0) {
        refused.put(
            offset, new QuarantineEntry(offset, 5, QuarantineReason.BAD_TIMESTAMP, "at " + offset));
      } else if (what > 2) {
        payments.put(offset, payment(random, offset));
      }
    }
  }

  private static BatchBuilder.Payment payment(Random random, long offset) {
    int sign = random.nextInt(5) == 0 ? -1 : 1;
    return new BatchBuilder.Payment(
        offset,
        "P" + random.nextInt(4),
        BatchBuilder.MINUTE + random.nextInt(4 * 60_000),
        sign * (long) random.nextInt(1_000_000),
        sign * (1 + random.nextInt(3)),
        (byte) random.nextInt(4));
  }

  /** Batches that cover the whole log, with overlaps, in any order. */
  List<PaymentBatch> deliveries(Random random) {
    List<PaymentBatch> batches = new ArrayList<>();
    long covered = 0;
    while (covered < end) {
      long from = Math.max(0, covered - random.nextInt(4));
      long next = Math.min(end, covered + 1 + random.nextInt(12));
      batches.add(cut(from, next));
      if (random.nextInt(3) == 0) {
        batches.add(cut(random.nextInt((int) next), next));
      }
      covered = next;
    }
    Collections.shuffle(batches, random);
    return batches;
  }

  PaymentBatch cut(long from, long next) {
    BatchBuilder batch = BatchBuilder.batch(from, next);
    payments.subMap(from, next).values().forEach(batch::add);
    refused.subMap(from, next).values().forEach(batch::refused);
    return batch.build();
  }

  /** The sums of every payment, each once: {@code product@minute} to amount and units. */
  Map<String, List<Long>> sums() {
    Map<String, List<Long>> sums = new HashMap<>();
    for (BatchBuilder.Payment payment : payments.values()) {
      sums.merge(
          payment.product() + "@" + payment.eventMillis() / 60_000 * 60_000,
          List.of(payment.amount(), (long) payment.units()),
          RandomLog::sum);
    }
    return sums;
  }

  /** Adds a fold's sums to a map like that of {@link #sums()}. */
  static void addTo(Map<String, List<Long>> sums, ProductMinutes added) {
    for (int i = 0; i < added.size(); i++) {
      sums.merge(
          added.products()[i] + "@" + added.minuteMillis()[i],
          List.of(added.amounts()[i], added.units()[i]),
          RandomLog::sum);
    }
  }

  private static List<Long> sum(List<Long> one, List<Long> other) {
    return List.of(one.get(0) + other.get(0), one.get(1) + other.get(1));
  }

  long end() {
    return end;
  }

  List<QuarantineEntry> quarantine() {
    return List.copyOf(refused.values());
  }

  long payments() {
    return payments.size();
  }

  long amount() {
    return payments.values().stream().mapToLong(BatchBuilder.Payment::amount).sum();
  }

  long marked(int mark) {
    return payments.values().stream().filter(payment -> (payment.marks() & mark) != 0).count();
  }

  long newestEventMillis() {
    return payments.values().stream().mapToLong(BatchBuilder.Payment::eventMillis).max().orElse(0);
  }

  /** Records, valid or not, that these batches hold. */
  static long records(List<PaymentBatch> batches) {
    return batches.stream().mapToLong(b -> b.columns().size() + b.quarantine().size()).sum();
  }
}
