package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.ViewsUnderTest.KEYS;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * What the views must be after these sales, worked out the slow way: each figure is summed from the
 * sales anew. Knows nothing of commits, of their order or of what stood there before.
 *
 * @param sales all sales that are in the views
 * @param keptMinutes active minutes that a timeline keeps
 */
record ExpectedViews(List<Sale> sales, int keptMinutes) {

  /** Every key but the ledger's own, with its value. */
  Map<String, Object> all() {
    Map<String, Object> views = new TreeMap<>();
    if (sales.isEmpty()) {
      return views;
    }
    add(views, "amount", KEYS.timeline(), KEYS.total(), KEYS.realtime(), Sale::amount);
    add(views, "count", KEYS.timelineCount(), KEYS.totalCount(), KEYS.realtimeCount(), Sale::units);
    return views;
  }

  private void add(
      Map<String, Object> views,
      String metric,
      String timeline,
      String total,
      String realtime,
      ToLongFunction<Sale> figure) {
    views.put(timeline, timeline(sales, figure));
    views.put(total, Long.toString(sales.stream().mapToLong(figure).sum()));
    Map<String, String> totals = new TreeMap<>();
    for (String product : sales.stream().map(Sale::product).distinct().toList()) {
      List<Sale> its = sales.stream().filter(sale -> sale.product().equals(product)).toList();
      totals.put(product, Long.toString(its.stream().mapToLong(figure).sum()));
      views.put("sales:timeline:" + metric + ":" + product, timeline(its, figure));
    }
    views.put(realtime, totals);
    views.put("sales:leaderboard:" + metric, totals);
    for (long minute : sales.stream().mapToLong(Sale::minuteMillis).distinct().toArray()) {
      Map<String, Long> board = new TreeMap<>();
      sales.stream()
          .filter(sale -> sale.minuteMillis() == minute)
          .forEach(sale -> board.merge(sale.product(), figure.applyAsLong(sale), Long::sum));
      Map<String, String> texts = new TreeMap<>();
      board.forEach((product, sum) -> texts.put(product, Long.toString(sum)));
      views.put("sales:leaderboard:" + metric + ":" + minute, texts);
    }
  }

  private List<String> timeline(List<Sale> of, ToLongFunction<Sale> figure) {
    TreeMap<Long, Long> minutes = new TreeMap<>();
    of.forEach(sale -> minutes.merge(sale.minuteMillis(), figure.applyAsLong(sale), Long::sum));
    List<String> entries = new ArrayList<>();
    long cumulative = 0;
    for (Map.Entry<Long, Long> minute : minutes.entrySet()) {
      cumulative += minute.getValue();
      entries.add(minute.getKey() + "," + cumulative);
    }
    return List.copyOf(entries.subList(Math.max(0, entries.size() - keptMinutes), entries.size()));
  }
}
