package io.salesledger.windowing.core;

import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The owner of one partition: folds batches and commits them, all that there are at once. What has
 * more entries than one script may write is committed in {@link Portion}s, product by product, so
 * that each product and minute is written once for many payments. Where that can't be, or would
 * cost the views more, as many payments are committed at once as the entries allow, be it to the
 * middle of a batch. Keeps the applied offsets that the views hold, changed only once the views
 * said so. Not thread-safe.
 */
public final class PartitionLedger {
  private final int partition;
  private final Views views;
  private final CommitLimits limits;
  private final String epoch;

  /** By the end of a batch; what is below the mark is forgotten, so no more than wait. */
  private final NavigableMap<Long, Integer> logEpochs = new TreeMap<>();

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
     * A requeued payment cannot be judged before all that is before it, nor a portion be gone on
     * with from its middle: what is not released is to be read again.
     *
     * @param why for the log
     */
    record Waiting(String why) implements Outcome {}

    /** The views are damaged: nothing more may be written. */
    record Broken(String reason) implements Outcome {}
  }

  /** The owner that a claim granted. */
  public PartitionLedger(
      int partition, ClaimAnswer.Granted granted, Views views, CommitLimits limits) {
    this.partition = partition;
    this.views = views;
    this.limits = limits;
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
    batches.forEach(batch -> batch.logEpoch().ifPresent(is -> logEpochs.put(batch.next(), is)));
    Pass pass = new Pass(batches.stream().filter(b -> !b.isReleased()).toList());
    while (!pass.isDone()) {
      Optional<Outcome> end = pass.takesPortions() ? commitInPortions(pass) : commitAtOnce(pass);
      if (end.isPresent()) {
        return end.get();
      }
    }
    return new Outcome.Committed();
  }

  /** One call's batches, and how far they are committed. */
  private final class Pass {
    private final List<PaymentBatch> waiting;
    private WindowSums unreleased = WindowSums.NONE;
    private int limit = limits.commitEntries();
    private boolean byOffsets = limits.foldEntries() <= limit;
    private int first;
    private long start;

    Pass(List<PaymentBatch> waiting) {
      this.waiting = waiting;
      this.start = waiting.isEmpty() ? 0 : waiting.get(0).from();
    }

    boolean isDone() {
      return first == waiting.size();
    }

    List<PaymentBatch> rest() {
      return waiting.subList(first, waiting.size());
    }

    /**
     * Portions are of offsets none of which is applied. Whether a requeued payment counts depends
     * on what is before it, of all products.
     */
    boolean takesPortions() {
      return !byOffsets
          && applied.portion().isEmpty()
          && !applied.reaches(start)
          && rest().stream().allMatch(batch -> batch.requeues().isEmpty());
    }

    /** Folds from where it is. */
    Folded fold(QuarantineAnswer.Known named, int most, boolean alsoBeyondHoles) {
      Fold fold = new Fold(applied, most, named);
      if (most > limit) {
        fold.notePrefixOf(limit);
      }
      int next = first;
      long cut = start;
      boolean whole = true;
      while (whole && next < waiting.size()) {
        PaymentBatch batch = waiting.get(next);
        long from = next == first ? start : batch.from();
        if (from != cut && !alsoBeyondHoles) {
          break;
        }
        cut = fold.add(batch, from);
        whole = cut == batch.next();
        next += whole ? 1 : 0;
      }
      return new Folded(fold, next, cut, whole);
    }

    /** What was folded is in the views. */
    void took(Folded folded, WindowSums sums) {
      unreleased = unreleased.plus(sums);
      for (PaymentBatch batch : waiting.subList(first, folded.next())) {
        batch.release(unreleased);
        unreleased = WindowSums.NONE;
      }
      // What was too large is likely to be so again; what fits may be more next time.
      limit = Math.min(limits.commitEntries(), limit * 2);
      first = folded.next();
      start = !folded.whole() || isDone() ? folded.cut() : waiting.get(first).from();
    }
  }

  /**
   * A fold of some batches.
   *
   * @param next the first batch that is not folded to its end
   * @param cut the first offset that is not folded
   * @param whole whether no batch is folded in part
   */
  private record Folded(Fold fold, int next, long cut, boolean whole) {}

  /** As much as fits into one commit. */
  private Optional<Outcome> commitAtOnce(Pass pass) {
    QuarantineAnswer named = named(pass.rest());
    if (named instanceof QuarantineAnswer.Broken broken) {
      return Optional.of(new Outcome.Broken(broken.reason()));
    } else if (named instanceof QuarantineAnswer.Stale stale) {
      return Optional.of(wentBack(stale.found()));
    }
    return commitAtOnce(pass, pass.fold((QuarantineAnswer.Known) named, pass.limit, true));
  }

  private Optional<Outcome> commitAtOnce(Pass pass, Folded folded) {
    Fold fold = folded.fold();
    if (fold.contradiction().isPresent()) {
      return fold.contradiction().map(Outcome.Broken::new);
    }
    Commit commit =
        toCommit(
            fold.applied(), fold.counters(), fold.sums(), fold.quarantine(), fold.resolutions());
    CommitAnswer answer = views.commit(commit);
    if (answer instanceof CommitAnswer.TooLarge tooLarge) {
      pass.limit = smallerThan(pass.limit, commit, tooLarge);
      // A product with that much to move would have to be cut.
      pass.byOffsets = true;
      return Optional.empty();
    }
    Optional<Outcome> refusal = refusal(answer);
    if (refusal.isPresent()) {
      return refusal;
    }
    committed(commit);
    pass.took(folded, WindowSums.of(commit.counters().applied(), commit.sums()));
    return fold.isWaiting()
        ? Optional.of(
            new Outcome.Waiting(
                pass.waiting.get(folded.next())
                    + " cannot be folded at "
                    + folded.cut()
                    + " before what is not applied, applied is "
                    + applied))
        : Optional.empty();
  }

  /**
   * As much as may be folded at once; in one commit if it fits, or by offsets if that is cheaper.
   */
  private Optional<Outcome> commitInPortions(Pass pass) {
    long from = pass.start;
    Folded folded = pass.fold(QuarantineAnswer.NONE, limits.foldEntries(), false);
    Fold fold = folded.fold();
    if (fold.entries() <= pass.limit) {
      return commitAtOnce(pass, folded);
    }
    Portions portions = new Portions(fold, applied, from, folded.cut());
    if (fold.prefix().filter(cut -> !portions.areCheaperThan(cut, pass.limit)).isPresent()) {
      pass.byOffsets = true;
      return Optional.empty();
    }
    while (!portions.isDone()) {
      Optional<Portions.Piece> piece = portions.peek(pass.limit);
      if (piece.isEmpty()) {
        pass.byOffsets = true;
        pass.unreleased = pass.unreleased.plus(portions.taken());
        return Optional.empty();
      }
      Portions.Piece portion = piece.get();
      Commit commit =
          toCommit(
              portion.applied(),
              portion.counters(),
              portion.sums(),
              portion.quarantine(),
              List.of());
      CommitAnswer answer = views.commit(commit);
      if (answer instanceof CommitAnswer.TooLarge tooLarge) {
        pass.limit = smallerThan(pass.limit, commit, tooLarge);
        continue;
      }
      Optional<Outcome> refusal = refusal(answer);
      if (refusal.isPresent()) {
        return refusal;
      }
      committed(commit);
      portions.take(portion);
    }
    pass.took(folded, portions.taken());
    return Optional.empty();
  }

  private void committed(Commit commit) {
    sequence++;
    applied = commit.applied();
    logEpochs.headMap(applied.low()).clear();
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

  private Commit toCommit(
      AppliedOffsets after,
      Counters counters,
      ProductMinutes sums,
      List<QuarantineEntry> quarantine,
      List<Resolution> resolutions) {
    return new Commit(
        partition,
        epoch,
        sequence + 1,
        applied,
        after,
        counters,
        sums,
        quarantine,
        resolutions,
        logEpochAt(after.low()));
  }

  /** Not known where a batch is cut: what is in its middle may be of an older leader. */
  private OptionalInt logEpochAt(long low) {
    Integer known = logEpochs.get(low);
    return known == null ? OptionalInt.empty() : OptionalInt.of(known);
  }

  /**
   * A limit of which a commit costs no more than it may, by the cost that was told; at most half.
   */
  private int smallerThan(int limit, Commit commit, CommitAnswer.TooLarge tooLarge) {
    if (commit.entries() <= 1) {
      throw new IllegalStateException("a commit of one entry was refused as too large");
    }
    // A portion's entries may be more than its limit, what is left of a log fewer.
    int was = Math.min(limit, commit.entries());
    long fitting = (long) was * limits.commitEntries() / Math.max(1, tooLarge.cost());
    return (int) Math.max(1, Math.min(was / 2, fitting));
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
