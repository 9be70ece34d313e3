package io.salesledger.windowing.audit;

import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.core.Portion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the views must hold: the log folded once more, up to exactly the offsets of a vector, by
 * plain sums in maps. Goes forward only, from one vector to the next. Used by one thread.
 */
final class Refold {
  private final JudgeRules rules;
  private final int kept;
  private final long boardsFromMillis;
  private final int quarantineEntries;
  private final Map<Integer, PartitionRefold> partitions = new TreeMap<>();
  private final Map<Integer, PaymentJudge> judges = new TreeMap<>();
  private AppliedVector vector = AppliedVector.NONE;
  private @Nullable List<TimelineEntry> timeline;

  /** One entry of a timeline: a minute and the sums from the beginning through it. */
  record TimelineEntry(long minuteMillis, Sum cumulative) {
    /** As it is stored. */
    String text(Metric metric) {
      return minuteMillis + "," + cumulative.of(metric);
    }
  }

  /**
   * Of nothing.
   *
   * @param kept minutes that a timeline keeps
   * @param boardsFromMillis minutes before have no boards any more
   * @param quarantineEntries that the views list
   */
  Refold(JudgeRules rules, int kept, long boardsFromMillis, int quarantineEntries) {
    this.rules = rules;
    this.kept = kept;
    this.boardsFromMillis = boardsFromMillis;
    this.quarantineEntries = quarantineEntries;
  }

  /**
   * Folds on, so that exactly these offsets are folded, which include those before.
   *
   * @param walked told how many more offsets were looked at
   * @throws ViewsReader.ViewsMovedException if the log shows that they do not include those before;
   *     then this is of no use any more
   */
  void advance(LogWalk walk, AppliedVector to, LongConsumer walked) {
    if (!to.includes(vector)) {
      throw new IllegalArgumentException("from " + vector + " to " + to + " is not forward");
    }
    var changed = to.since(vector);
    changed.keySet().forEach(p -> partition(p).goOn(vector.of(p), to.of(p)));
    vector = to;
    if (!changed.isEmpty()) {
      timeline = null;
      walk.walk(changed, this::judge, walked);
    }
    if (changed.keySet().stream().anyMatch(p -> partition(p).wentBack())) {
      throw new ViewsReader.ViewsMovedException("they had payments that are not in " + to);
    }
  }

  private PaymentJudge judge(int partition) {
    PaymentJudge judge = judges.get(partition);
    if (judge == null) {
      PartitionRefold sink = partition(partition);
      judge = new PaymentJudge(rules, sink.book(), sink);
      judges.put(partition, judge);
    }
    return judge;
  }

  private PartitionRefold partition(int partition) {
    return partitions.computeIfAbsent(
        partition, p -> new PartitionRefold(kept, boardsFromMillis, quarantineEntries));
  }

  /** The offsets folded. */
  AppliedVector vector() {
    return vector;
  }

  /** A partition's accounts by their names in the views. */
  Map<String, Long> accounts(int partition) {
    AppliedOffsets applied = vector.of(partition);
    // As many payments as a portion says to have are what is to be proved, too.
    long whole = applied.covered() - applied.portion().map(Portion::payments).orElse(0L);
    return partition(partition).accounts(whole);
  }

  /** A partition's ranges as text; of a portion with as many payments as there are. */
  String rangesText(int partition) {
    AppliedOffsets applied = vector.of(partition);
    String text = applied.rangesText();
    return applied
        .portion()
        .map(Portion::toString)
        .map(
            told ->
                text.replace(
                    told,
                    told.substring(0, told.lastIndexOf('/') + 1)
                        + partition(partition).inPortion()))
        .orElse(text);
  }

  boolean isQuarantined(int partition, long offset) {
    PartitionRefold known = partitions.get(partition);
    return known != null && known.book().has(offset);
  }

  /** What of a partition is quarantined, and what of that is settled. */
  QuarantineBook book(int partition) {
    return partition(partition).book();
  }

  /** Whether this is what the log has at its place, as far as that is still at hand. */
  boolean hasNewest(Refused entry) {
    return partition(entry.partition()).newestRefused().matches(entry);
  }

