package io.salesledger.queryapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.parts.RedisServer;
import io.salesledger.queryapi.support.RedisCommands;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Pipeline;

/**
 * A rolling board is computed in one of two ways, from minute boards or from timelines. Both give
 * what a plain sum over the payments gives.
 */
final class RollingBoardIT {
  private static final long MINUTE = 60_000;
  private static final int MINUTES = 60;
  private static final int PRODUCTS = 40;
  private static final int KEPT = 50;
  private static final int BOARDS_ARE_CHEAPER = 1000;
  private static final int TIMELINES_ARE_CHEAPER = 0;

  private final Path folder;
  private final String script;

  RollingBoardIT(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.script = resource("header") + resource("leaderboard_window");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20_261_122, 77})
  void givenPaymentsAndRefundsThenBothWaysGiveTheirSum(long seed) {
    Random random = new Random(seed);
    try (RedisServer server = RedisServer.start(folder);
        RedisCommands redis = new RedisCommands(server.uri())) {
      List<Map<String, Long>> minutes = payments(random);
      write(redis, minutes);
      for (int i = 0; i < 40; i++) {
        // Not before what the shortest-lived view keeps; up to beyond the newest minute.
        int first = MINUTES - KEPT + random.nextInt(KEPT);
        int last = first + random.nextInt(MINUTES + 5 - first);
        int places = 1 + random.nextInt(PRODUCTS + 5);
        List<String> expected = expected(minutes, first, last, places);
        assertThat(board(redis, first, last, places, BOARDS_ARE_CHEAPER)).isEqualTo(expected);
        assertThat(board(redis, first, last, places, TIMELINES_ARE_CHEAPER)).isEqualTo(expected);
      }
    }
  }

  @Test
  void givenMoreThanRedisCanAddUpInTimeThenItIsRefusedBeforeTheWork() {
    try (RedisServer server = RedisServer.start(folder);
        RedisCommands redis = new RedisCommands(server.uri())) {
      write(redis, payments(new Random(3)));

      // No more than a minute of forty products, each of which may cost as three entries.
      assertThat(eval(redis, 0, MINUTES, 5, 1000, 120)).hasSize(1);
      assertThat(eval(redis, 0, MINUTES - 1, 5, 1000, 0)).containsExactly("0");
    }
  }

  @Test
  void givenATooLongWindowThenThePossibleOneIsToldAndIsTheLongest() {
    try (RedisServer server = RedisServer.start(folder);
        RedisCommands redis = new RedisCommands(server.uri())) {
      write(redis, payments(new Random(3)));
      int last = MINUTES - 1;
      int possible = Integer.parseInt(eval(redis, 0, last, 5, 1000, 250).get(0));

      assertThat(possible).isBetween(1, MINUTES - 1);
      assertThat(eval(redis, last - possible + 1, last, 5, 1000, 250)).hasSize(10);
      assertThat(eval(redis, last - possible, last, 5, 1000, 250))
          .containsExactly(Integer.toString(possible));
    }
  }

  /** Full timelines that reach less far than the window: each earlier minute is one more look. */
  @Test
  void givenAWindowBeyondWhatTimelinesKeepThenTheirCostCountsTheBoardsToo() {
    try (RedisServer server = RedisServer.start(folder);
        RedisCommands redis = new RedisCommands(server.uri())) {
      write(redis, payments(new Random(3)));
      redis.run("CONFIG RESETSTAT");

      // Timelines alone would cost 40 x 5, less than the boards; with 10 minutes more 40 x 35.
      assertThat(eval(redis, 0, MINUTES - 1, 5, 5, 2_000_000)).hasSize(10);

      assertThat(redis.jedis().info("commandstats")).doesNotContain("cmdstat_zscore");
    }
  }

  private static List<Map<String, Long>> payments(Random random) {
    List<Map<String, Long>> minutes = new ArrayList<>();
    for (int minute = 0; minute < MINUTES; minute++) {
      Map<String, Long> sums = new TreeMap<>();
      for (int product = 0; product < PRODUCTS; product++) {
        // Product 0 sells each minute, so that its timeline is full; others now and then.
        if (product == 0 || random.nextInt(4) == 0) {
          sums.put("P" + product, (long) random.nextInt(9) - 2);
        }
      }
      minutes.add(sums);
    }
    return minutes;
  }

  private static void write(RedisCommands redis, List<Map<String, Long>> minutes) {
    redis.jedis().flushAll();
    Map<String, Long> totals = new TreeMap<>();
    try (Pipeline pipeline = redis.jedis().pipelined()) {
      for (int minute = 0; minute < minutes.size(); minute++) {
        long millis = minute * MINUTE;
        minutes
            .get(minute)
            .forEach(
                (id, sum) -> {
                  long total = totals.merge(id, sum, Long::sum);
                  String timeline = "sales:timeline:amount:" + id;
                  pipeline.zadd("sales:leaderboard:amount:" + millis, sum, id);
                  pipeline.hset("sales:realtime", id, Long.toString(total));
                  pipeline.rpush(timeline, millis + "," + total);
                  pipeline.ltrim(timeline, -KEPT, -1);
                });
      }
    }
  }

  private static List<String> expected(
      List<Map<String, Long>> minutes, int first, int last, int places) {
    Map<String, Long> sums = new TreeMap<>();
    for (int minute = first; minute <= Math.min(last, MINUTES - 1); minute++) {
      minutes.get(minute).forEach((id, sum) -> sums.merge(id, sum, Long::sum));
    }
    return sums.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(places)
        .map(one -> one.getKey() + "=" + one.getValue())
        .toList();
  }

  /** What a timeline costs decides the way. */
  private List<String> board(RedisCommands redis, int first, int last, int places, int cost) {
    List<String> flat = eval(redis, first, last, places, cost, 2_000_000);
    List<String> board = new ArrayList<>();
    for (int i = 0; i < flat.size(); i += 2) {
      board.add(flat.get(i) + "=" + flat.get(i + 1));
    }
    return board;
  }

  private List<String> eval(
      RedisCommands redis, int first, int last, int places, int cost, int most) {
    Object answer =
        redis
            .jedis()
            .eval(
                script,
                List.of("sales:ledger", "sales:realtime"),
                List.of(
                    "sales:ledger:",
                    "",
                    Long.toString(first * MINUTE),
                    Long.toString(last * MINUTE),
                    Integer.toString(places),
                    "sales:leaderboard:amount:",
                    "sales:timeline:amount:",
                    Integer.toString(KEPT),
                    Integer.toString(cost),
                    "3",
                    Integer.toString(most),
                    Long.toString((last - first + 1L) * MINUTE)));
    List<String> flat = new ArrayList<>();
    if (answer instanceof List<?> sections && sections.get(4) instanceof List<?> section) {
      section.forEach(one -> flat.add(String.valueOf(one)));
    }
    return flat;
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = RollingBoardIT.class.getResourceAsStream("/lua/" + name + ".lua")) {
      if (in == null) {
        throw new IOException("no script " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
