package io.salesledger.queryapi.view;

import io.salesledger.queryapi.store.Metric;
import io.salesledger.queryapi.store.Snapshot;
import io.salesledger.queryapi.store.ViewsDamaged;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A timeline's entry.
 *
 * @param timestamp the minute's start, UTC epoch milliseconds
 * @param value money at the currency's scale, or units
 */
public record TimelinePoint(long timestamp, BigDecimal value) {
  private record Entry(long minuteMillis, long figure) {}

  /** The newest {@code limit} cumulative figures, oldest first; empty for an unknown product. */
  public static Optional<List<TimelinePoint>> cumulative(
      Snapshot snapshot, Metric metric, int limit) {
    return entries(snapshot)
        .map(
            all ->
                all.subList(Math.max(0, all.size() - limit), all.size()).stream()
                    .map(entry -> point(entry, entry.figure(), metric, snapshot))
                    .toList());
  }

  /**
   * The newest {@code limit} minutes' own figures, oldest first: each entry less the one before it.
   * The oldest entry of a full list is left out, since what it added to is no longer known; that of
   * a list that was never cut began at nothing.
   *
   * @param snapshot of {@code limit + 1} entries
   */
  public static Optional<List<TimelinePoint>> perMinute(
      Snapshot snapshot, Metric metric, int limit) {
    return entries(snapshot)
        .map(
            all -> {
              boolean beginsAtNothing =
                  all.size() == lengthOf(snapshot) && all.size() < keptBy(snapshot);
              List<TimelinePoint> points = new ArrayList<>();
              for (int i = 0; i < all.size(); i++) {
                if (i > 0 || beginsAtNothing) {
                  long before = i > 0 ? all.get(i - 1).figure() : 0;
                  points.add(point(all.get(i), all.get(i).figure() - before, metric, snapshot));
                }
              }
              return points.subList(Math.max(0, points.size() - limit), points.size());
            });
  }

  private static long lengthOf(Snapshot snapshot) {
    return Figures.whole(snapshot.section(0).get(1));
  }

  /** Entries that a full list has. */
  private static long keptBy(Snapshot snapshot) {
    return Figures.whole(snapshot.section(0).get(2));
  }

  private static Optional<List<Entry>> entries(Snapshot snapshot) {
    if (snapshot.section(0).get(0).equals("unknown")) {
      return Optional.empty();
    }
    return Optional.of(snapshot.section(1).stream().map(TimelinePoint::entry).toList());
  }

  private static Entry entry(String text) {
    int comma = text.indexOf(',');
    if (comma < 0) {
      throw new ViewsDamaged("a timeline's entry is not minute,figure: '" + text + "'");
    }
    return new Entry(
        Figures.whole(text.substring(0, comma)), Figures.whole(text.substring(comma + 1)));
  }

  private static TimelinePoint point(Entry entry, long figure, Metric metric, Snapshot snapshot) {
    return new TimelinePoint(
        entry.minuteMillis(), Figures.decimal(figure, metric, snapshot.currency()));
  }
}
