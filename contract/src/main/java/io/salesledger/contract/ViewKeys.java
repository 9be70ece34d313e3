package io.salesledger.contract;

import java.io.Serializable;

/**
 * The names of every Redis key of a ledger, all below one prefix. Minutes are the UTC epoch
 * milliseconds of a minute's start. Immutable; any thread may call it.
 *
 * @param prefix what all keys begin with, before a colon
 */
public record ViewKeys(String prefix) implements Serializable {

  /** String: all products' cumulative amount in minor units. */
  public String total() {
    return prefix + ":total";
  }

  /** String: all products' cumulative units. */
  public String totalCount() {
    return prefix + ":total:count";
  }

  /** Hash: productId to its cumulative amount in minor units. */
  public String realtime() {
    return prefix + ":realtime";
  }

  /** Hash: productId to its cumulative units. */
  public String realtimeCount() {
    return prefix + ":realtime:count";
  }

  /** List of {@code minute,cumulative amount}, oldest first, one entry an active minute. */
  public String timeline() {
    return prefix + ":timeline";
  }

  /** List of {@code minute,cumulative units}, oldest first, one entry an active minute. */
  public String timelineCount() {
    return prefix + ":timeline:count";
  }

  /** As {@link #timeline()}, for one product. */
  public String productTimeline(String productId) {
    return prefix + ":timeline:amount:" + productId;
  }

  /** As {@link #timelineCount()}, for one product. */
  public String productTimelineCount(String productId) {
    return prefix + ":timeline:count:" + productId;
  }

  /** Sorted set: productId scored by cumulative amount in minor units. */
  public String leaderboardAmount() {
    return prefix + ":leaderboard:amount";
  }

  /** Sorted set: productId scored by cumulative units. */
  public String leaderboardCount() {
    return prefix + ":leaderboard:count";
  }

  /** Sorted set: productId scored by the amount of one minute, in minor units; expires. */
  public String minuteLeaderboardAmount(long minuteMillis) {
    return prefix + ":leaderboard:amount:" + minuteMillis;
  }

  /** Sorted set: productId scored by the units of one minute; expires. */
  public String minuteLeaderboardCount(long minuteMillis) {
    return prefix + ":leaderboard:count:" + minuteMillis;
  }

  /**
   * Hash of one partition's sliding window: lengthMillis, payments, amount (minor units),
   * asOfMillis; expires.
   */
  public String window(int partition) {
    return prefix + ":window:" + partition;
  }

  /** Sorted set: the window's products scored by amount in minor units; expires. */
  public String windowLeaderboard(int partition) {
    return prefix + ":window:leaderboard:" + partition;
  }

  /**
   * Hash of the ledger's identity: id, clusterId, topicId, topic, currency, scale, layout,
   * launchMillis, launch, partitions (comma-separated, ascending: those ever claimed),
   * timelineMinutes, minuteBoardMillis, switchedAtMillis (when it took another set's place) once
   * one did, and broken (why it stopped) while it has. In a set of views beside the live one also
   * rebuild (filling, clearing or kept), rebuildBy and rebuildAtMillis.
   */
  public String ledger() {
    return prefix + ":ledger";
  }

  /**
   * Hash of one partition's accounts: epoch, sequence, low, ranges ({@code from-next,...}, next
   * exclusive, among them at most one portion {@code from-next/below/payments}), applied,
   * quarantined, requeued, gaps, duplicates, late, misrouted, newestEventMillis, dirty (0 or 1).
   */
  public String partition(int partition) {
    return prefix + ":ledger:" + partition;
  }

  /** Hash: atMillis, endOffset. */
  public String heartbeat(int partition) {
    return prefix + ":heartbeat:" + partition;
  }

  /**
   * Stream of what could not be applied, the newest of it: partition, offset, schemaId, reason,
   * detail.
   */
  public String quarantine() {
    return prefix + ":quarantine";
  }

  /** String: how many quarantined offsets the stream no longer lists, to keep its bound. */
  public String quarantineUnlisted() {
    return prefix + ":quarantine:unlisted";
  }

  /** Offsets that one key of {@link #quarantineOffsets} stands for: 8 KB at most. */
  public static final int OFFSETS_A_KEY = 65_536;

  /**
   * Bitmap of a partition's quarantined offsets, listed or not: bit {@code offset - first} of the
   * key whose offsets begin at {@code first}, a multiple of {@value #OFFSETS_A_KEY}.
   */
  public String quarantineOffsets(int partition, long offset) {
    return quarantineOffsetsStem(partition) + (offset - Math.floorMod(offset, OFFSETS_A_KEY));
  }

  /** What comes before the first offset in the keys of {@link #quarantineOffsets}. */
  public String quarantineOffsetsStem(int partition) {
    return prefix + ":quarantine:offsets:" + partition + ":";
  }

  /** Hash: a quarantined offset to the one that was counted in its place, both of a partition. */
  public String quarantineResolved(int partition) {
    return prefix + ":quarantine:resolved:" + partition;
  }
}
