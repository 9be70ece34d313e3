package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.CommitArguments.bytes;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.Money;
import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.Commit;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.core.WindowSums;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import redis.clients.jedis.Transaction;

/**
 * The views in Redis. Every change is one script, so that readers see all of it or nothing. One
 * instance is used by one thread.
 */
public final class RedisViews implements Views, AutoCloseable {
  private final RedisScript claim = new RedisScript("claim.lua");
  private final RedisScript commit = new RedisScript("commit.lua");
  private final RedisScript heartbeat = new RedisScript("heartbeat.lua");
  private final LedgerStop stop;
  private final RedisSession session;
  private final LedgerSettings settings;
  private final ViewKeys keys;
  private final LedgerIdentity identity;
  private final Launch launch;
  private final CommitArguments commitArguments;

  /** Views of this identity for one launch of the topology. */
  public RedisViews(
      RedisSession session, LedgerSettings settings, LedgerIdentity identity, Launch launch) {
    this.session = session;
    this.settings = settings;
    this.keys = settings.redis().keys();
    this.stop = new LedgerStop(session, keys);
    this.identity = identity;
    this.launch = launch;
    this.commitArguments = new CommitArguments(settings.redis(), settings.views());
  }

  @Override
  public ClaimAnswer claim(int partition) {
    List<byte[]> arguments =
        List.of(
            bytes(keys.prefix()),
            bytes(partition),
            bytes(UUID.randomUUID().toString()),
            bytes(launch.millis()),
            bytes(launch.id()),
            bytes(UUID.randomUUID().toString()),
            bytes(identity.clusterId()),
            bytes(identity.topicId()),
            bytes(identity.topic()),
            bytes(identity.currency()),
            bytes(identity.scale()),
            bytes(LedgerIdentity.LAYOUT),
            bytes(identity.timelineMinutes()));
    List<String> answer = session.call(jedis -> claim.call(jedis, arguments));
    return switch (answer.get(0)) {
      case "GRANTED" -> granted(partition, answer);
      case "SUPERSEDED" -> new ClaimAnswer.Superseded(answer.get(1));
      case "BROKEN" -> new ClaimAnswer.Broken(answer.get(1));
      default -> throw new IllegalStateException("not an answer to a claim: " + answer);
    };
  }

  private ClaimAnswer granted(int partition, List<String> answer) {
    try {
      return new ClaimAnswer.Granted(
          answer.get(1),
          Long.parseLong(answer.get(2)),
          AppliedOffsets.parse(Long.parseLong(answer.get(3)), answer.get(4)));
    } catch (IllegalArgumentException e) {
      return new ClaimAnswer.Broken(
          keys.partition(partition) + " holds offsets that are none: " + e.getMessage());
    }
  }

  @Override
  public CommitAnswer commit(Commit change) {
    for (int row = 0; row < change.sums().size(); row++) {
      if (Math.abs(change.sums().amounts()[row]) > Money.MAX_CUMULATIVE_MINOR
          || Math.abs(change.sums().units()[row]) > Money.MAX_CUMULATIVE_MINOR) {
        return new CommitAnswer.Broken(
            "a minute of product " + change.sums().products()[row] + " goes beyond 2^53 - 1");
      }
    }
    List<byte[]> arguments = commitArguments.of(change);
    return toCommitAnswer(session.call(jedis -> commit.call(jedis, arguments)));
  }

  private static CommitAnswer toCommitAnswer(List<String> answer) {
    return switch (answer.get(0)) {
      case "OK" -> new CommitAnswer.Ok();
      case "ALREADY" -> new CommitAnswer.Already();
      case "TOO_LARGE" -> new CommitAnswer.TooLarge(Long.parseLong(answer.get(1)));
      case "FENCED" -> new CommitAnswer.Fenced(answer.get(1));
      case "STALE" -> new CommitAnswer.Stale(answer.get(1));
      case "BROKEN" -> new CommitAnswer.Broken(answer.get(1));
      default -> throw new IllegalStateException("not an answer to a commit: " + answer);
    };
  }

  /**
   * Tells that the owner of a partition lives. Never {@link CommitAnswer.Broken} or too large.
   *
   * @param atMillis when the log's end was seen, epoch milliseconds
   * @param endOffset the first offset that the log does not hold yet
   */
  public CommitAnswer heartbeat(int partition, String epoch, long atMillis, long endOffset) {
    List<byte[]> arguments =
        List.of(
            bytes(keys.prefix()),
            bytes(partition),
            bytes(epoch),
            bytes(atMillis),
            bytes(endOffset));
    return toCommitAnswer(session.call(jedis -> heartbeat.call(jedis, arguments)));
  }

  /**
   * Shows a partition's sliding window, until it is a window's length old.
   *
   * @param asOfMillis epoch milliseconds
   */
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

  /**
   * Writes down why the ledger stopped, if there is a ledger: see {@link LedgerStop}.
   *
   * @return whether there was one
   */
  public boolean markBroken(String reason) {
    return stop.because(reason);
  }

  @Override
  public void close() {
    session.close();
  }
}
