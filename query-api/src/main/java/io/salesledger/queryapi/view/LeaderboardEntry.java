package io.salesledger.queryapi.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.salesledger.contract.LedgerSettings.Currency;
import io.salesledger.queryapi.store.Metric;
import io.salesledger.queryapi.store.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place on a leaderboard: units, or an amount with its currency.
 *
 * @param count units; absent where amounts were asked for
 * @param amount a decimal at the currency's scale; absent where units were asked for
 * @param currency of the amount
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LeaderboardEntry(
    String productId, @Nullable Long count, @Nullable String amount, @Nullable String currency) {
  private record Score(String productId, long figure) {}

  private static final Comparator<Score> BEST_FIRST =
      Comparator.comparingLong(Score::figure)
          .reversed()
          .thenComparing(Score::productId, Figures.BY_PRODUCT_ID);

  /**
   * Best first, ties by productId.
   *
   * @param snapshot of {@code leaderboard.lua}, or of {@code leaderboard_window.lua} without a
   *     {@link WindowLimit}
   */
  public static List<LeaderboardEntry> of(Snapshot snapshot, Metric metric) {
    List<String> flat = snapshot.section(0);
    List<Score> scores = new ArrayList<>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      scores.add(new Score(flat.get(i), Figures.whole(flat.get(i + 1))));
    }
    scores.sort(BEST_FIRST);
    return scores.stream().map(score -> entry(score, metric, snapshot.currency())).toList();
  }

  private static LeaderboardEntry entry(Score score, Metric metric, Currency currency) {
    if (metric == Metric.COUNT) {
      return new LeaderboardEntry(score.productId(), score.figure(), null, null);
    }
    String amount = Figures.decimal(score.figure(), metric, currency).toPlainString();
    return new LeaderboardEntry(score.productId(), null, amount, currency.code());
  }
}
