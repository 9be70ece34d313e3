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
  private final ProductCounters productCounters = new ProductCounters();
  private final List<QuarantineEntry> quarantine = new ArrayList<>();
  private final RequeueRules requeueRules;
  private final int limit;
  private AppliedOffsets applied;
  private int notedAt = Integer.MAX_VALUE;
  private Optional<CommitCost> prefixCost = Optional.empty();
  private Optional<Prefix> prefix = Optional.empty();
  private long payments;
  private long gaps;
  private long duplicates;
  private boolean waiting;
  private Optional<String> contradiction = Optional.empty();

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

  /**
   * The payments that were folded while there were no more entries than one script may write.
   *
   * @param cost what that script would cost
   * @param payments how many they are
   */
  record Prefix(CommitCost cost, long payments) {}

  /** From now on it notes what is folded before there are more than so many entries. */
  void notePrefixOf(int entries) {
    notedAt = entries;
  }

  private void notePrefix() {
    if (prefixCost.isEmpty()) {
      prefixCost = Optional.of(new CommitCost(notedAt, buckets.products(), buckets.minutes()));
    }
    if (entries() > notedAt) {
      prefix = prefixCost.map(cost -> new Prefix(cost, payments));
      notedAt = Integer.MAX_VALUE;
    }
  }

  /** Empty until there is a payment with one entry more. */
  Optional<Prefix> prefix() {
    return prefix;
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
   * applied: then {@link #isWaiting}. So it is when the start is in the middle of a portion that is
   * applied: how many payments of it are before is not known. Where the log has other payments than
   * a portion says, there is a {@link #contradiction}, and nothing may be committed.
   *
   * @return the first offset not folded; the batch's {@code next} when all is
   */
  public long add(PaymentBatch batch, long start) {
    PortionSeen portion = new PortionSeen(applied.portion(), batch.columns().products());
    if (portion.isCutBy(start)) {
      waiting = true;
      return start;
    }
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
      if (mayOverlap
          && (applied.contains(offset) || portion.holds(offset, columns.productIndex()[row]))) {
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
    contradiction = portion.contradiction(start, cut);
    if (contradiction.isPresent()) {
      return start;
    }
    AppliedOffsets after = applied.plus(start, cut, portion.payments());
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
    if (entries() >= notedAt) {
      notePrefix();
    }
    payments++;
    productCounters.add(numbers[index], eventMillis, columns.marks()[row]);
    return true;
  }

  /** Whether it stopped because something before is not applied. */
  public boolean isWaiting() {
    return waiting;
  }

  /** Why this fold is none. */
  Optional<String> contradiction() {
    return contradiction;
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
    return productCounters.all().plus(countersBesidePayments());
  }

  /** What one product's payments add to the accounts. */
  Counters counters(int product) {
    return productCounters.of(product);
  }

  /** What else is added to them. */
  Counters countersBesidePayments() {
    return new Counters(0, quarantine.size(), gaps, duplicates, 0, 0, 0);
  }
}
