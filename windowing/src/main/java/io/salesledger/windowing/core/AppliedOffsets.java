package io.salesledger.windowing.core;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * The offsets of one partition whose payments are in the views: everything below a low-water mark,
 * plus ranges above it. Ranges are disjoint, ascending, never touch each other or the mark.
 * Immutable; any thread may use it.
 *
 * <p>As text, in the views: the mark as a decimal, the ranges as {@code from-next,from-next} with
 * {@code next} exclusive.
 */
public final class AppliedOffsets implements Serializable {
  private static final long serialVersionUID = 1L;

  /** One range {@code [from, next)}. */
  public record Range(long from, long next) implements Serializable {
    /** A range holds at least one offset. */
    public Range {
      if (from < 0 || next <= from) {
        throw new IllegalArgumentException("not a range of offsets: [" + from + "," + next + ")");
      }
    }
  }

  private final long low;
  private final List<Range> ranges;

  private AppliedOffsets(long low, List<Range> ranges) {
    this.low = low;
    this.ranges = ranges;
  }

  /** Everything below {@code low}, nothing above. */
  public static AppliedOffsets below(long low) {
    if (low < 0) {
      throw new IllegalArgumentException("a low-water mark is not negative: " + low);
    }
    return new AppliedOffsets(low, List.of());
  }

  /**
   * What {@link #low()} and {@link #rangesText()} were.
   *
   * @throws IllegalArgumentException if the ranges are not such a text, or not ascending above low
   */
  public static AppliedOffsets parse(long low, String rangesText) {
    AppliedOffsets result = below(low);
    if (rangesText.isEmpty()) {
      return result;
    }
    for (String part : rangesText.split(",", -1)) {
      int dash = part.indexOf('-');
      if (dash < 1) {
        throw new IllegalArgumentException("not ranges of offsets: " + rangesText);
      }
      Range range =
          new Range(
              Long.parseLong(part.substring(0, dash)), Long.parseLong(part.substring(dash + 1)));
      if (range.from() <= result.end()) {
        throw new IllegalArgumentException(
            "ranges of offsets not ascending above " + low + ": " + rangesText);
      }
      result = result.plus(range.from(), range.next());
    }
    if (!result.rangesText().equals(rangesText)) {
      throw new IllegalArgumentException("not ranges of offsets: " + rangesText);
    }
    return result;
  }

  /** All offsets below are applied; this one is not. */
  public long low() {
    return low;
  }

  /** The applied ranges above the mark, ascending. */
  public List<Range> ranges() {
    return ranges;
  }

  /** The ranges as {@code from-next,from-next}; empty if there are none. */
  public String rangesText() {
    StringJoiner text = new StringJoiner(",");
    for (Range range : ranges) {
      text.add(range.from() + "-" + range.next());
    }
    return text.toString();
  }

  /** How many offsets are applied, from 0 on. */
  public long covered() {
    long covered = low;
    for (Range range : ranges) {
      covered += range.next() - range.from();
    }
    return covered;
  }

  /** Whether this offset is applied. */
  public boolean contains(long offset) {
    if (offset < low) {
      return true;
    }
    for (Range range : ranges) {
      if (offset < range.from()) {
        return false;
      }
      if (offset < range.next()) {
        return true;
      }
    }
    return false;
  }

  /** Whether any offset at or above {@code from} is applied. */
  public boolean reaches(long from) {
    return from < end();
  }

  /** These and {@code [from, next)}; overlaps do no harm. An empty range changes nothing. */
  public AppliedOffsets plus(long from, long next) {
    if (next <= from || next <= low) {
      return this;
    }
    long mergedFrom = from;
    long mergedNext = next;
    List<Range> before = new ArrayList<>(ranges.size() + 1);
    List<Range> after = new ArrayList<>();
    for (Range range : ranges) {
      if (range.next() < mergedFrom) {
        before.add(range);
      } else if (range.from() > mergedNext) {
        after.add(range);
      } else {
        mergedFrom = Math.min(mergedFrom, range.from());
        mergedNext = Math.max(mergedNext, range.next());
      }
    }
    if (mergedFrom <= low) {
      return new AppliedOffsets(mergedNext, List.copyOf(after));
    }
    before.add(new Range(mergedFrom, mergedNext));
    before.addAll(after);
    return new AppliedOffsets(low, List.copyOf(before));
  }

  private long end() {
    return ranges.isEmpty() ? low : ranges.get(ranges.size() - 1).next();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AppliedOffsets that && low == that.low && ranges.equals(that.ranges);
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(low) + ranges.hashCode();
  }

  @Override
  public String toString() {
    return ranges.isEmpty() ? "below " + low : "below " + low + " and " + rangesText();
  }
}
