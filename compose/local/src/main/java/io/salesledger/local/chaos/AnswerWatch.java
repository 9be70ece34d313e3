package io.salesledger.local.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares answers: those that hold the same offsets must tell the same total, whichever view it is
 * from, and whenever it was asked for. An answer that mixes two states does not. Thread-safe.
 */
final class AnswerWatch {
  /** The totals, the products, and the newest minute of each cumulative timeline. */
  static final List<String> PATHS =
      List.of(
          "/api/total",
          "/api/realtime",
          "/api/timeline?limit=1",
          "/api/timeline?limit=1&metric=count");

  private static final int OK = 200;
  private static final int AWAY = 503;
  private static final int REMEMBERED = 10_000;
  private static final int REMEMBERED_MISMATCHES = 20;

  private final Map<String, Told> byTag = new LinkedHashMap<>();
  private final List<String> mismatches = new ArrayList<>();
  private long answers;
  private long refused;
  private long compared;
  private long mismatched;

  /** What was told for one tag; null: not yet. */
  private record Told(Optional<BigDecimal> amount, Optional<BigDecimal> count) {
    static final Told NOTHING = new Told(Optional.empty(), Optional.empty());

    Told with(Told other) {
      return new Told(amount.or(other::amount), count.or(other::count));
    }

    boolean contradicts(Told other) {
      return contradict(amount, other.amount) || contradict(count, other.count);
    }

    private static boolean contradict(Optional<BigDecimal> one, Optional<BigDecimal> other) {
      return one.isPresent() && other.isPresent() && one.get().compareTo(other.get()) != 0;
    }
  }

  /**
   * What was seen.
   *
   * @param answers figures told
   * @param unanswered requests without figures, while the service or Redis was away
   * @param compared answers that another with the same offsets could be compared with
   * @param mismatched answers that contradict such another, or themselves
   * @param mismatches the first of them
   */
  record Tally(
      long answers, long unanswered, long compared, long mismatched, List<String> mismatches) {}

  /** Takes notice of what was answered to a request; empty: nothing. */
  synchronized void note(String path, Optional<LedgerApi.Answer> answered) {
    if (answered.isEmpty() || answered.get().status() == AWAY) {
      refused++;
      return;
    }
    LedgerApi.Answer answer = answered.get();
    answers++;
    if (answer.status() != OK) {
      mismatch(path + " answered " + answer.status() + " " + answer.body());
      return;
    }
    Told told;
    try {
      told = told(path, answer.body());
    } catch (NumberFormatException e) {
      mismatch(path + " told no figures: " + answer.body());
      return;
    }
    Told before = byTag.getOrDefault(answer.tag(), Told.NOTHING);
    if (byTag.containsKey(answer.tag())) {
      compared++;
    }
    if (told.contradicts(before)) {
      mismatch(path + " told " + told + " as of " + answer.tag() + ", before that " + before);
    }
    byTag.put(answer.tag(), before.with(told));
    if (byTag.size() > REMEMBERED) {
      byTag.remove(byTag.keySet().iterator().next());
    }
  }

  private static Told told(String path, JsonNode body) {
    return switch (PATHS.indexOf(path)) {
      case 0 ->
          new Told(
              Optional.of(number(body, "totalAmount")), Optional.of(number(body, "totalCount")));
      case 1 -> new Told(Optional.of(sum(body, "amount")), Optional.of(sum(body, "count")));
      case 2 -> new Told(Optional.of(last(body)), Optional.empty());
      case 3 -> new Told(Optional.empty(), Optional.of(last(body)));
      default -> throw new IllegalArgumentException(path);
    };
  }

  private static BigDecimal sum(JsonNode products, String field) {
    BigDecimal sum = BigDecimal.ZERO;
    for (JsonNode product : products) {
      sum = sum.add(number(product, field));
    }
    return sum;
  }

  private static BigDecimal last(JsonNode timeline) {
    return timeline.isEmpty()
        ? BigDecimal.ZERO
        : number(timeline.path(timeline.size() - 1), "value");
  }

  /** A number, or one in a string. */
  private static BigDecimal number(JsonNode object, String field) {
    return new BigDecimal(object.path(field).asText());
  }

  private void mismatch(String what) {
    mismatched++;
    if (mismatches.size() < REMEMBERED_MISMATCHES) {
      mismatches.add(what);
    }
  }

  /** What was seen so far. */
  synchronized Tally tally() {
    return new Tally(answers, refused, compared, mismatched, List.copyOf(mismatches));
  }
}
