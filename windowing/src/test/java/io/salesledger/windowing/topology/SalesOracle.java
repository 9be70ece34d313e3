package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.ViewKeys;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.resps.Tuple;

/**
 * What the views must show, worked out from the payments alone, in decimals and sorted maps: other
 * code than the code under test.
 */
final class SalesOracle {
  private static final int KEPT_MINUTES = 1440;

  /** As set by default, less than the time that a test may take. */
  private static final Duration BOARDS_LIVE = Duration.ofHours(24);

  private final TreeMap<Long, Sums> total = new TreeMap<>();
  private final Map<String, TreeMap<Long, Sums>> byProduct = new TreeMap<>();

  /** An amount in currency and units. */
  record Sums(BigDecimal amount, long units) {
    static final Sums ZERO = new Sums(BigDecimal.ZERO.setScale(2), 0);

    Sums plus(Sums other) {
      return new Sums(amount.add(other.amount), units + other.units);
    }
  }

  /** Adds a payment; a refund has a negative quantity. */
  void add(String product, BigDecimal price, int quantity, long eventMillis) {
    long minute = eventMillis - Math.floorMod(eventMillis, 60_000L);
    Sums sums = new Sums(price.multiply(BigDecimal.valueOf(quantity)).setScale(2), quantity);
    total.merge(minute, sums, Sums::plus);
    byProduct.computeIfAbsent(product, p -> new TreeMap<>()).merge(minute, sums, Sums::plus);
  }

  private static Sums sum(Map<Long, Sums> minutes) {
    return minutes.values().stream().reduce(Sums.ZERO, Sums::plus);
  }

  /** The total in minor units, as it stands in Redis. */
  String totalText() {
    return minor(sum(total).amount());
  }

  private static String minor(BigDecimal amount) {
    return amount.movePointRight(2).toBigIntegerExact().toString();
  }

  private static List<String> timeline(Map<Long, Sums> minutes, boolean amounts) {
    List<String> entries = new ArrayList<>();
    Sums cumulative = Sums.ZERO;
    for (Map.Entry<Long, Sums> minute : minutes.entrySet()) {
      cumulative = cumulative.plus(minute.getValue());
      entries.add(
          minute.getKey()
              + ","
              + (amounts ? minor(cumulative.amount()) : Long.toString(cumulative.units())));
    }
    return entries.subList(Math.max(0, entries.size() - KEPT_MINUTES), entries.size());
  }

  /** Compares every view that is a sum of payments. */
  void assertEqualsViews(Jedis jedis, ViewKeys keys) {
    assertThat(jedis.get(keys.total())).as(keys.total()).isEqualTo(totalText());
    assertThat(jedis.get(keys.totalCount())).isEqualTo(Long.toString(sum(total).units()));
    assertThat(jedis.lrange(keys.timeline(), 0, -1)).isEqualTo(timeline(total, true));
    assertThat(jedis.lrange(keys.timelineCount(), 0, -1)).isEqualTo(timeline(total, false));
    Map<String, String> amounts = new HashMap<>();
    Map<String, String> units = new HashMap<>();
    byProduct.forEach(
        (product, minutes) -> {
          amounts.put(product, minor(sum(minutes).amount()));
          units.put(product, Long.toString(sum(minutes).units()));
          assertThat(jedis.lrange(keys.productTimeline(product), 0, -1))
              .as(keys.productTimeline(product))
              .isEqualTo(timeline(minutes, true));
          assertThat(jedis.lrange(keys.productTimelineCount(product), 0, -1))
              .as(keys.productTimelineCount(product))
              .isEqualTo(timeline(minutes, false));
        });
    assertThat(jedis.hgetAll(keys.realtime())).isEqualTo(amounts);
    assertThat(jedis.hgetAll(keys.realtimeCount())).isEqualTo(units);
    assertThat(scores(jedis, keys.leaderboardAmount())).isEqualTo(amounts);
    assertThat(scores(jedis, keys.leaderboardCount())).isEqualTo(units);
    assertEqualsMinuteBoards(jedis, keys);
  }

  private void assertEqualsMinuteBoards(Jedis jedis, ViewKeys keys) {
    assertThat(Instant.ofEpochMilli(total.firstKey()))
        .as("the first minute, whose boards are to live still")
        .isAfter(Instant.now().minus(BOARDS_LIVE));
    Map<Long, Map<String, String>> amounts = new TreeMap<>();
    Map<Long, Map<String, String>> units = new TreeMap<>();
    byProduct.forEach(
        (product, minutes) ->
            minutes.forEach(
                (minute, sums) -> {
                  amounts
                      .computeIfAbsent(minute, m -> new HashMap<>())
                      .put(product, minor(sums.amount()));
                  units
                      .computeIfAbsent(minute, m -> new HashMap<>())
                      .put(product, Long.toString(sums.units()));
                }));
    assertThat(boards(jedis, keys.leaderboardAmount())).isEqualTo(amounts);
    assertThat(boards(jedis, keys.leaderboardCount())).isEqualTo(units);
  }

  /** What there is of single minutes below the name of the board of them all. */
  private static Map<Long, Map<String, String>> boards(Jedis jedis, String name) {
    Map<Long, Map<String, String>> boards = new TreeMap<>();
    for (String key : jedis.keys(name + ":*")) {
      boards.put(Long.parseLong(key.substring(name.length() + 1)), scores(jedis, key));
    }
    return boards;
  }

  private static Map<String, String> scores(Jedis jedis, String key) {
    Map<String, String> scores = new HashMap<>();
    for (Tuple tuple : jedis.zrangeWithScores(key, 0, -1)) {
      scores.put(
          tuple.getElement(), BigDecimal.valueOf(tuple.getScore()).toBigIntegerExact().toString());
    }
    return scores;
  }
}