  /** How many offsets of all partitions are quarantined. */
  long quarantined() {
    return partitions.values().stream().mapToLong(partition -> partition.book().count()).sum();
  }

  /** The partitions of which anything is folded. */
  SortedSet<Integer> partitions() {
    return new TreeSet<>(partitions.keySet());
  }

  /** Every product that was ever sold. */
  SortedSet<String> products() {
    SortedSet<String> products = new TreeSet<>();
    partitions.values().forEach(partition -> products.addAll(partition.products().keySet()));
    return products;
  }

  /** Its parts: one for each partition that it was found in, which should be one. */
  private List<ProductSums> parts(String product) {
    List<ProductSums> parts = new ArrayList<>(1);
    for (PartitionRefold partition : partitions.values()) {
      ProductSums sums = partition.products().get(product);
      if (sums != null) {
        parts.add(sums);
      }
    }
    return parts;
  }

  /** All of a product, or empty if it was never sold. */
  Optional<Sum> total(String product) {
    List<ProductSums> parts = parts(product);
    if (parts.isEmpty()) {
      return Optional.empty();
    }
    Sum total = new Sum();
    parts.forEach(part -> total.add(part.total()));
    return Optional.of(total);
  }

  /** All of all products, or empty if nothing was ever sold. */
  Optional<Sum> total() {
    List<ProductSums> all = all();
    if (all.isEmpty()) {
      return Optional.empty();
    }
    Sum total = new Sum();
    all.forEach(part -> total.add(part.total()));
    return Optional.of(total);
  }

  private List<ProductSums> all() {
    return partitions.values().stream()
        .map(PartitionRefold::products)
        .map(Map::values)
        .flatMap(Collection::stream)
        .toList();
  }

  /** A product's timeline, oldest first; empty if it was never sold. */
  List<TimelineEntry> timeline(String product) {
    return timelineOf(parts(product));
  }

  /** The timeline of all products. */
  List<TimelineEntry> timeline() {
    List<TimelineEntry> known = timeline;
    if (known == null) {
      known = timelineOf(all());
      timeline = known;
    }
    return known;
  }

  private List<TimelineEntry> timelineOf(List<ProductSums> parts) {
    NavigableMap<Long, Sum> byMinute = new TreeMap<>();
    Sum before = new Sum();
    for (ProductSums part : parts) {
      before.add(part.forgotten());
      part.forEachMinute(
          (minute, sum) -> byMinute.computeIfAbsent(minute, m -> new Sum()).add(sum));
    }
    List<TimelineEntry> entries = new ArrayList<>();
    int surplus = byMinute.size() - kept;
    for (Map.Entry<Long, Sum> minute : byMinute.entrySet()) {
      before.add(minute.getValue());
      if (--surplus < 0) {
        entries.add(new TimelineEntry(minute.getKey(), before.copy()));
      }
    }
    return entries;
  }

  /** The minutes whose boards may still be there, and what each product had in them. */
  NavigableMap<Long, Map<String, Sum>> boards(long fromMillis) {
    NavigableMap<Long, Map<String, Sum>> boards = new TreeMap<>();
    for (PartitionRefold partition : partitions.values()) {
      partition
          .products()
          .forEach(
              (product, sums) ->
                  sums.forEachMinute(
                      (minute, sum) -> {
                        if (minute >= fromMillis) {
                          boards
                              .computeIfAbsent(minute, m -> new TreeMap<>())
                              .computeIfAbsent(product, p -> new Sum())
                              .add(sum);
                        }
                      }));
    }
    return boards;
  }

  /** What a product had in a minute, or empty if nothing. */
  Optional<Sum> minute(String product, long minuteMillis) {
    Optional<Sum> found = Optional.empty();
    for (ProductSums part : parts(product)) {
      Optional<Sum> more = part.minute(minuteMillis);
      if (more.isPresent()) {
        Sum sum = more.get().copy();
        found.ifPresent(sum::add);
        found = Optional.of(sum);
      }
    }
    return found;
  }

  /** The start of the minute of this instant. */
  static long minuteOf(long epochMillis) {
    return epochMillis - Math.floorMod(epochMillis, PaymentRules.MINUTE_MILLIS);
  }
}
