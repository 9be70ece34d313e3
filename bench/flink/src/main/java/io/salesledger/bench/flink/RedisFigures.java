package io.salesledger.bench.flink;

import io.salesledger.bench.contender.Sums;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.resps.Tuple;

/**
 * What answers the ledger's questions about products in Redis, in the fewest commands: totals,
 * timelines, and leaderboards of all time and of each minute. Whatever is written twice is the same
 * the second time. For one thread.
 *
 * <pre>
 *   total                  hash         product -> amount,units,payments
 *   timeline:PRODUCT       hash         minute millis -> amount,units up to its end
 *   board:amount           sorted set   product, its amount
 *   board:units            sorted set   product, its units
 *   board:amount:MILLIS    sorted set   the same of one minute
 *   board:units:MILLIS     sorted set   the same of one minute
 * </pre>
 */
final class RedisFigures implements AutoCloseable {
  private static final String TOTAL = "total";
  private static final String TIMELINE = "timeline:";
  private static final String AMOUNTS = "board:amount";
  private static final String UNITS = "board:units";
  private static final String OF_MINUTE = ":";

  private final Jedis jedis;

  RedisFigures(String uri) {
    jedis = new Jedis(URI.create(uri));
  }

  /** Writes these, a later one of a product after an earlier one. */
  void write(List<Figures> some) {
    Map<String, String> totals = new HashMap<>();
    Map<String, Map<String, Double>> boards = new HashMap<>();
    try (Pipeline pipeline = jedis.pipelined()) {
      for (Figures one : some) {
        totals.put(one.product, one.totalAmount + "," + one.totalUnits + "," + one.totalPayments);
        pipeline.hset(
            TIMELINE + one.product,
            Long.toString(one.minuteMillis),
            one.totalAmount + "," + one.totalUnits);
        put(boards, AMOUNTS, one.product, one.totalAmount);
        put(boards, UNITS, one.product, one.totalUnits);
        put(boards, AMOUNTS + OF_MINUTE + one.minuteMillis, one.product, one.amount);
        put(boards, UNITS + OF_MINUTE + one.minuteMillis, one.product, one.units);
      }
      pipeline.hset(TOTAL, totals);
      boards.forEach(pipeline::zadd);
      pipeline.sync();
    }
  }

  private static void put(
      Map<String, Map<String, Double>> boards, String board, String product, long score) {
    boards.computeIfAbsent(board, unused -> new HashMap<>()).put(product, (double) score);
  }

  /**
   * All that is in Redis.
   *
   * @throws IOException if the boards of minutes and the totals say other than the boards of all
   *     time and the timelines
   */
  Sums sums() throws IOException {
    Sums sums = new Sums();
    Sums again = new Sums();
    jedis
        .hgetAll(TOTAL)
        .forEach(
            (product, text) -> {
              List<Long> total = numbers(text);
              sums.addTotal(total.get(0), total.get(1), total.get(2));
              sums.addProduct(product, total.get(0), total.get(1));
              again.addTotal(0, 0, total.get(2));
            });
    ask(sums.products().keySet(), (pipeline, product) -> pipeline.hgetAll(TIMELINE + product))
        .forEach((product, timeline) -> addTimeline(timeline, again));
    for (Tuple one : jedis.zrangeWithScores(AMOUNTS, 0, -1)) {
      again.addProduct(one.getElement(), (long) one.getScore(), 0);
      again.addTotal((long) one.getScore(), 0, 0);
    }
    for (Tuple one : jedis.zrangeWithScores(UNITS, 0, -1)) {
      again.addProduct(one.getElement(), 0, (long) one.getScore());
      again.addTotal(0, (long) one.getScore(), 0);
    }
    Set<Long> minutes = again.minutes().keySet();
    ask(minutes, (pipeline, minute) -> board(pipeline, AMOUNTS, minute))
        .forEach(
            (minute, board) ->
                board.forEach(one -> sums.addMinute(minute, (long) one.getScore(), 0)));
    ask(minutes, (pipeline, minute) -> board(pipeline, UNITS, minute))
        .forEach(
            (minute, board) ->
                board.forEach(one -> sums.addMinute(minute, 0, (long) one.getScore())));
    Optional<String> difference = again.differenceFrom(sums);
    if (difference.isPresent()) {
      throw new IOException("Redis holds figures that contradict each other: " + difference.get());
    }
    return sums;
  }

  private static Response<List<Tuple>> board(Pipeline pipeline, String board, long minute) {
    return pipeline.zrangeWithScores(board + OF_MINUTE + minute, 0, -1);
  }

  /** Asks for many things at once: with a round trip for each it would take minutes. */
  private <K, V> Map<K, V> ask(Set<K> keys, BiFunction<Pipeline, K, Response<V>> question) {
    Map<K, Response<V>> asked = new HashMap<>();
    try (Pipeline pipeline = jedis.pipelined()) {
      keys.forEach(key -> asked.put(key, question.apply(pipeline, key)));
      pipeline.sync();
    }
    Map<K, V> answers = new HashMap<>();
    asked.forEach((key, answer) -> answers.put(key, answer.get()));
    return answers;
  }

  private static void addTimeline(Map<String, String> hash, Sums sums) {
    Map<Long, List<Long>> timeline = new TreeMap<>();
    hash.forEach((minute, text) -> timeline.put(Long.valueOf(minute), numbers(text)));
    long amountBefore = 0;
    long unitsBefore = 0;
    for (Map.Entry<Long, List<Long>> one : timeline.entrySet()) {
      long amount = one.getValue().get(0);
      long units = one.getValue().get(1);
      sums.addMinute(one.getKey(), amount - amountBefore, units - unitsBefore);
      amountBefore = amount;
      unitsBefore = units;
    }
  }

  private static List<Long> numbers(String text) {
    return List.of(text.split(",", -1)).stream().map(Long::valueOf).toList();
  }

  @Override
  public void close() {
    jedis.close();
  }
}
