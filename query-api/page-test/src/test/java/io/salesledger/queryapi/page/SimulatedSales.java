package io.salesledger.queryapi.page;

import io.salesledger.queryapi.support.RedisCommands;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import redis.clients.jedis.Transaction;

/** Moves the views as a topology would: all of a step's figures at once. */
final class SimulatedSales {
  private static final long MINUTE = 60_000;

  private final RedisCommands redis;
  private final String[] products;
  private final Random random = new Random(1);
  private final Map<String, Long> figures = new TreeMap<>();
  private final Map<String, Long> newestMinutes = new HashMap<>();
  private long payments;

  SimulatedSales(RedisCommands redis, String... products) {
    this.redis = redis;
    this.products = products.clone();
  }

  /** An empty ledger, then some payments in each of the last minutes. */
  void begin(int minutes, int paymentsAMinute) {
    redis.emptyLedger(0);
    figures.clear();
    newestMinutes.clear();
    payments = 0;
    long now = Clock.systemUTC().millis();
    long thisMinute = now - now % MINUTE;
    for (int ago = minutes; ago > 0; ago--) {
      sell(paymentsAMinute + random.nextInt(paymentsAMinute), thisMinute - ago * MINUTE);
    }
    live();
  }

  /** Payments of now. */
  void sell(int count) {
    long now = Clock.systemUTC().millis();
    sell(count, now - now % MINUTE);
    live();
  }

  /** Offsets that no view shows: answers get new tags all the same. */
  void move() {
    payments++;
    live();
  }

  /** One payment of now. */
  void sell(String product, long amount) {
    sell(product, 1, amount);
  }

  /** One payment of now, of so many units. */
  void sell(String product, long units, long amount) {
    long now = Clock.systemUTC().millis();
    try (Transaction step = redis.jedis().multi()) {
      one(step, product, units, amount, now - now % MINUTE);
      step.exec();
    }
    live();
  }

  private void sell(int count, long minute) {
    try (Transaction step = redis.jedis().multi()) {
      for (int i = 0; i < count; i++) {
        // Squared: some products sell far more than others. One in thirty is a refund.
        double place = random.nextDouble();
        String product = products[(int) (place * place * products.length)];
        int units = (1 + random.nextInt(3)) * (random.nextInt(30) == 0 ? -1 : 1);
        one(step, product, units, units * (100L + random.nextInt(30_000)), minute);
      }
      step.exec();
    }
  }

  private void one(Transaction step, String product, long units, long amount, long minute) {
    payments++;
    both(step, "total", "", amount, units, minute);
    both(step, "product", product, amount, units, minute);
    step.zincrby("sales:leaderboard:amount:" + minute, (double) amount, product);
    step.zincrby("sales:leaderboard:count:" + minute, (double) units, product);
  }

  private void both(
      Transaction step, String kind, String product, long amount, long units, long minute) {
    long amounts = figures.merge(kind + product + ":amount", amount, Long::sum);
    long counts = figures.merge(kind + product + ":count", units, Long::sum);
    if (product.isEmpty()) {
      step.set("sales:total", Long.toString(amounts));
      step.set("sales:total:count", Long.toString(counts));
      timeline(step, "sales:timeline", minute, amounts);
      timeline(step, "sales:timeline:count", minute, counts);
    } else {
      step.hset("sales:realtime", product, Long.toString(amounts));
      step.hset("sales:realtime:count", product, Long.toString(counts));
      step.zadd("sales:leaderboard:amount", (double) amounts, product);
      step.zadd("sales:leaderboard:count", (double) counts, product);
      timeline(step, "sales:timeline:amount:" + product, minute, amounts);
      timeline(step, "sales:timeline:count:" + product, minute, counts);
    }
  }

  private void timeline(Transaction step, String key, long minute, long figure) {
    Long newest = newestMinutes.put(key, minute);
    if (newest != null && newest == minute) {
      step.lset(key, -1, minute + "," + figure);
    } else {
      step.rpush(key, minute + "," + figure);
    }
  }

  /** The topology's signs of life, with some lag and something quarantined. */
  private void live() {
    long now = Clock.systemUTC().millis();
    redis.runAll(
        "HSET sales:ledger:0 low "
            + payments
            + " applied "
            + (payments - 2)
            + " quarantined 2 newestEventMillis "
            + now,
        "HSET sales:window:0 lengthMillis 600000 payments 74040 amount 340734060 asOfMillis "
            + now);
    redis.beat(0, payments + 7);
  }
}
