package io.salesledger.queryapi.view;

import io.salesledger.queryapi.store.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * One product's totals, as the demo wrote them: all strings.
 *
 * @param amount a decimal at the currency's scale
 * @param count units
 */
public record ProductTotals(String productId, String amount, String count) {
  /** All products by productId, from {@code hashes.lua} with amounts and units. */
  public static List<ProductTotals> of(Snapshot snapshot) {
    Map<String, String> amounts = snapshot.fields(0);
    Map<String, String> counts = snapshot.fields(1);
    List<String> ids = new ArrayList<>(amounts.keySet());
    counts.keySet().stream().filter(id -> !amounts.containsKey(id)).forEach(ids::add);
    ids.sort(Figures.BY_PRODUCT_ID);
    List<ProductTotals> all = new ArrayList<>(ids.size());
    for (String id : ids) {
      all.add(
          new ProductTotals(
              id,
              Figures.moneyText(amounts.getOrDefault(id, "0"), snapshot.currency()),
              Long.toString(Figures.whole(counts, id))));
    }
    return all;
  }

  /** Each product's amount as a decimal string. */
  public static SortedMap<String, String> amounts(Snapshot snapshot) {
    return sorted(snapshot, text -> Figures.moneyText(text, snapshot.currency()));
  }

  /** Each product's units. */
  public static SortedMap<String, Long> counts(Snapshot snapshot) {
    return sorted(snapshot, Figures::whole);
  }

  private static <T> SortedMap<String, T> sorted(Snapshot snapshot, Function<String, T> figure) {
    SortedMap<String, T> all = new TreeMap<>(Figures.BY_PRODUCT_ID);
    snapshot.fields(0).forEach((id, text) -> all.put(id, figure.apply(text)));
    return all;
  }
}
