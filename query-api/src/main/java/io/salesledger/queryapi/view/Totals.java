package io.salesledger.queryapi.view;

import io.salesledger.queryapi.store.Snapshot;
import java.math.BigDecimal;
import java.util.List;

/**
 * The totals of all products.
 *
 * @param totalAmount at the currency's scale
 * @param totalCount units
 */
public record Totals(BigDecimal totalAmount, long totalCount) {
  /** From {@code total.lua}. */
  public static Totals of(Snapshot snapshot) {
    List<String> totals = snapshot.section(0);
    return new Totals(
        Figures.money(totals.get(0), snapshot.currency()), Figures.whole(totals.get(1)));
  }
}
