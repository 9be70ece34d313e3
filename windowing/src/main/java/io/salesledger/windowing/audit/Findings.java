package io.salesledger.windowing.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was compared and what differed, as an audit goes on. So many differences are named as fit
 * into memory beside all else; the others are counted: timelines that are lost, of many products,
 * have millions of entries. Used by one thread.
 */
final class Findings {
  /** Some tens of megabytes, and more than a person reads. */
  private static final int MAX_NAMED = 100_000;

  private final int maxNamed;
  private final Map<String, Long> compared = new LinkedHashMap<>();
  private final List<Found> found = new ArrayList<>();
  private long differing;

  Findings() {
    this(MAX_NAMED);
  }

  Findings(int maxNamed) {
    this.maxNamed = maxNamed;
  }

  /** A difference that may yet be explained by a record of the log. */
  record Found(Difference difference, Optional<Clue> clue) {}

  /** So many more of a kind were compared. */
  void compared(String kind, long more) {
    compared.merge(kind, more, Long::sum);
  }

  /** Compares two texts, either of which may be absent. */
  boolean same(String key, String field, @Nullable String expected, @Nullable String stored) {
    return same(key, field, expected, stored, Optional.empty());
  }

  boolean same(
      String key,
      String field,
      @Nullable String expected,
      @Nullable String stored,
      Optional<Clue> clue) {
    if (expected == null ? stored == null : expected.equals(stored)) {
      return true;
    }
    differing++;
    if (found.size() < maxNamed) {
      Difference difference =
          new Difference(
              key,
              field,
              expected == null ? Difference.NOTHING : expected,
              stored == null ? Difference.NOTHING : stored,
              "");
      found.add(new Found(difference, clue));
    }
    return false;
  }

  /** A key that must not expire. */
  void permanent(String key, Snapshot read, int reply) {
    long leftMillis = read.number(reply);
    if (leftMillis >= 0) {
      same(key, "", "never to expire", "to expire at " + (read.redisMillis() + leftMillis));
    }
  }

  /** Compares a figure that sums the payments of this scope. */
  boolean sameFigure(
      String key,
      String field,
      Optional<Long> expected,
      @Nullable String stored,
      Clue.Scope scope,
      Metric metric) {
    String wanted = expected.map(String::valueOf).orElse(null);
    return same(
        key,
        field,
        wanted,
        stored,
        delta(expected, stored).map(delta -> new Clue(scope, metric, delta)));
  }

  /** How far a stored figure is off, if both are figures. */
  static Optional<Long> delta(Optional<Long> expected, @Nullable String stored) {
    if (expected.isEmpty() || stored == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Math.subtractExact(Long.parseLong(stored), expected.get()));
    } catch (NumberFormatException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /** A key of another type, where its content cannot be compared. */
  void wrongType(String key, String expected) {
    same(key, "", expected, "a key of another type");
  }

  /** How many figures differ, named or not. */
  long differing() {
    return differing;
  }

  /** Those that are named, and how many more there are. */
  List<Found> found() {
    List<Found> all = new ArrayList<>(found);
    if (differing > all.size()) {
      all.add(more(differing - all.size()));
    }
    return List.copyOf(all);
  }

  private static Found more(long count) {
    return new Found(
        new Difference("other figures", "", "what the log says", count + " more that differ", ""),
        Optional.empty());
  }

  Map<String, Long> compared() {
    return new LinkedHashMap<>(compared);
  }
}
