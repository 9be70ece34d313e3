package io.salesledger.local.status;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.store.RedisSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** Reads from Redis how far each partition is. Connects for each answer; any thread may call it. */
public final class ViewsProgress {
  private final LedgerSettings.Redis redis;

  /** That of these views. */
  public ViewsProgress(LedgerSettings.Redis redis) {
    this.redis = redis;
  }

  /**
   * Every partition that was ever claimed, ascending; empty before the first.
   *
   * @throws LedgerFailure if Redis is not reachable or answers something else
   */
  public List<PartitionProgress> read() {
    ViewKeys keys = redis.keys();
    return ask(
        jedis -> {
          String partitions = jedis.hget(keys.ledger(), "partitions");
          List<PartitionProgress> progress = new ArrayList<>();
          if (partitions != null && !partitions.isBlank()) {
            for (String partition : partitions.split(",", -1)) {
              progress.add(read(jedis, keys, Integer.parseInt(partition.strip())));
            }
          }
          return List.copyOf(progress);
        });
  }

  /**
   * What the topology says of itself: why it stopped for good, or what should be mended while it
   * counts on; empty if neither.
   *
   * @throws LedgerFailure if Redis is not reachable or answers something else
   */
  public Optional<String> trouble() {
    String ledger = redis.keys().ledger();
    return ask(
        jedis ->
            Optional.ofNullable(jedis.hget(ledger, "broken"))
                .map(why -> "the topology stopped for good: " + why)
                .or(() -> Optional.ofNullable(jedis.hget(ledger, "warning"))));
  }

  private <T> T ask(Function<Jedis, T> question) {
    try (Jedis jedis = RedisSession.connect(redis)) {
      return question.apply(jedis);
    } catch (NumberFormatException e) {
      throw LedgerFailure.failed(
          "the views at "
              + redis.displayUri()
              + " are damaged: no number where one must be ("
              + e.getMessage()
              + "); make them anew with: ledger rebuild",
          e);
    } catch (JedisException e) {
      throw LedgerFailure.failed(
          "cannot read the views at "
              + redis.displayUri()
              + " ("
              + LedgerFailure.rootMessage(e)
              + "); is Redis up, and ledger.redis.uri right?",
          e);
    }
  }

  private static PartitionProgress read(Jedis jedis, ViewKeys keys, int partition) {
    Map<String, String> accounts = jedis.hgetAll(keys.partition(partition));
    Map<String, String> heartbeat = jedis.hgetAll(keys.heartbeat(partition));
    long low = number(accounts, "low");
    long knownEnd = Long.parseLong(heartbeat.getOrDefault("endOffset", "-1"));
    // The end is told once a second; what was counted since is before the end all the same.
    long end = knownEnd < 0 ? -1 : Math.max(knownEnd, low);
    long applied = number(accounts, "applied");
    long quarantined = number(accounts, "quarantined");
    long gaps = number(accounts, "gaps");
    return new PartitionProgress(
        partition,
        low,
        end,
        end < 0 ? -1 : end - low,
        applied,
        quarantined,
        number(accounts, "requeued"),
        gaps,
        covered(low, accounts) == applied + quarantined + gaps && number(accounts, "dirty") == 0,
        number(heartbeat, "atMillis"));
  }

  private static long number(Map<String, String> fields, String name) {
    return Long.parseLong(fields.getOrDefault(name, "0"));
  }

  /** How many offsets are accounted for; -1, which balances nothing, if that is not told. */
  private static long covered(long low, Map<String, String> accounts) {
    String ranges = accounts.get("ranges");
    if (ranges == null) {
      return -1;
    }
    try {
      return AppliedOffsets.parse(low, ranges).covered();
    } catch (IllegalArgumentException e) {
      return -1;
    }
  }
}
