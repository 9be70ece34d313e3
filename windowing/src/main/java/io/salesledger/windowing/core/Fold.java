package io.salesledger.windowing.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Folds batches of one partition into sums, dropping what is applied already. Sums commute, so the
 * order of batches does not matter, and a late payment is like any other. Only a requeued payment
 * is folded in the log's order: whether it counts depends on what is before it. Not thread-safe;
 * one fold makes one commit.
 */
public final class Fold {
  private final MinuteBuckets buckets = new MinuteBuckets();
  private final List<QuarantineEntry> quarantine = new ArrayList<>();
  private final RequeueRules requeueRules;
  private final int limit;
  private AppliedOffsets applied;
  private long payments;
  private long gaps;
  private long duplicates;
  private long late;
  private long misrouted;
  private long newestEventMillis;
  private boolean waiting;

  /** A fold of nothing, for batches without requeues. */
  public Fold(AppliedOffsets applied, int limit) {
    this(applied, limit, QuarantineAnswer.NONE);
  }

  /**
   * A fold of nothing.
   *
   * @param applied what is in the views
   * @param limit how many entries, (product, minute) pairs and quarantined offsets, it may hold; at
   *     least 1
   * @param quarantine how the views stand with the offsets that requeues name
   */
  public Fold(AppliedOffsets applied, int limit, QuarantineAnswer.Known quarantine) {
    if (limit < 1) {
      throw new IllegalArgumentException("a fold holds at least one entry, not " + limit);
    }
    this.applied = applied;
    this.limit = limit;
    this.requeueRules = new RequeueRules(quarantine, this.quarantine);
  }

  /** How many entries it holds. */
  public int entries() {
    return buckets.size() + quarantine.size();
  }

  /** What is in the views once this fold is committed. */
  public AppliedOffsets applied() {
    return applied;
  }

  /**
   * Folds the batch's offsets from {@code start} on, in offset order, until its end, until an entry
   * more would exceed the limit, or until a requeued payment with offsets before it that are not
   * applied: then {@link #isWaiting}.
   *
   * @return the first offset not folded; the batch's {@code next} when all is
   */
  public long add(PaymentBatch batch, long start) {
    PaymentBatch.Columns columns = batch.columns();
    List<QuarantineEntry> refused = batch.quarantine();
    boolean mayOverlap = applied.reaches(start);
    int[] numbers = new int[columns.products().length];
    Arrays.fill(numbers, -1);
    int refusedAt = 0;
    while (refusedAt < refused.size() && refused.get(refusedAt).offset() < start) {
      refusedAt++;
    }
    long firstPayments = payments;
    int firstRefused = quarantine.size();
    long cut = batch.next();
    for (int row = 0; row < columns.size(); row++) {
      long offset = columns.offsets()[row];
      if (offset < start) {
        continue;
      }
      refusedAt = addRefused(refused, refusedAt, offset, mayOverlap);
      if (refusedAt < refused.size() && refused.get(refusedAt).offset() < offset) {
        cut = refused.get(refusedAt).offset();
        break;
      }
      if (mayOverlap && applied.contains(offset)) {
        duplicates++;
      } else if ((columns.marks()[row] & PaymentBatch.REQUEUE) != 0) {
        if (!addRequeue(batch, start, row, numbers)) {
          cut = offset;
          break;
        }
      } else if (!addPayment(columns, row, numbers)) {
        cut = offset;
        break;
      }
    }
    if (cut == batch.next()) {
      refusedAt = addRefused(refused, refusedAt, batch.next(), mayOverlap);
      if (refusedAt < refused.size()) {
        cut = refused.get(refusedAt).offset();
      }
    }
    AppliedOffsets after = applied.plus(start, cut);
    gaps +=
        after.covered()
            - applied.covered()
            - (payments - firstPayments)
            - (quarantine.size() - firstRefused);
    applied = after;
    return cut;
  }

  private int addRefused(List<QuarantineEntry> refused, int at, long until, boolean mayOverlap) {
    int next = at;
    while (next < refused.size() && refused.get(next).offset() < until) {
      QuarantineEntry entry = refused.get(next);
      if (mayOverlap && applied.contains(entry.offset())) {
        duplicates++;
      } else if (entries() >= limit) {
        return next;
      } else {
        quarantine.add(entry);
      }
      next++;
    }
    return next;
  }

  /** All before the batch's start is applied, or the views do not tell what is before this. */
  private boolean addRequeue(PaymentBatch batch, long start, int row, int[] numbers) {
    if (applied.low() < start) {
      waiting = true;
      return false;
    }
    long offset = batch.columns().offsets()[row];
    Requeue requeue =
        batch.requeues().stream()
            .filter(one -> one.offset() == offset)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(batch + " lacks requeue " + offset));
    Optional<QuarantineEntry> refusal = requeueRules.refusal(requeue);
    if (refusal.isPresent()) {
      return entries() < limit && quarantine.add(refusal.get());
    }
    if (!addPayment(batch.columns(), row, numbers)) {
      return false;
    }
    requeueRules.accept(requeue);
    return true;
  }

  private boolean addPayment(PaymentBatch.Columns columns, int row, int[] numbers) {
    int index = columns.productIndex()[row];
    if (numbers[index] < 0) {
      numbers[index] = buckets.numberOf(columns.products()[index]);
    }
    long eventMillis = columns.eventMillis()[row];
    if (!buckets.add(
        numbers[index],
        eventMillis,
        columns.amounts()[row],
        columns.units()[row],
        limit - quarantine.size())) {
      return false;
    }
    payments++;
    newestEventMillis = Math.max(newestEventMillis, eventMillis);
    byte marks = columns.marks()[row];
    if (marks != 0) {
      late += marks & PaymentBatch.LATE;
      misrouted += (marks & PaymentBatch.MISROUTED) >> 1;
    }
    return true;
  }

  /** Whether it stopped at a requeued payment because something before that is not applied. */
  public boolean isWaiting() {
    return waiting;
  }

  /** What requeued payments settled so far. */
  public List<Resolution> resolutions() {
    return requeueRules.resolutions();
  }

  /** The sums so far. */
  public ProductMinutes sums() {
    return buckets.toProductMinutes();
  }

  /** The quarantined offsets so far, in the order they were folded. */
  public List<QuarantineEntry> quarantine() {
    return List.copyOf(quarantine);
  }

  /** The accounts so far. */
  public Counters counters() {
    return new Counters(
        payments, quarantine.size(), gaps, duplicates, late, misrouted, newestEventMillis);
  }
}
