package io.salesledger.windowing.audit;

import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.AppliedOffsets.Range;
import io.salesledger.windowing.core.Portion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The offsets, of every partition, that something read from the views holds as of. Immutable.
 *
 * @param byPartition a partition that is not named has none
 */
record AppliedVector(SortedMap<Integer, AppliedOffsets> byPartition) {
  /** Nothing applied. */
  static final AppliedVector NONE = new AppliedVector(new TreeMap<>());

  AppliedOffsets of(int partition) {
    return byPartition.getOrDefault(partition, AppliedOffsets.below(0));
  }

  AppliedVector with(int partition, AppliedOffsets applied) {
    SortedMap<Integer, AppliedOffsets> changed = new TreeMap<>(byPartition);
    changed.put(partition, applied);
    return new AppliedVector(changed);
  }

  /**
   * Whether all that was applied then is applied now, as far as vectors tell: views only ever go
   * forward. Where a portion's left end is wholly applied now and its right one is not, there may
   * have been none of its payments, if an older version wrote it: {@link Refold#advance} finds out.
   */
  boolean includes(AppliedVector then) {
    return then.byPartition.keySet().stream()
        .allMatch(partition -> includes(of(partition), then.of(partition)));
  }

  private static boolean includes(AppliedOffsets now, AppliedOffsets then) {
    return minus(wholeRanges(then), wholeRanges(now)).isEmpty()
        && then.portion().stream().allMatch(portion -> includes(now, portion));
  }

  private static boolean includes(AppliedOffsets now, Portion then) {
    List<Range> rest = minus(List.of(span(then)), wholeRanges(now));
    return rest.isEmpty()
        || rest.get(0).from() > then.from()
        || now.portion().stream()
            .anyMatch(
                portion ->
                    portion.includesProductsOf(then)
                        && minus(rest, List.of(span(portion))).isEmpty());
  }

  /** How many offsets there are; of a portion its payments. */
  long covered() {
    return byPartition.values().stream().mapToLong(AppliedOffsets::covered).sum();
  }

  /** How many offsets have to be looked at to find all that is applied. */
  long span() {
    return since(NONE).values().stream()
        .flatMap(Collection::stream)
        .mapToLong(range -> range.next() - range.from())
        .sum();
  }

  /**
   * The offsets, ascending, at which there may be a payment that is applied now and was not then,
   * or the other way round; none that was wholly applied then. Without partitions that have none.
   */
  Map<Integer, List<Range>> since(AppliedVector then) {
    Map<Integer, List<Range>> changed = new TreeMap<>();
    for (int partition : new TreeSet<>(byPartition.keySet())) {
      List<Range> ranges = since(of(partition), then.of(partition));
      if (!ranges.isEmpty()) {
        changed.put(partition, ranges);
      }
    }
    return changed;
  }

  private static List<Range> since(AppliedOffsets now, AppliedOffsets then) {
    List<Range> spans = new ArrayList<>(wholeRanges(now));
    now.portion()
        .ifPresent(portion -> spans.addAll(minus(List.of(span(portion)), same(now, then))));
    then.portion()
        .ifPresent(
            portion -> {
              List<Range> known = new ArrayList<>(wholeRanges(now));
              now.portion().ifPresent(ours -> known.add(span(ours)));
              spans.addAll(minus(List.of(span(portion)), sorted(known)));
            });
    return minus(sorted(spans), wholeRanges(then));
  }

  /** Where a portion holds now what one held then: it is not looked at at every step. */
  private static List<Range> same(AppliedOffsets now, AppliedOffsets then) {
    return then.portion().stream()
        .filter(
            portion ->
                now.portion().filter(ours -> ours.below().equals(portion.below())).isPresent())
        .map(AppliedVector::span)
        .toList();
  }

  private static Range span(Portion portion) {
    return new Range(portion.from(), portion.next());
  }

  private static List<Range> sorted(List<Range> ranges) {
    return ranges.stream().sorted(Comparator.comparingLong(Range::from)).toList();
  }

  private static List<Range> wholeRanges(AppliedOffsets applied) {
    List<Range> ranges = new ArrayList<>();
    if (applied.low() > 0) {
      ranges.add(new Range(0, applied.low()));
    }
    ranges.addAll(applied.ranges());
    return ranges;
  }

  /** What of the one is not of the other; both disjoint and ascending. */
  private static List<Range> minus(List<Range> one, List<Range> other) {
    List<Range> rest = new ArrayList<>();
    for (Range range : one) {
      long from = range.from();
      for (Range taken : other) {
        if (taken.from() >= range.next()) {
          break;
        }
        if (taken.from() > from) {
          rest.add(new Range(from, taken.from()));
        }
        from = Math.max(from, taken.next());
      }
      if (from < range.next()) {
        rest.add(new Range(from, range.next()));
      }
    }
    return rest;
  }

  /** For messages: {@code partition:low-partition:low}, what is above after a plus. */
  @Override
  public String toString() {
    return byPartition.entrySet().stream()
        .map(
            e ->
                e.getKey()
                    + ":"
                    + e.getValue().low()
                    + (e.getValue().rangesText().isEmpty() ? "" : "+" + e.getValue().rangesText()))
        .collect(Collectors.joining("-"));
  }
}
