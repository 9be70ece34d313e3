package io.salesledger.bench;

import io.salesledger.bench.contender.Sums;
import io.salesledger.bench.topology.UnstoredViews;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.ViewKeys;
import io.salesledger.parts.Waiting;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;

/** Reads the ledger's views as any client would. For one thread. */
final class RedisRead implements AutoCloseable {
  private static final Duration UNSTORED_PATIENCE = Duration.ofMinutes(15);

  private final Jedis jedis;
  private final ViewKeys keys;

  RedisRead(LedgerSettings.Redis redis) {
    this.jedis = new Jedis(URI.create(redis.uri()));
    this.keys = redis.keys();
  }

  /** Whether all below these ends, by partition, is in the views. */
  boolean isApplied(List<Long> ends) {
    try (Pipeline pipeline = jedis.pipelined()) {
      List<Response<@Nullable String>> lows = new ArrayList<>();
      for (int partition = 0; partition < ends.size(); partition++) {
        lows.add(pipeline.hget(keys.partition(partition), "low"));
      }
      pipeline.sync();
      for (int partition = 0; partition < ends.size(); partition++) {
        if (number(lows.get(partition).get()) < ends.get(partition)) {
          return false;
        }
      }
      return true;
    }
  }

  /** What the views say. */
  Sums sums(int partitions) {
    Sums sums = new Sums();
    long payments = 0;
    for (int partition = 0; partition < partitions; partition++) {
      payments += number(jedis.hget(keys.partition(partition), "applied"));
    }
    sums.addTotal(number(jedis.get(keys.total())), number(jedis.get(keys.totalCount())), payments);
    Map<String, String> units = jedis.hgetAll(keys.realtimeCount());
    jedis
        .hgetAll(keys.realtime())
        .forEach(
            (product, amount) ->
                sums.addProduct(product, number(amount), number(units.get(product))));
    addMinutes(sums);
    return sums;
  }

  /**
   * What commits said that were not written to the views. Each task tells its own a moment later.
   *
   * @param payments how many there are to be in them
   */
  Sums unstoredSums(Waiting waiting, long payments) {
    return waiting.untilPresent(
        "sums of the topology for the check, of all " + payments + " payments,",
        UNSTORED_PATIENCE,
        () -> Optional.of(unstoredSums()).filter(sums -> sums.payments() >= payments));
  }

  private Sums unstoredSums() {
    Sums sums = new Sums();
    for (String text : jedis.hvals(UnstoredViews.sumsKey(keys))) {
      try {
        sums.addAll(Sums.parse(text));
      } catch (IOException e) {
        throw LedgerFailure.failed("the topology's sums cannot be read: " + e.getMessage(), e);
      }
    }
    return sums;
  }

  /** The timelines are cumulative. */
  private void addMinutes(Sums sums) {
    List<String> amounts = jedis.lrange(keys.timeline(), 0, -1);
    List<String> units = jedis.lrange(keys.timelineCount(), 0, -1);
    long amountBefore = 0;
    long unitsBefore = 0;
    for (int i = 0; i < amounts.size(); i++) {
      String[] entry = amounts.get(i).split(",", -1);
      long amount = number(entry[1]);
      long unit = number(units.get(i).split(",", -1)[1]);
      sums.addMinute(number(entry[0]), amount - amountBefore, unit - unitsBefore);
      amountBefore = amount;
      unitsBefore = unit;
    }
  }

  private static long number(@Nullable String text) {
    return text == null ? 0 : Long.parseLong(text);
  }

  @Override
  public void close() {
    jedis.close();
  }
}
