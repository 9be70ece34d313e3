package io.salesledger.windowing.audit;

import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.AppliedOffsets.Range;
import java.util.ArrayList;
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

  /** Whether every offset applied then is applied now: views only ever go forward. */
  boolean includes(AppliedVector then) {
    return then.since(this).isEmpty();
  }

  /** How many offsets there are. */
  long covered() {
    return byPartition.values().stream().mapToLong(AppliedOffsets::covered).sum();
  }

  /** The offsets applied now and not then, ascending; without partitions that have none. */
  Map<Integer, List<Range>> since(AppliedVector then) {
    Map<Integer, List<Range>> added = new TreeMap<>();
    for (int partition : new TreeSet<>(byPartition.keySet())) {
      List<Range> ranges = minus(ranges(of(partition)), ranges(then.of(partition)));
      if (!ranges.isEmpty()) {
        added.put(partition, ranges);
      }
    }
    return added;
  }

  /** Which offsets of {@code [from, next)} are applied. */
  List<Range> within(int partition, long from, long next) {
    List<Range> within = new ArrayList<>();
    for (Range range : ranges(of(partition))) {
      long first = Math.max(from, range.from());
      long end = Math.min(next, range.next());
      if (first < end) {
        within.add(new Range(first, end));
      }
    }
    return within;
  }

  private static List<Range> ranges(AppliedOffsets applied) {
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

  /** As an ETag of the API has it: {@code partition:low-partition:low}, ranges after a plus. */
  @Override
  public String toString() {
    return byPartition.entrySet().stream()
        .map(
            e ->
                e.getKey()
                    + ":"
                    + e.getValue().low()
                    + (e.getValue().ranges().isEmpty() ? "" : "+" + e.getValue().rangesText()))
        .collect(Collectors.joining("-"));
  }
}
