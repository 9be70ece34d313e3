package io.salesledger.windowing.audit;

import io.salesledger.contract.ViewKeys;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import redis.clients.jedis.Transaction;

/**
 * Some products of one minute's board. One whose time is over may be gone; while it is there, it
 * must be right.
 */
final class MinuteBoardPart implements ViewPart {
  /** Of a step's time only the whole seconds are kept, and Redis may be late to expire a key. */
  private static final long CLOCK_SLACK_MILLIS = 2_000;

  /** What PTTL says of a key that does not expire. */
  private static final long NEVER = -1;

  private final String key;
  private final Metric metric;
  private final long minuteMillis;
  private final long expiresMillis;
  private final List<String> products;

  MinuteBoardPart(
      ViewKeys keys,
      Metric metric,
      long minuteMillis,
      long retentionMillis,
      List<String> products) {
    this.key = metric.minuteBoardKey(keys, minuteMillis);
    this.metric = metric;
    this.minuteMillis = minuteMillis;
    this.expiresMillis = minuteMillis + retentionMillis;
    this.products = products;
  }

  @Override
  public int size() {
    return products.size() + 1;
  }

  @Override
  public int replies() {
    return 2;
  }

  @Override
  public void ask(Transaction step) {
    step.pttl(key);
    step.zmscore(key, products.toArray(String[]::new));
  }

  @Override
  public void compare(Snapshot read, Refold refold, Findings findings) {
    if (read.isError(1)) {
      findings.wrongType(key, "a sorted set");
      return;
    }
    var stored = read.texts(1);
    boolean gone = stored.stream().allMatch(Objects::isNull);
    if (gone && expiresMillis <= read.redisMillis() + CLOCK_SLACK_MILLIS) {
      return;
    }
    compareExpiry(read, findings);
    for (int i = 0; i < products.size(); i++) {
      String product = products.get(i);
      findings.sameFigure(
          key,
          product,
          refold.minute(product, minuteMillis).map(sum -> sum.of(metric)),
          stored.get(i),
          new Clue.Scope("minute board", Optional.of(product), minuteMillis, minuteMillis),
          metric);
    }
    findings.compared("minute board scores", products.size());
  }

  private void compareExpiry(Snapshot read, Findings findings) {
    long leftMillis = read.number(0);
    if (leftMillis == NEVER) {
      findings.same(key, "", "to expire at " + expiresMillis, "never to expire");
    } else if (leftMillis >= 0) {
      long storedMillis = read.redisMillis() + leftMillis;
      if (Math.abs(storedMillis - expiresMillis) > CLOCK_SLACK_MILLIS) {
        findings.same(key, "", "to expire at " + expiresMillis, "to expire at " + storedMillis);
      }
    }
  }
}
