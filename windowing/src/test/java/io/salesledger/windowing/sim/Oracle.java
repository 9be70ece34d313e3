package io.salesledger.windowing.sim;

import io.salesledger.contract.ViewKeys;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * What the views must be, worked out from the log's slots alone and the slow way: every figure is
 * summed anew from the payments of the offsets that are said to be applied. Shares no code with the
 * fold or the scripts.
 */
final class Oracle {
  private static final long MINUTE_MILLIS = 60_000;

  private final SimSettings settings;
  private final ViewKeys keys;

  /** A partition's accounts: field to figure. */
  private final Map<Integer, Map<String, Long>> accounts = new TreeMap<>();

  private final List<SimLog.Payment> payments = new ArrayList<>();
  private final List<SimValue.Entry> quarantine = new ArrayList<>();
  private final Map<String, List<Integer>> quarantined = new TreeMap<>();
  private final Map<String, Map<String, String>> resolved = new TreeMap<>();

  /** Which offsets are said to be applied. */
  interface Applied {
    /** Whether this is, whatever stands there. */
    boolean holds(long offset);

    /** Whether a payment of this product is that stands there. */
    boolean holds(long offset, String product);
  }

  Oracle(SimSettings settings) {
    this.settings = settings;
    this.keys = settings.keys();
  }

  /**
   * Folds a partition's offsets, in their order: what a requeue comes to depends on those before.
   */
  void fold(SimLog log, int partition, Applied applied) {
    Map<String, Long> account = new TreeMap<>();
    for (String field :
        List.of("applied", "quarantined", "requeued", "gaps", "late", "misrouted")) {
      account.put(field, 0L);
    }
    account.put("newestEventMillis", 0L);
    accounts.put(partition, account);
    for (long offset = 0; offset < log.size(partition); offset++) {
      Optional<SimLog.Slot> slot = log.record(partition, offset);
      if (!applied.holds(offset)
          && !(slot.orElse(null) instanceof SimLog.Payment payment
              && applied.holds(offset, payment.product()))) {
        continue;
      }
      if (slot.isEmpty()) {
        account.merge("gaps", 1L, Long::sum);
      } else if (slot.get() instanceof SimLog.Payment payment) {
        count(account, payment);
      } else if (slot.get() instanceof SimLog.Requeued requeued) {
        requeue(partition, offset, requeued);
      } else if (slot.get() instanceof SimLog.Bad bad) {
        refuse(partition, offset, "bad-quantity", bad.detail());
      }
    }
  }

  private void count(Map<String, Long> account, SimLog.Payment payment) {
    payments.add(payment);
    account.merge("applied", 1L, Long::sum);
    account.merge("late", payment.isLate() ? 1L : 0L, Long::sum);
    account.merge("misrouted", payment.isMisrouted() ? 1L : 0L, Long::sum);
    account.merge("newestEventMillis", payment.eventMillis(), Math::max);
  }

  /** The first one in place of a quarantined offset counts. */
  private void requeue(int partition, long offset, SimLog.Requeued requeued) {
    String of = Long.toString(requeued.of());
    Map<String, String> itsResolved =
        resolved.computeIfAbsent(keys.quarantineResolved(partition), key -> new TreeMap<>());
    String earlier = itsResolved.get(of);
    if (earlier != null) {
      refuse(partition, offset, "already-requeued", "offset " + of + ", by offset " + earlier);
    } else if (!quarantined
        .getOrDefault(keys.quarantineOffsets(partition, 0), List.of())
        .contains((int) requeued.of())) {
      refuse(partition, offset, "not-quarantined", "offset " + of);
    } else {
      itsResolved.put(of, Long.toString(offset));
      account(partition).merge("requeued", 1L, Long::sum);
      count(account(partition), requeued.payment());
    }
  }

  private void refuse(int partition, long offset, String reason, String detail) {
    account(partition).merge("quarantined", 1L, Long::sum);
    quarantine.add(
        new SimValue.Entry(
            List.of(
                "partition",
                Integer.toString(partition),
                "offset",
                Long.toString(offset),
                "schemaId",
                "1",
                "reason",
                reason,
                "detail",
                detail)));
    // A simulated log is shorter than what one of these keys stands for.
    quarantined
        .computeIfAbsent(keys.quarantineOffsets(partition, 0), key -> new ArrayList<>())
        .add((int) offset);
  }

  Map<String, Long> account(int partition) {
    return accounts.getOrDefault(partition, Map.of());
  }

