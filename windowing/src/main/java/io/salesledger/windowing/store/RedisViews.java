package io.salesledger.windowing.store;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.Commit;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.CommitLimits;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.OwnedViews;
import io.salesledger.windowing.core.QuarantineAnswer;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.core.WindowSums;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import redis.clients.jedis.Transaction;

/**
 * The views in Redis. Every change is one script, so that readers see all of it or nothing. One
 * instance is used by one thread.
 */
public final class RedisViews implements OwnedViews, AutoCloseable {
  private final RedisSession session;
  private final ScriptedViews scripted;
  private final RedisRights rights;
  private final LedgerSettings settings;
  private final ViewKeys keys;
  private boolean hasRights;

  /** Views of this identity for one launch of the topology. */
  public RedisViews(
      RedisSession session, LedgerSettings settings, LedgerIdentity identity, Launch launch) {
    this.session = session;
    this.settings = settings;
    this.keys = settings.redis().keys();
    RedisScripts scripts = new RedisScripts(session);
    this.rights = new RedisRights(scripts, settings.redis());
    this.scripted =
        new ScriptedViews(scripts, () -> UUID.randomUUID().toString(), settings, identity, launch);
  }

  /** How much its owners commit at once. */
  public static CommitLimits limits(LedgerSettings.Views views) {
    return new CommitLimits(views.commitEntries(), views.foldEntries());
  }

  /**
   * See {@link Views#claim}.
   *
   * @throws LedgerFailure if this Redis does not let us run what commits run
   */
  @Override
  public ClaimAnswer claim(int partition) {
    if (!hasRights) {
      rights.check();
      hasRights = true;
    }
    return scripted.claim(partition);
  }

  @Override
  public QuarantineAnswer quarantine(
      int partition, String epoch, long sequence, AppliedOffsets applied, Set<Long> offsets) {
    return scripted.quarantine(partition, epoch, sequence, applied, offsets);
  }

  @Override
  public CommitAnswer commit(Commit commit) {
    return scripted.commit(commit);
  }

  @Override
  public CommitAnswer heartbeat(int partition, String epoch, long atMillis, long endOffset) {
    return scripted.heartbeat(partition, epoch, atMillis, endOffset);
  }

  @Override
  public CommitAnswer heartbeat(int partition, String epoch, long atMillis) {
    return scripted.heartbeat(partition, epoch, atMillis);
  }

  @Override
  public void showWindow(int partition, WindowSums sums, long asOfMillis) {
    int lengthMillis = settings.window().lengthMillis();
    Map<String, Double> scores = new HashMap<>();
    sums.amountByProduct().forEach((product, amount) -> scores.put(product, (double) amount));
    session.call(
        jedis -> {
          try (Transaction step = jedis.multi()) {
            step.hset(
                keys.window(partition),
                Map.of(
                    "lengthMillis", Integer.toString(lengthMillis),
                    "payments", Long.toString(sums.payments()),
                    "amount", Long.toString(sums.amount()),
                    "asOfMillis", Long.toString(asOfMillis)));
            step.pexpire(keys.window(partition), lengthMillis);
            step.del(keys.windowLeaderboard(partition));
            if (!scores.isEmpty()) {
              step.zadd(keys.windowLeaderboard(partition), scores);
              step.pexpire(keys.windowLeaderboard(partition), lengthMillis);
            }
            return step.exec();
          }
        });
  }

  @Override
  public boolean markBroken(String reason) {
    return scripted.markBroken(reason);
  }

  @Override
  public void close() {
    session.close();
  }
}
