package io.salesledger.windowing.topology;

import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.PartitionLedger;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.WindowSums;
import io.salesledger.windowing.store.RedisViews;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that one LedgerBolt task owns. A partition whose views are damaged, or a ledger
 * that belongs to a newer launch, is left alone for good; an owner that was fenced, or whose views
 * went back, ends the process. Used by one thread.
 */
final class PartitionOwners {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionOwners.class);

  private final RedisViews views;
  private final int commitEntries;
  private final Halt halt;
  private final Map<Integer, PartitionLedger> owned = new TreeMap<>();
  private Optional<String> stopped = Optional.empty();
  private boolean superseded;
  private boolean saidThatItStopped;

  PartitionOwners(RedisViews views, int commitEntries, Halt halt) {
    this.views = views;
    this.commitEntries = commitEntries;
    this.halt = halt;
  }

  /** Claims these partitions, as far as they are not owned yet. */
  void claim(Iterable<Integer> partitions) {
    for (int partition : partitions) {
      if (stopped.isPresent() || superseded) {
        return;
      }
      if (!owned.containsKey(partition)) {
        claim(partition);
      }
    }
  }

  private void claim(int partition) {
    ClaimAnswer answer = views.claim(partition);
    if (answer instanceof ClaimAnswer.Granted granted) {
      LOG.info("Claimed partition {}: {}, {}", partition, granted.epoch(), granted.applied());
      owned.put(partition, new PartitionLedger(partition, granted, views, commitEntries));
    } else if (answer instanceof ClaimAnswer.Superseded newer) {
      LOG.error("The ledger belongs to the newer launch {}; this one stays out", newer.launch());
      superseded = true;
      owned.clear();
    } else if (answer instanceof ClaimAnswer.Broken broken) {
      stop("partition " + partition + ": " + broken.reason());
    }
  }

  /** Nothing more is written by this task; why is written down. */
  void stop(String reason) {
    LOG.error("The ledger stops: {}", reason);
    stopped = Optional.of(reason);
    owned.clear();
    sayThatItStopped(reason);
  }

  /** Again and again: another task's claim may have taken it for mended. */
  private void sayThatItStopped(String reason) {
    boolean said = views.markBroken(reason);
    if (saidThatItStopped && !said) {
      halt.because("the damaged views are gone, to be filled anew; they were: " + reason);
    }
    saidThatItStopped = said;
  }

  /**
   * Commits a partition's batches.
   *
   * @return false if they are not in the views, and are to be failed
   */
  boolean commit(int partition, List<PaymentBatch> batches) {
    PartitionLedger owner = owned.get(partition);
    if (owner == null) {
      return false;
    }
    PartitionLedger.Outcome outcome = owner.commit(batches);
    if (outcome instanceof PartitionLedger.Outcome.Lost lost) {
      halt.because(lost.why());
      return false;
    }
    if (outcome instanceof PartitionLedger.Outcome.Broken broken) {
      stop("partition " + partition + ": " + broken.reason());
      return false;
    }
    return true;
  }

  /** Tells that this task lives, and how far the log reaches. */
  void heartbeat(LogEnds.Seen seen) {
    stopped.ifPresent(this::sayThatItStopped);
    for (Map.Entry<Integer, PartitionLedger> entry : owned.entrySet()) {
      int partition = entry.getKey();
      CommitAnswer answer =
          views.heartbeat(
              partition,
              entry.getValue().epoch(),
              seen.atMillis(),
              seen.endOffsets().getOrDefault(partition, 0L));
      if (!(answer instanceof CommitAnswer.Ok)) {
        halt.because("partition " + partition + " is not ours any more: " + answer);
        return;
      }
    }
  }

  /** Shows the sliding window's sums of each partition. */
  void showWindows(Map<Integer, WindowSums> sums, int products, long asOfMillis) {
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
