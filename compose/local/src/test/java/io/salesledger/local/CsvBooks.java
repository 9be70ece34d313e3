package io.salesledger.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.resps.Tuple;

/**
 * Sales in CSV files, and what they must come to: summed in decimals from the rows, by other code
 * than the ledger's. A negative quantity is a refund.
 */
final class CsvBooks {
  /** What {@code import --columns} takes for these files. */
  static final String COLUMNS = "order=order,product=product,price=price,quantity=quantity,time=at";

  private static final int KEPT_MINUTES = 1440;
  private static final Instant OPENING = Instant.parse("2024-03-01T08:00:00Z");

  private final Random random;
  private final Map<String, Map<Long, BigDecimal>> amounts = new TreeMap<>();
  private final Map<String, Map<Long, BigDecimal>> units = new TreeMap<>();
  private int files;

  CsvBooks(long seed) {
    random = new Random(seed);
  }

  /** Writes a file of this many rows of two days, mostly in order of time, and books them. */
  Path write(Path folder, int rows) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("order,product,price,quantity,at");
    for (int row = 0; row < rows; row++) {
      Instant at =
          OPENING
              .plusSeconds(172_800L * row / rows)
              .minusSeconds(random.nextInt(10) == 0 ? random.nextInt(7_200) : 0)
              .truncatedTo(ChronoUnit.SECONDS);
      String product = "ITEM " + random.nextInt(300);
      BigDecimal price = BigDecimal.valueOf(random.nextInt(50_000), 2);
      int quantity = random.nextInt(20) == 0 ? -1 - random.nextInt(3) : 1 + random.nextInt(9);
      lines.add(row + "," + product + "," + price + "," + quantity + "," + at);
      book(product, price, quantity, at);
    }
    return Files.write(folder.resolve("sales-" + files++ + ".csv"), lines);
  }

  void book(String product, BigDecimal price, int quantity, Instant at) {
    long minute = at.truncatedTo(ChronoUnit.MINUTES).toEpochMilli();
    BigDecimal count = BigDecimal.valueOf(quantity);
    add(amounts, product, minute, price.multiply(count).movePointRight(2).stripTrailingZeros());
    add(units, product, minute, count);
  }

  private static void add(
      Map<String, Map<Long, BigDecimal>> books, String product, long minute, BigDecimal figure) {
    books.computeIfAbsent(product, p -> new TreeMap<>()).merge(minute, figure, BigDecimal::add);
  }

  /** Compares every cumulative view. */
  void assertShownIn(Jedis redis) {
    compare(redis, amounts, "total", "realtime", "leaderboard:amount", "timeline");
    compare(redis, units, "total:count", "realtime:count", "leaderboard:count", "timeline:count");
    compareTimelines(redis, amounts, "amount");
    compareTimelines(redis, units, "count");
  }

  private static void compareTimelines(
      Jedis redis, Map<String, Map<Long, BigDecimal>> books, String metric) {
    books.forEach(
        (product, minutes) ->
            assertThat(redis.lrange("sales:timeline:" + metric + ":" + product, 0, -1))
                .as(product)
                .isEqualTo(cumulative(minutes)));
  }

  private static void compare(
      Jedis redis,
      Map<String, Map<Long, BigDecimal>> books,
      String total,
      String hash,
      String board,
      String timeline) {
    Map<Long, BigDecimal> all = new TreeMap<>();
    books.values().forEach(minutes -> minutes.forEach((m, f) -> all.merge(m, f, BigDecimal::add)));
    Map<String, String> byProduct =
        books.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> text(sum(e.getValue()))));
    assertThat(redis.get("sales:" + total)).as(total).isEqualTo(text(sum(all)));
    assertThat(redis.hgetAll("sales:" + hash)).as(hash).isEqualTo(byProduct);
    assertThat(redis.zrangeWithScores("sales:" + board, 0, -1))
        .as(board)
        .extracting(Tuple::getElement, t -> text(BigDecimal.valueOf(t.getScore())))
        .containsExactlyInAnyOrderElementsOf(
            byProduct.entrySet().stream()
                .map(e -> org.assertj.core.groups.Tuple.tuple(e.getKey(), e.getValue()))
                .toList());
    assertThat(redis.lrange("sales:" + timeline, 0, -1)).as(timeline).isEqualTo(cumulative(all));
  }

  private static List<String> cumulative(Map<Long, BigDecimal> minutes) {
    List<String> entries = new ArrayList<>();
    BigDecimal running = BigDecimal.ZERO;
    for (Map.Entry<Long, BigDecimal> minute : minutes.entrySet()) {
      running = running.add(minute.getValue());
      entries.add(minute.getKey() + "," + text(running));
    }
    return entries.subList(Math.max(0, entries.size() - KEPT_MINUTES), entries.size());
  }

  private static BigDecimal sum(Map<Long, BigDecimal> minutes) {
    return minutes.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static String text(BigDecimal figure) {
    return figure.toBigIntegerExact().toString();
  }
}
