package io.salesledger.windowing.core;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The offsets of one partition whose payments are in the views: everything below a low-water mark,
 * plus ranges above it. Ranges are disjoint, ascending, never touch each other or the mark. While a
 * large commit is being written there is also a {@link Portion}, which overlaps neither. Immutable;
 * any thread may use it.
 *
 * <p>As text, in the views: the mark as a decimal, the ranges as {@code from-next,from-next} with
 * {@code next} exclusive, the portion at its place among them.
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

  /** None or one: an Optional can't be serialized. */
  private final List<Portion> portion;

  private AppliedOffsets(long low, List<Range> ranges, List<Portion> portion) {
    this.low = low;
    this.ranges = ranges;
    this.portion = portion;
  }

  /** Everything below {@code low}, nothing above. */
  public static AppliedOffsets below(long low) {
    if (low < 0) {
      throw new IllegalArgumentException("a low-water mark is not negative: " + low);
    }
    return new AppliedOffsets(low, List.of(), List.of());
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
      result = part.indexOf('/') < 0 ? result.plusText(part) : result.with(Portion.parse(part));
    }
    if (!result.rangesText().equals(rangesText)) {
      throw new IllegalArgumentException("not ranges of offsets: " + rangesText);
    }
    return result;
  }

  private AppliedOffsets plusText(String text) {
    int dash = text.indexOf('-');
    if (dash < 1) {
      throw new IllegalArgumentException("not a range of offsets: " + text);
    }
    long from = Long.parseLong(text.substring(0, dash));
    long next = Long.parseLong(text.substring(dash + 1));
    if (from < end() || (from == end() && portion.isEmpty()) || next <= from) {
      throw new IllegalArgumentException("not a range of offsets above " + this + ": " + text);
    }
    return plus(from, next);
  }

  /** All offsets below are applied; this one is not. */
  public long low() {
    return low;
  }

  /** The applied ranges above the mark, ascending. */
  public List<Range> ranges() {
    return ranges;
  }

  /** What of a large commit is applied so far; empty if none is being written. */
  public Optional<Portion> portion() {
    return portion.stream().findAny();
  }

  /** The ranges as {@code from-next,from-next}, and the portion; empty if there are none. */
  public String rangesText() {
    StringJoiner text = new StringJoiner(",");
    List<Portion> left = portion;
    for (Range range : ranges) {
      if (!left.isEmpty() && left.get(0).from() < range.from()) {
        text.add(left.get(0).toString());
        left = List.of();
      }
      text.add(range.from() + "-" + range.next());
    }
    left.forEach(last -> text.add(last.toString()));
    return text.toString();
  }

  /** How many offsets are applied, from 0 on. */
  public long covered() {
    long covered = low;
    for (Range range : ranges) {
      covered += range.next() - range.from();
    }
    for (Portion one : portion) {
      covered += one.payments();
    }
    return covered;
  }

  /** Whether a payment of this product at this offset is applied. */
  public boolean contains(long offset, String product) {
    return contains(offset)
        || portion.stream().anyMatch(one -> one.spans(offset) && one.holds(product));
  }

  /** Whether this offset is applied whatever is there; a portion does not tell. */
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

  /** Whether any offset at or above {@code from} is applied, or of a portion. */
  public boolean reaches(long from) {
    return from < end();
  }

  /**
   * These and a portion of offsets of which none is applied, but for an earlier portion of the same
   * ones.
   *
   * @throws IllegalArgumentException if it overlaps others
   */
  public AppliedOffsets with(Portion larger) {
    boolean grows =
        portion.stream()
            .allMatch(
                one ->
                    one.from() == larger.from()
                        && one.next() == larger.next()
                        && larger.includesProductsOf(one));
    if (!grows
        || larger.from() < low
        || ranges.stream().anyMatch(r -> r.from() < larger.next() && larger.from() < r.next())) {
      throw new IllegalArgumentException(larger + " overlaps what is applied: " + this);
    }
    return new AppliedOffsets(low, ranges, List.of(larger));
  }

  /** These and {@code [from, next)}; overlaps do no harm. An empty range changes nothing. */
  public AppliedOffsets plus(long from, long next) {
    return plus(from, next, 0);
  }

  /**
   * These and {@code [from, next)}; overlaps do no harm. An empty range changes nothing.
   *
   * @param known how many payments of the portion are among them; what is left of the portion holds
   *     that many less
   * @throws IllegalArgumentException if that would cut the portion in its middle: nobody knows how
   *     many of its payments are before that; or if it does not hold that many
   */
  public AppliedOffsets plus(long from, long next, long known) {
    if (next <= from || next <= low) {
      return this;
    }
    List<Portion> left = List.of();
    for (Portion one : portion) {
      if (one.from() < from && from < one.next()) {
        throw new IllegalArgumentException("[" + from + "," + next + ") would cut " + one);
      }
      if (next <= one.from() || from >= one.next()) {
        left = portion;
      } else if (next < one.next()) {
        left = List.of(new Portion(next, one.next(), one.below(), one.payments() - known));
      }
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
      return new AppliedOffsets(mergedNext, List.copyOf(after), left);
    }
    before.add(new Range(mergedFrom, mergedNext));
    before.addAll(after);
    return new AppliedOffsets(low, List.copyOf(before), left);
  }

  private long end() {
    long end = ranges.isEmpty() ? low : ranges.get(ranges.size() - 1).next();
    return portion.isEmpty() ? end : Math.max(end, portion.get(0).next());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AppliedOffsets that
        && low == that.low
        && ranges.equals(that.ranges)
        && portion.equals(that.portion);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Long.hashCode(low) + ranges.hashCode()) + portion.hashCode();
  }

  @Override
  public String toString() {
    String above = rangesText();
    return above.isEmpty() ? "below " + low : "below " + low + " and " + above;
  }
}