  /**
   * Every view with its value, but for minute boards that have expired by now.
   *
   * @param listed the quarantine's list as it was found: which entries a full one has is a matter
   *     of the order in which they came
   */
  Map<String, Object> views(long nowMillis, Object listed) {
    Map<String, Object> views = new TreeMap<>(quarantined);
    resolved.forEach(
        (key, its) -> {
          if (!its.isEmpty()) {
            views.put(key, its);
          }
        });
    if (!quarantine.isEmpty()) {
      views.put(keys.quarantine(), quarantineView(listed));
    }
    if (quarantine.size() > bound()) {
      views.put(keys.quarantineUnlisted(), Integer.toString(quarantine.size() - bound()));
    }
    if (!payments.isEmpty()) {
      addMetric(
          views, "amount", keys.timeline(), keys.total(), keys.realtime(), SimLog.Payment::amount);
      addMetric(
          views,
          "count",
          keys.timelineCount(),
          keys.totalCount(),
          keys.realtimeCount(),
          payment -> (long) payment.units());
    }
    views.keySet().removeIf(key -> isExpired(key, nowMillis));
    return views;
  }

  private int bound() {
    return settings.ledger().views().quarantineEntries();
  }

  private Object quarantineView(Object listed) {
    List<String> all = quarantineText(quarantine);
    boolean isTheNewest =
        listed instanceof List<?> some
            && some.size() == Math.min(all.size(), bound())
            && new HashSet<>(some).size() == some.size()
            && new HashSet<>(all).containsAll(some);
    return isTheNewest ? listed : all;
  }

  private void addMetric(
      Map<String, Object> views,
      String metric,
      String timeline,
      String total,
      String realtime,
      ToLongFunction<SimLog.Payment> figure) {
    long sum = 0;
    Map<String, Long> byProduct = new TreeMap<>();
    Map<Long, Long> minutes = new TreeMap<>();
    Map<String, Map<Long, Long>> minutesByProduct = new TreeMap<>();
    Map<Long, Map<String, Long>> boards = new TreeMap<>();
    for (SimLog.Payment payment : payments) {
      long value = figure.applyAsLong(payment);
      long minute = payment.eventMillis() / MINUTE_MILLIS * MINUTE_MILLIS;
      sum += value;
      byProduct.merge(payment.product(), value, Long::sum);
      minutes.merge(minute, value, Long::sum);
      minutesByProduct
          .computeIfAbsent(payment.product(), p -> new TreeMap<>())
          .merge(minute, value, Long::sum);
      boards
          .computeIfAbsent(minute, m -> new TreeMap<>())
          .merge(payment.product(), value, Long::sum);
    }
    views.put(total, Long.toString(sum));
    views.put(realtime, texts(byProduct));
    views.put(keys.prefix() + ":leaderboard:" + metric, byProduct);
    views.put(timeline, timeline(minutes));
    minutesByProduct.forEach(
        (product, its) ->
            views.put(keys.prefix() + ":timeline:" + metric + ":" + product, timeline(its)));
    boards.forEach(
        (minute, board) ->
            views.put(keys.prefix() + ":leaderboard:" + metric + ":" + minute, board));
  }

  private boolean isExpired(String key, long nowMillis) {
    String tail = key.substring(key.lastIndexOf(':') + 1);
    return key.contains(":leaderboard:")
        && Character.isDigit(tail.charAt(0))
        && Long.parseLong(tail) + settings.ledger().views().minuteBoardRetentionMillis()
            <= nowMillis;
  }

  private List<String> timeline(Map<Long, Long> minutes) {
    List<String> entries = new ArrayList<>();
    long cumulative = 0;
    for (Map.Entry<Long, Long> minute : minutes.entrySet()) {
      cumulative += minute.getValue();
      entries.add(minute.getKey() + "," + cumulative);
    }
    int kept = settings.ledger().views().timelineMinutes();
    return List.copyOf(entries.subList(Math.max(0, entries.size() - kept), entries.size()));
  }

  private static Map<String, String> texts(Map<String, Long> figures) {
    Map<String, String> texts = new TreeMap<>();
    figures.forEach((product, figure) -> texts.put(product, Long.toString(figure)));
    return texts;
  }

  /** The views among these keys, in the shape of {@link #views}. */
  static Map<String, Object> viewsOf(Map<String, Object> all, ViewKeys keys) {
    Map<String, Object> views = new TreeMap<>();
    all.forEach(
        (key, value) -> {
          if (!key.startsWith(keys.ledger()) && !key.startsWith(keys.prefix() + ":heartbeat")) {
            views.put(key, plain(value));
          }
        });
    return views;
  }

  private static Object plain(Object value) {
    if (value instanceof SimValue.Hash hash) {
      return new TreeMap<>(hash.fields());
    } else if (value instanceof SimValue.Scores scores) {
      return new TreeMap<>(scores.scores());
    } else if (value instanceof SimValue.Texts texts) {
      return List.copyOf(texts.texts());
    } else if (value instanceof SimValue.Bits bits) {
      return bits.bits().stream().boxed().toList();
    } else if (value instanceof SimValue.Stream stream) {
      return quarantineText(stream.entries());
    }
    return value;
  }

  private static List<String> quarantineText(List<SimValue.Entry> entries) {
    return entries.stream().map(entry -> entry.fieldsAndValues().toString()).sorted().toList();
  }
}
