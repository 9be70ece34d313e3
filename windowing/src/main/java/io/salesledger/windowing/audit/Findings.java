package io.salesledger.windowing.audit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was compared and what differed, as an audit goes on. So many differences are named as a
 * person can read; the others are counted: timelines that are lost, of many products, have millions
 * of entries. Used by one thread.
 */
final class Findings {
  /** Of one key. */
  static final int MAX_NAMED = 64;

  /** Of all keys; those of a key that is among them are named up to {@link #MAX_NAMED}. */
  static final int MAX_NAMED_IN_ALL = 10_000;

  private final Map<String, Long> compared = new LinkedHashMap<>();
  private final List<Found> found = new ArrayList<>();
  private final Map<String, Integer> named = new HashMap<>();
  private final Map<String, Long> unnamed = new LinkedHashMap<>();
  private long unnamedElsewhere;
  private long differing;

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
    if (mayName(key)) {
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

  private boolean mayName(String key) {
    int before = named.getOrDefault(key, 0);
    if (before == 0 && found.size() >= MAX_NAMED_IN_ALL) {
      unnamedElsewhere++;
      return false;
    }
    if (before == MAX_NAMED) {
      unnamed.merge(key, 1L, Long::sum);
      return false;
    }
    named.put(key, before + 1);
    return true;
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
    unnamed.forEach((key, count) -> all.add(more(key, count)));
    if (unnamedElsewhere > 0) {
      all.add(more("other keys", unnamedElsewhere));
    }
    return List.copyOf(all);
  }

  private static Found more(String key, long count) {
    return new Found(
        new Difference(key, "elsewhere", "what the log says", count + " more that differ", ""),
        Optional.empty());
  }

  Map<String, Long> compared() {
    return new LinkedHashMap<>(compared);
  }
}
