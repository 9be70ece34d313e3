package io.salesledger.windowing.audit;

import io.salesledger.contract.ViewKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Transaction;

/** One timeline of a product, or of all. */
final class TimelinePart implements ViewPart {
  /** A list longer than it may be is read this much beyond, to name what is too much. */
  private static final int SURPLUS = 1000;

  private final ViewKeys keys;
  private final Optional<String> product;
  private final Metric metric;
  private final int kept;
  private final int size;

  /**
   * That of a product.
   *
   * @param product empty: of all
   * @param kept minutes that a timeline keeps
   * @param entries how long it is, about
   */
  TimelinePart(ViewKeys keys, Optional<String> product, Metric metric, int kept, int entries) {
    this.keys = keys;
    this.product = product;
    this.metric = metric;
    this.kept = kept;
    this.size = entries;
  }

  private String key() {
    return product
        .map(name -> metric.timelineKey(keys, name))
        .orElseGet(() -> metric.timelineKey(keys));
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int replies() {
    return 2;
  }

  @Override
  public void ask(Transaction step) {
    step.lrange(key(), 0, kept + SURPLUS - 1L);
    step.pttl(key());
  }

  @Override
  public void compare(Snapshot read, Refold refold, Findings findings) {
    if (read.isError(0)) {
      findings.wrongType(key(), "a list");
      return;
    }
    List<Refold.TimelineEntry> expected = product.map(refold::timeline).orElseGet(refold::timeline);
    compare(expected, read.texts(0), findings);
    findings.permanent(key(), read, 1);
    findings.compared("timeline entries", expected.size());
  }

  private void compare(
      List<Refold.TimelineEntry> expected, List<@Nullable String> stored, Findings findings) {
    String key = key();
    List<String> wanted = expected.stream().map(entry -> entry.text(metric)).toList();
    if (wanted.equals(stored)) {
      return;
    }
    long before = findings.differing();
    Map<String, String> byMinute = new LinkedHashMap<>();
    for (int i = 0; i < stored.size(); i++) {
      String entry = String.valueOf(stored.get(i));
      int comma = entry.indexOf(',');
      String minute = comma < 0 ? entry : entry.substring(0, comma);
      String figure = comma < 0 ? "" : entry.substring(comma + 1);
      if (byMinute.putIfAbsent(minute, figure) != null) {
        findings.same(key, "entry " + i, null, entry);
      }
    }
    compareMinutes(expected, byMinute, findings);
    for (Map.Entry<String, String> surplus : byMinute.entrySet()) {
      findings.same(key, surplus.getKey(), null, surplus.getValue());
    }
    if (findings.differing() == before) {
      for (int i = 0; i < wanted.size(); i++) {
        findings.same(key, "entry " + i, wanted.get(i), stored.get(i));
      }
    }
  }

  /** Takes out of the stored minutes those that are expected. */
  private void compareMinutes(
      List<Refold.TimelineEntry> expected, Map<String, String> stored, Findings findings) {
    List<@Nullable String> figures = new ArrayList<>();
    List<Optional<Long>> deltas = new ArrayList<>();
    for (Refold.TimelineEntry entry : expected) {
      String figure = stored.remove(Long.toString(entry.minuteMillis()));
      figures.add(figure);
      deltas.add(Findings.delta(Optional.of(entry.cumulative().of(metric)), figure));
    }
    // One payment too many or too few shifts its minute and all that follow by the same.
    Optional<Long> shift = deltas.isEmpty() ? Optional.empty() : deltas.get(deltas.size() - 1);
    int first = deltas.size();
    while (first > 0 && deltas.get(first - 1).equals(shift)) {
      first--;
    }
    for (int i = 0; i < expected.size(); i++) {
      Optional<Clue> clue = Optional.empty();
      if (i >= first && shift.isPresent()) {
        long minute = expected.get(first).minuteMillis();
        clue =
            Optional.of(
                new Clue(Clue.Scope.through("timeline", product, minute), metric, shift.get()));
      }
      findings.same(
          key(),
          Long.toString(expected.get(i).minuteMillis()),
          Long.toString(expected.get(i).cumulative().of(metric)),
          figures.get(i),
          clue);
    }
  }
}
