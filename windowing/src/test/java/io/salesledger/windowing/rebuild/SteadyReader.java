package io.salesledger.windowing.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.RealParts;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.resps.Tuple;

/**
 * Reads the live views again and again, each time in one step as the service does: no read may mix
 * two states, and the offsets that are counted never become fewer.
 */
final class SteadyReader implements AutoCloseable {
  private final int port;
  private final ViewKeys keys;
  private final int partitions;
  private final AtomicLong reads = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> wrong = new AtomicReference<>();
  private final Thread thread = new Thread(this::readOn, "steady-reader");
  private volatile boolean enough;
  private long counted;

  private SteadyReader(int port, ViewKeys keys, int partitions) {
    this.port = port;
    this.keys = keys;
    this.partitions = partitions;
  }

  static SteadyReader start(int port, ViewKeys keys, int partitions) {
    SteadyReader reader = new SteadyReader(port, keys, partitions);
    reader.thread.start();
    return reader;
  }

  private void readOn() {
    try (Jedis jedis = new Jedis("127.0.0.1", port, RealParts.REDIS_PATIENCE_MILLIS)) {
      while (!enough) {
        read(jedis);
        reads.incrementAndGet();
      }
    } catch (AssertionError | RuntimeException e) {
      wrong.set(e);
    }
  }

  private void read(Jedis jedis) {
    Transaction step = jedis.multi();
    Response<String> total = step.get(keys.total());
    Response<List<String>> products = step.hvals(keys.realtime());
    Response<List<Tuple>> board = step.zrangeWithScores(keys.leaderboardAmount(), 0, -1);
    Response<String> timeline = step.lindex(keys.timeline(), -1);
    List<Response<String>> lows = new ArrayList<>();
    for (int partition = 0; partition < partitions; partition++) {
      lows.add(step.hget(keys.partition(partition), "low"));
    }
    step.exec();
    long sum = products.get().stream().mapToLong(Long::parseLong).sum();
    long ranked =
        board.get().stream()
            .mapToLong(one -> BigDecimal.valueOf(one.getScore()).longValueExact())
            .sum();
    assertThat(Long.parseLong(total.get())).as("total").isEqualTo(sum).isEqualTo(ranked);
    assertThat(timeline.get()).as("timeline").endsWith("," + sum);
    long now = lows.stream().mapToLong(low -> Long.parseLong(low.get())).sum();
    assertThat(now).as("offsets counted").isGreaterThanOrEqualTo(counted);
    counted = now;
  }

  /** How many reads there were so far; throws if one was wrong. */
  long reads() {
    assertThat(wrong.get()).isNull();
    return reads.get();
  }

  @Override
  public void close() {
    enough = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
