package io.salesledger.windowing.core;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The owner of one partition: folds batches and commits them, as many payments to a commit as its
 * entries allow, be it in the middle of a batch: many payments of few products are one commit.
 * Keeps the applied offsets that the views hold, changed only once the views said so. Not
 * thread-safe.
 */
public final class PartitionLedger {
  private final int partition;
  private final Views views;
  private final int commitEntries;
  private final String epoch;
  private long sequence;
  private AppliedOffsets applied;

  /** How a run of commits ended. */
  public sealed interface Outcome {
    /** All batches are in the views and released. */
    record Committed() implements Outcome {}

    /**
     * This owner is none any more: its process must end and claim anew.
     *
     * @param why for the log
     */
    record Lost(String why) implements Outcome {}

    /**
     * A requeued payment cannot be judged before all that is before it: what is not released is to
     * be read again.
     *
     * @param why for the log
     */
    record Waiting(String why) implements Outcome {}

    /** The views are damaged: nothing more may be written. */
    record Broken(String reason) implements Outcome {}
  }

  /** The owner that a claim granted. */
  public PartitionLedger(
      int partition, ClaimAnswer.Granted granted, Views views, int commitEntries) {
    this.partition = partition;
    this.views = views;
    this.commitEntries = commitEntries;
    this.epoch = granted.epoch();
    this.sequence = granted.sequence();
    this.applied = granted.applied();
  }

  /** The partition's claim. */
  public String epoch() {
    return epoch;
  }

  /** The offsets that the views hold, as of the last commit. */
  public AppliedOffsets applied() {
    return applied;
  }

  /**
   * Commits these batches in this order and releases them. Batches that were released before are
   * skipped. A batch of duplicates alone is committed too: that is how views that went back are
   * noticed.
   */
  public Outcome commit(List<PaymentBatch> batches) {
    List<PaymentBatch> waiting = batches.stream().filter(b -> !b.isReleased()).toList();
    WindowSums unreleased = WindowSums.NONE;
    int limit = commitEntries;
    int first = 0;
    long start = waiting.isEmpty() ? 0 : waiting.get(0).from();
    while (first < waiting.size()) {
      QuarantineAnswer named = named(waiting.subList(first, waiting.size()));
      if (named instanceof QuarantineAnswer.Broken broken) {
        return new Outcome.Broken(broken.reason());
      } else if (named instanceof QuarantineAnswer.Stale stale) {
        return wentBack(stale.found());
      }
      Fold fold = new Fold(applied, limit, (QuarantineAnswer.Known) named);
      int next = first;
      long cut = start;
      boolean whole = true;
      while (whole && next < waiting.size()) {
        PaymentBatch batch = waiting.get(next);
        cut = fold.add(batch, next == first ? start : batch.from());
        whole = cut == batch.next();
        next += whole ? 1 : 0;
      }
      Commit commit = toCommit(fold);
      CommitAnswer answer = views.commit(commit);
      if (answer instanceof CommitAnswer.TooLarge tooLarge) {
        limit = smallerThan(commit, tooLarge);
        continue;
      }
      Optional<Outcome> refusal = refusal(answer);
      if (refusal.isPresent()) {
        return refusal.get();
      }
      sequence++;
      applied = fold.applied();
      unreleased = unreleased.plus(WindowSums.of(commit.counters().applied(), commit.sums()));
      for (PaymentBatch batch : waiting.subList(first, next)) {
        batch.release(unreleased);
        unreleased = WindowSums.NONE;
      }
      if (fold.isWaiting()) {
        return new Outcome.Waiting(
            waiting.get(next) + " has a requeue at " + cut + ", applied is " + applied);
      }
      // What was too large is likely to be so again; what fits may be more next time.
      limit = Math.min(commitEntries, limit * 2);
      first = next;
      start = !whole || first == waiting.size() ? cut : waiting.get(first).from();
    }
    return new Outcome.Committed();
  }

  /** What the views hold of the offsets that requeues name; mostly there are none. */
  private QuarantineAnswer named(List<PaymentBatch> batches) {
    Set<Long> offsets = new TreeSet<>();
    for (PaymentBatch batch : batches) {
      batch.requeues().forEach(requeue -> offsets.add(requeue.of()));
    }
    return offsets.isEmpty()
        ? QuarantineAnswer.NONE
        : views.quarantine(partition, epoch, sequence, applied, offsets);
  }

  private Commit toCommit(Fold fold) {
    return new Commit(
        partition,
        epoch,
        sequence + 1,
        applied,
        fold.applied(),
        fold.counters(),
        fold.sums(),
        fold.quarantine(),
        fold.resolutions());
  }

  /** As many entries as cost no more than a commit may, by the cost that was told; at most half. */
  private int smallerThan(Commit commit, CommitAnswer.TooLarge tooLarge) {
    if (commit.entries() <= 1) {
      throw new IllegalStateException("a commit of one entry was refused as too large");
    }
    long fitting = (long) commit.entries() * commitEntries / Math.max(1, tooLarge.cost());
    return (int) Math.max(1, Math.min(commit.entries() / 2, fitting));
  }

  private Outcome wentBack(String found) {
    return new Outcome.Lost("the views of partition " + partition + " went back: " + found);
  }

  private Optional<Outcome> refusal(CommitAnswer answer) {
    if (answer instanceof CommitAnswer.Fenced fenced) {
      return Optional.of(
          new Outcome.Lost("partition " + partition + " is owned by " + fenced.ownerEpoch()));
    }
    if (answer instanceof CommitAnswer.Stale stale) {
      return Optional.of(wentBack(stale.found()));
    }
    if (answer instanceof CommitAnswer.Broken broken) {
      return Optional.of(new Outcome.Broken(broken.reason()));
    }
    return Optional.empty();
  }
}
