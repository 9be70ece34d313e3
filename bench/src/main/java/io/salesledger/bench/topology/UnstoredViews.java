package io.salesledger.bench.topology;

import io.salesledger.bench.contender.Sums;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.Commit;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.OwnedViews;
import io.salesledger.windowing.core.ProductMinutes;
import io.salesledger.windowing.core.QuarantineAnswer;
import io.salesledger.windowing.core.WindowSums;
import io.salesledger.windowing.store.LedgerIdentity;
import io.salesledger.windowing.store.RedisSession;
import io.salesledger.windowing.store.RedisViews;
import io.salesledger.windowing.topology.ViewsSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Views whose commits are not written: what a commit says is added up here, and only the mark of
 * the applied offsets goes to Redis, because the topology reads the log by it. Claims and
 * heartbeats are as ever. Once all of the log is folded, the sums are put into Redis, for the bench
 * to check. Used by one thread.
 */
public final class UnstoredViews implements OwnedViews {
  private final RedisViews redis;
  private final RedisSession session;
  private final ViewKeys keys;
  private final String name = UUID.randomUUID().toString();
  private final Sums sums = new Sums();
  private final Map<Integer, Long> lows = new HashMap<>();
  private final Map<Integer, Long> ends = new HashMap<>();
  private boolean shown;

  /** Views of this identity for one launch of the topology. */
  public UnstoredViews(
      RedisSession session, LedgerSettings settings, LedgerIdentity identity, Launch launch) {
    this.redis = new RedisViews(session, settings, identity, launch);
    this.session = session;
    this.keys = settings.redis().keys();
  }

  /** What makes them, in a worker, which has only the classes of this package and the ledger's. */
  public static ViewsSource source() {
    return UnstoredViews::new;
  }

  /** Hash of each task's sums as text, by a name of the task's own. */
  public static String sumsKey(ViewKeys keys) {
    return keys.prefix() + ":bench:sums";
  }

  @Override
  public ClaimAnswer claim(int partition) {
    return redis.claim(partition);
  }

  @Override
  public QuarantineAnswer quarantine(
      int partition, String epoch, long sequence, AppliedOffsets applied, Set<Long> offsets) {
    return redis.quarantine(partition, epoch, sequence, applied, offsets);
  }

  @Override
  public CommitAnswer commit(Commit commit) {
    ProductMinutes change = commit.sums();
    for (int row = 0; row < change.size(); row++) {
      sums.add(
          change.products()[row],
          change.minuteMillis()[row],
          change.amounts()[row],
          change.units()[row],
          0);
    }
    sums.addTotal(0, 0, commit.counters().applied());
    long low = commit.applied().low();
    lows.put(commit.partition(), low);
    if (shown) {
      // Else the bench, once it sees this mark, could take the sums of before it for all.
      long unused = session.call(jedis -> jedis.hdel(sumsKey(keys), name));
      shown = false;
    }
    long unused =
        session.call(
            jedis -> jedis.hset(keys.partition(commit.partition()), "low", Long.toString(low)));
    return new CommitAnswer.Ok();
  }

  @Override
  public CommitAnswer heartbeat(int partition, String epoch, long atMillis, long endOffset) {
    ends.put(partition, endOffset);
    if (!shown && isAllFolded()) {
      long unused = session.call(jedis -> jedis.hset(sumsKey(keys), name, sums.text()));
      shown = true;
    }
    return redis.heartbeat(partition, epoch, atMillis, endOffset);
  }

  @Override
  public CommitAnswer heartbeat(int partition, String epoch, long atMillis) {
    return redis.heartbeat(partition, epoch, atMillis);
  }

  private boolean isAllFolded() {
    return ends.keySet().containsAll(lows.keySet())
        && ends.entrySet().stream()
            .allMatch(end -> lows.getOrDefault(end.getKey(), 0L) >= end.getValue());
  }

  @Override
  public void showWindow(int partition, WindowSums window, long asOfMillis) {
    redis.showWindow(partition, window, asOfMillis);
  }

  @Override
  public boolean markBroken(String reason) {
    return redis.markBroken(reason);
  }
}
