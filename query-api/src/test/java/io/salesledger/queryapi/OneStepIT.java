package io.salesledger.queryapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.queryapi.support.RedisCommands;
import io.salesledger.queryapi.support.ServiceFixture;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/**
 * Figures and offsets are read in one step: a writer moves them all together, and no answer ever
 * shows figures of one moment with offsets, or other figures, of another.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class OneStepIT {
  private static final int READS = 500;
  private static final Pattern TAG = Pattern.compile("\"0:([0-9]+)\"");

  /** Payment n is one unit of P(n mod 3) for 1.25. */
  private static final String ONE_PAYMENT =
      """
      local n = redis.call('HINCRBY', 'sales:ledger:0', 'low', 1)
      redis.call('HINCRBY', 'sales:ledger:0', 'applied', 1)
      local id = 'P' .. (n % 3)
      redis.call('INCRBY', 'sales:total', 125)
      redis.call('INCRBY', 'sales:total:count', 1)
      redis.call('HINCRBY', 'sales:realtime', id, 125)
      redis.call('HINCRBY', 'sales:realtime:count', id, 1)
      redis.call('ZINCRBY', 'sales:leaderboard:count', 1, id)
      redis.call('DEL', 'sales:timeline')
      redis.call('RPUSH', 'sales:timeline', '60000,' .. string.format('%.0f', n * 125))
      """;

  private final ServiceFixture fixture;

  OneStepIT(@TempDir Path folder) {
    fixture = new ServiceFixture(folder, Map.of());
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  @Test
  void givenAWriterThatNeverRestsThenEveryAnswerHoldsTogether() throws Exception {
    fixture.redis().emptyLedger(0);
    everyAnswerHoldsTogetherWhile(redis -> redis.eval(ONE_PAYMENT));
  }

  /** As a rebuild does it: two sets of views, each of its own number of payments. */
  @Test
  void givenSetsOfViewsThatAreSwitchedBeneathItThenEveryAnswerIsOfOneOfThem() throws Exception {
    fixture.redis().emptyLedger(0);
    Jedis both = fixture.redis().jedis();
    both.keys("*").forEach(key -> both.copy(key, key, 1, true));
    AtomicLong round = new AtomicLong();
    everyAnswerHoldsTogetherWhile(
        redis -> {
          redis.eval(ONE_PAYMENT);
          if (round.incrementAndGet() % 3 == 0) {
            redis.swapDB(0, 1);
          }
        });
    assertThat(both.hget("sales:ledger:0", "low")).isNotIn("0", null);
    both.swapDB(0, 1);
    assertThat(both.hget("sales:ledger:0", "low")).isNotIn("0", null);
  }

  private void everyAnswerHoldsTogetherWhile(Consumer<Jedis> writing) throws Exception {
    AtomicBoolean enough = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              try (RedisCommands redis = new RedisCommands(fixture.server().uri())) {
                while (!enough.get()) {
                  writing.accept(redis.jedis());
                }
              }
            });
    writer.start();
    try {
      for (int i = 0; i < READS; i++) {
        checkTotal();
        checkRealtime();
        checkLeaderboardAndTimeline();
      }
    } finally {
      enough.set(true);
      writer.join();
    }
    assertThat(tagged(fixture.api().get("/api/total"))).isGreaterThan(READS);
  }

  private void checkTotal() throws Exception {
    HttpResponse<String> answer = fixture.api().get("/api/total");
    long n = tagged(answer);
    assertThat(answer.body())
        .isEqualTo("{\"totalAmount\":" + money(n) + ",\"totalCount\":" + n + "}");
  }

  private void checkRealtime() throws Exception {
    HttpResponse<String> answer = fixture.api().get("/api/realtime");
    long n = tagged(answer);
    BigDecimal sum =
        Pattern.compile("\"amount\":\"([0-9.]+)\"")
            .matcher(answer.body())
            .results()
            .map(match -> new BigDecimal(match.group(1)))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertThat(sum).as("sum of all products, and their total").isEqualByComparingTo(money(n));
    for (int product = 0; product < 3; product++) {
      long units = n / 3 + (product > 0 && n % 3 >= product ? 1 : 0);
      if (units > 0) {
        assertThat(answer.body())
            .contains(
                "{\"productId\":\"P"
                    + product
                    + "\",\"amount\":\""
                    + money(units)
                    + "\",\"count\":\""
                    + units
                    + "\"}");
      }
    }
  }

  private void checkLeaderboardAndTimeline() throws Exception {
    HttpResponse<String> board = fixture.api().get("/api/leaderboard");
    long sum =
        Pattern.compile("\"count\":([0-9]+)")
            .matcher(board.body())
            .results()
            .mapToLong(match -> Long.parseLong(match.group(1)))
            .sum();
    assertThat(sum).isEqualTo(tagged(board));

    HttpResponse<String> timeline = fixture.api().get("/api/timeline");
    long n = tagged(timeline);
    // Before the writer's first payment there is no entry.
    assertThat(timeline.body()).contains(n == 0 ? "[]" : "\"value\":" + money(n) + "}");
  }

  private static String money(long units) {
    long cents = units * 125;
    return "%d.%02d".formatted(cents / 100, cents % 100);
  }

  private static long tagged(HttpResponse<String> answer) {
    Matcher tag = TAG.matcher(answer.headers().firstValue("ETag").orElse(""));
    assertThat(tag.matches()).as("tag of %s", answer).isTrue();
    return Long.parseLong(tag.group(1));
  }
}
