package io.salesledger.windowing.audit;

import io.salesledger.contract.ViewKeys;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.Transaction;

/** Some products of one of the cumulative hashes or leaderboards. */
final class MembersPart implements ViewPart {
  private final View view;
  private final String key;
  private final Metric metric;
  private final List<String> products;

  /** Which of them. */
  enum View {
    /** The hashes. */
    REALTIME("realtime fields"),
    /** The sorted sets. */
    LEADERBOARD("leaderboard scores");

    private final String counted;

    View(String counted) {
      this.counted = counted;
    }

    String key(ViewKeys keys, Metric metric) {
      return this == REALTIME ? metric.realtimeKey(keys) : metric.leaderboardKey(keys);
    }
  }

  MembersPart(View view, ViewKeys keys, Metric metric, List<String> products) {
    this.view = view;
    this.key = view.key(keys, metric);
    this.metric = metric;
    this.products = products;
  }

  @Override
  public int size() {
    return products.size();
  }

  @Override
  public int replies() {
    return 1;
  }

  @Override
  public void ask(Transaction step) {
    String[] members = products.toArray(String[]::new);
    if (view == View.REALTIME) {
      step.hmget(key, members);
    } else {
      step.zmscore(key, members);
    }
  }

  @Override
  public void compare(Snapshot read, Refold refold, Findings findings) {
    if (read.isError(0)) {
      findings.wrongType(key, view == View.REALTIME ? "a hash" : "a sorted set");
      return;
    }
    var stored = read.texts(0);
    for (int i = 0; i < products.size(); i++) {
      String product = products.get(i);
      findings.sameFigure(
          key,
          product,
          refold.total(product).map(sum -> sum.of(metric)),
          stored.get(i),
          Clue.Scope.ever(view.counted, Optional.of(product)),
          metric);
    }
    findings.compared(view.counted, products.size());
  }
}
