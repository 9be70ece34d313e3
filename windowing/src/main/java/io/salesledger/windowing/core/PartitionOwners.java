package io.salesledger.windowing.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The partitions that one task owns. A partition whose views are damaged, or a ledger that belongs
 * to a newer launch, is left alone for good; an owner that was fenced, or whose views went back,
 * ends its process. Used by one thread.
 */
public final class PartitionOwners {
  private final OwnedViews views;
  private final CommitLimits limits;
  private final ReadTopic topic;
  private final Witness witness;
  private final Map<Integer, PartitionLedger> owned = new TreeMap<>();
  private Optional<String> stopped = Optional.empty();
  private boolean superseded;

  /** The topic that the owner's views are folded from. */
  public interface ReadTopic {
    /**
     * Whether the topic that has the name now is still the one that this owner started with. Asked
     * anew each time; no after yes is for good.
     */
    boolean isStillTheOne();
  }

  /** Views whose witness is told of each commit. */
  private record ToldCommits(Views views, Witness witness) implements Views {
    @Override
    public ClaimAnswer claim(int partition) {
      return views.claim(partition);
    }

    @Override
    public QuarantineAnswer quarantine(
        int partition, String epoch, long sequence, AppliedOffsets applied, Set<Long> offsets) {
      return views.quarantine(partition, epoch, sequence, applied, offsets);
    }

    @Override
    public CommitAnswer commit(Commit commit) {
      CommitAnswer answer = views.commit(commit);
      witness.committed();
      return answer;
    }
  }

  /** Who is told what happens to the owner. */
  public interface Witness {
    /** A partition was claimed. */
    void claimed(int partition, ClaimAnswer.Granted granted);

    /** A commit was answered; there may be many before {@link PartitionOwners#commit} returns. */
    void committed();

    /** The ledger belongs to a newer launch; this owner stays out. */
    void superseded(String launch);

    /** Nothing more is written. */
    void stopped(String reason);

    /**
     * The process must end at once, to claim anew; replay does the rest. What is fenced or stale is
     * not repaired in place.
     */
    void mustEnd(String reason);
  }

  /** An owner of nothing yet; its commits keep within these limits. */
  public PartitionOwners(OwnedViews views, CommitLimits limits, ReadTopic topic, Witness witness) {
    this.views = views;
    this.limits = limits;
    this.topic = topic;
    this.witness = witness;
  }

  /** Claims these partitions, as far as they are not owned yet. */
  public void claim(Collection<Integer> partitions) {
    if (stopped.isPresent() || superseded || owned.keySet().containsAll(partitions)) {
      return;
    }
    // Emptied views would be founded on a topic that is gone.
    if (hasAnotherTopic()) {
      return;
    }
    for (int partition : partitions) {
      if (!owned.containsKey(partition) && !claim(partition)) {
        return;
      }
    }
  }

  private boolean claim(int partition) {
    ClaimAnswer answer = views.claim(partition);
    if (answer instanceof ClaimAnswer.Granted granted) {
      witness.claimed(partition, granted);
      owned.put(
          partition,
          new PartitionLedger(partition, granted, new ToldCommits(views, witness), limits));
      return true;
    }
    if (answer instanceof ClaimAnswer.Superseded newer) {
      witness.superseded(newer.launch());
      superseded = true;
      owned.clear();
    } else if (answer instanceof ClaimAnswer.Broken broken && !hasAnotherTopic()) {
      // Without a ledger of ours there is nothing to stop for good: the claim is made again.
      stopIfThere("partition " + partition + ": " + broken.reason());
    }
    return false;
  }

  /**
   * Whoever started with a topic that is gone says nothing about the ledger, which may well be
   * folded from the present one: it ends, and claims anew as what it is then.
   */
  private boolean hasAnotherTopic() {
    if (topic.isStillTheOne()) {
      return false;
    }
    witness.mustEnd("the topic is gone, or was made anew since this process started");
    return true;
  }

  /** Nothing more is written by this owner; why is written down at the ledger. */
  public void stop(String reason) {
    if (stopped.isEmpty() && !stopIfThere(reason)) {
      mustEndBecauseGone(reason);
    }
  }

  /** Stops, if the ledger that is to stop is still there. */
  private boolean stopIfThere(String reason) {
    witness.stopped(reason);
    if (!views.markBroken(reason)) {
      return false;
    }
    stopped = Optional.of(reason);
    owned.clear();
    return true;
  }

  private void mustEndBecauseGone(String reason) {
    witness.mustEnd(
        "the damaged views are gone, made anew, or another launch's; they were: " + reason);
  }

  /**
   * Commits what is new in the window, partition by partition.
   *
   * @return the batches that are not in the views, and are to be failed
   */
  public List<PaymentBatch> commit(List<PaymentBatch> fresh) {
    Map<Integer, List<PaymentBatch>> byPartition = new LinkedHashMap<>();
    for (PaymentBatch batch : fresh) {
      byPartition.computeIfAbsent(batch.partition(), p -> new ArrayList<>()).add(batch);
    }
    List<PaymentBatch> failed = new ArrayList<>();
    byPartition.forEach(
        (partition, batches) -> {
          if (!commit(partition, batches)) {
            batches.stream().filter(batch -> !batch.isReleased()).forEach(failed::add);
          }
        });
    return failed;
  }

  private boolean commit(int partition, List<PaymentBatch> batches) {
    PartitionLedger owner = owned.get(partition);
    if (owner == null) {
      return false;
    }
    PartitionLedger.Outcome outcome = owner.commit(batches);
    if (outcome instanceof PartitionLedger.Outcome.Lost lost) {
      witness.mustEnd(lost.why());
      return false;
    }
    if (outcome instanceof PartitionLedger.Outcome.Broken broken) {
      stop("partition " + partition + ": " + broken.reason());
      return false;
    }
    return !(outcome instanceof PartitionLedger.Outcome.Waiting);
  }

  /**
   * Tells that this task lives, and how far the log reaches.
   *
   * @param atMillis when the log's ends were seen, epoch milliseconds
   * @param endOffsets by partition, as far as they are known
   */
  public void heartbeat(long atMillis, Map<Integer, Long> endOffsets) {
    // Again and again: another task's claim may have taken it for mended.
    if (stopped.isPresent() && !views.markBroken(stopped.get())) {
      mustEndBecauseGone(stopped.get());
      return;
    }
    for (Map.Entry<Integer, PartitionLedger> entry : owned.entrySet()) {
      int partition = entry.getKey();
      String epoch = entry.getValue().epoch();
      CommitAnswer answer =
          Optional.ofNullable(endOffsets.get(partition))
              .map(end -> views.heartbeat(partition, epoch, atMillis, end))
              .orElseGet(() -> views.heartbeat(partition, epoch, atMillis));
      if (!(answer instanceof CommitAnswer.Ok)) {
        witness.mustEnd("partition " + partition + " is not ours any more: " + answer);
        return;
      }
    }
  }

  /** Shows the sliding window's sums of each partition. */
  public void showWindows(Map<Integer, WindowSums> sums, int products, long asOfMillis) {
    for (int partition : owned.keySet()) {
      WindowSums all = sums.getOrDefault(partition, WindowSums.NONE);
      views.showWindow(
          partition,
          new WindowSums(
              all.payments(), all.amount(), WindowSums.largest(all.amountByProduct(), products)),
          asOfMillis);
    }
  }
}
