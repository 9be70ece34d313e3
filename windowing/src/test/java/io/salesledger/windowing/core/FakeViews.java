package io.salesledger.windowing.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Views in memory that answer as the real ones do: one owner, one sequence, accounts that add up, a
 * limit on what one commit may touch.
 */
final class FakeViews implements OwnedViews {
  private final Map<String, List<Long>> sums = new HashMap<>();
  private final List<QuarantineEntry> quarantine = new ArrayList<>();
  private final Map<Long, Long> resolvedBy = new HashMap<>();
  private final List<Commit> made = new ArrayList<>();
  private final List<Long> ends = new ArrayList<>();
  private final Set<Long> lostReplies = new HashSet<>();
  private AppliedOffsets applied = AppliedOffsets.below(0);
  private long sequence;
  private long accounted;
  private long payments;
  private long amount;
  private int claims;
  private int refusals;
  private String epoch = "";
  private String broken = "";
  private boolean madeAnew;
  private long mostEntries = Long.MAX_VALUE;
  private int mostCommits = Integer.MAX_VALUE;

  @Override
  public ClaimAnswer.Granted claim(int partition) {
    claims++;
    epoch = claims + "-nonce";
    return new ClaimAnswer.Granted(epoch, sequence, applied);
  }

  @Override
  public QuarantineAnswer quarantine(
      int partition, String claimedEpoch, long made, AppliedOffsets base, Set<Long> offsets) {
    if (!broken.isEmpty()) {
      return new QuarantineAnswer.Broken(broken);
    } else if (!claimedEpoch.equals(epoch) || made != sequence || !base.equals(applied)) {
      return new QuarantineAnswer.Stale("epoch " + epoch + ", sequence " + sequence);
    }
    Set<Long> quarantined = new HashSet<>();
    quarantine.forEach(entry -> quarantined.add(entry.offset()));
    quarantined.retainAll(offsets);
    Map<Long, Long> settled = new HashMap<>(resolvedBy);
    settled.keySet().retainAll(offsets);
    return new QuarantineAnswer.Known(quarantined, settled);
  }

  @Override
  public CommitAnswer commit(Commit commit) {
    CommitAnswer answer = once(commit);
    // The store sends the same commit again when no reply came.
    return answer instanceof CommitAnswer.Ok && lostReplies.remove(commit.sequence())
        ? once(commit)
        : answer;
  }

  @Override
  public CommitAnswer heartbeat(int partition, String claimedEpoch, long atMillis, long endOffset) {
    ends.add(endOffset);
    return heartbeat(partition, claimedEpoch, atMillis);
  }

  @Override
  public CommitAnswer heartbeat(int partition, String claimedEpoch, long atMillis) {
    return claimedEpoch.equals(epoch) ? new CommitAnswer.Ok() : new CommitAnswer.Fenced(epoch);
  }

  @Override
  public void showWindow(int partition, WindowSums windowSums, long asOfMillis) {}

  @Override
  public boolean markBroken(String reason) {
    return !madeAnew;
  }

  /** How often somebody claimed. */
  int claims() {
    return claims;
  }

  /** Other views are in the place of these. */
  void makeAnew() {
    madeAnew = true;
  }

  private CommitAnswer once(Commit commit) {
    if (!broken.isEmpty()) {
      return new CommitAnswer.Broken(broken);
    }
    if (!commit.epoch().equals(epoch)) {
      return new CommitAnswer.Fenced(epoch);
    }
    if (commit.sequence() == sequence) {
      return new CommitAnswer.Already();
    }
    if (sequence < commit.sequence() - 1) {
      return new CommitAnswer.Stale("sequence " + sequence);
    }
    if (!commit.base().equals(applied)) {
      return new CommitAnswer.Stale("applied " + applied);
    }
    Counters counters = commit.counters();
    long nowAccounted = accounted + counters.applied() + counters.quarantined() + counters.gaps();
    if (commit.applied().covered() != nowAccounted
        || counters.quarantined() != commit.quarantine().size()) {
      return new CommitAnswer.Broken("does not add up");
    }
    if (made.size() >= mostCommits) {
      return new CommitAnswer.Broken("no more");
    }
    if (commit.entries() > mostEntries) {
      refusals++;
      return new CommitAnswer.TooLarge(commit.entries());
    }
    write(commit, nowAccounted);
    return new CommitAnswer.Ok();
  }

  private void write(Commit commit, long nowAccounted) {
    made.add(commit);
    sequence = commit.sequence();
    applied = commit.applied();
    accounted = nowAccounted;
    payments += commit.counters().applied();
    RandomLog.addTo(sums, commit.sums());
    for (long sum : commit.sums().amounts()) {
      amount += sum;
    }
    quarantine.addAll(commit.quarantine());
    commit.resolutions().forEach(settled -> resolvedBy.put(settled.offset(), settled.by()));
  }

  /** No commit may touch more than this many entries. */
  void refuseAbove(long entries) {
    mostEntries = entries;
  }

  /** Once so many commits are made, the next one fails. */
  void refuseAfter(int commits) {
    mostCommits = commits;
  }

  /** The first reply to the commit of this sequence does not arrive. */
  void loseReplyTo(long commitSequence) {
    lostReplies.add(commitSequence);
  }

  /** The views go back to nothing, as a store that lost its last seconds. */
  void loseEverything() {
    sums.clear();
    quarantine.clear();
    resolvedBy.clear();
    applied = AppliedOffsets.below(0);
    sequence = 0;
    accounted = 0;
    payments = 0;
    amount = 0;
  }

  void damage(String reason) {
    broken = reason;
  }

  List<Commit> made() {
    return made;
  }

  Map<String, List<Long>> sums() {
    return sums;
  }

  List<QuarantineEntry> quarantine() {
    return quarantine;
  }

  /** Settled offsets, to those that count in their place. */
  Map<Long, Long> resolvedBy() {
    return resolvedBy;
  }

  AppliedOffsets applied() {
    return applied;
  }

  long payments() {
    return payments;
  }

  long amount() {
    return amount;
  }

  int refusals() {
    return refusals;
  }

  /** The log's ends that heartbeats told. */
  List<Long> toldEnds() {
    return ends;
  }
}
