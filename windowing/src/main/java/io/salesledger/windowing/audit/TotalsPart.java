package io.salesledger.windowing.audit;

import io.salesledger.contract.ViewKeys;
import java.util.Optional;
import redis.clients.jedis.Transaction;

/** The two totals. */
final class TotalsPart implements ViewPart {
  private final ViewKeys keys;

  TotalsPart(ViewKeys keys) {
    this.keys = keys;
  }

  @Override
  public int size() {
    return 2;
  }

  @Override
  public int replies() {
    return 2;
  }

  @Override
  public void ask(Transaction step) {
    for (Metric metric : Metric.values()) {
      step.get(metric.totalKey(keys));
    }
  }

  @Override
  public void compare(Snapshot read, Refold refold, Findings findings) {
    Optional<Sum> total = refold.total();
    int reply = 0;
    for (Metric metric : Metric.values()) {
      String key = metric.totalKey(keys);
      Optional<Long> expected = total.map(sum -> sum.of(metric));
      if (read.isError(reply)) {
        findings.wrongType(key, expected.map(String::valueOf).orElse(Difference.NOTHING));
      } else {
        findings.sameFigure(
            key,
            "",
            expected,
            read.text(reply),
            Clue.Scope.ever("total", Optional.empty()),
            metric);
      }
      findings.compared("totals", 1);
      reply++;
    }
  }
}
