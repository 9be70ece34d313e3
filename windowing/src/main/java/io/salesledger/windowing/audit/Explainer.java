package io.salesledger.windowing.audit;

import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.QuarantineReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the one payment of the log that a difference could come from: one whose amount and
 * units, counted twice or left out, give exactly what is stored. Needs one more walk over the log.
 */
final class Explainer {
  private final Map<Clue.Scope, Shift> shifts = new HashMap<>();
  private final Map<String, List<Clue.Scope>> byProduct = new HashMap<>();
  private final List<Clue.Scope> ofAnyProduct = new ArrayList<>();
  private final Map<Clue.Scope, Culprit> culprits = new HashMap<>();

  /** How far the two figures of a scope are off. */
  private record Shift(long amount, long units) {}

  private record Culprit(int partition, long offset, boolean twice) {
    boolean isBefore(Culprit other) {
      return offset == other.offset ? partition < other.partition : offset < other.offset;
    }

    String text() {
      return "as if partition "
          + partition
          + ", offset "
          + offset
          + (twice ? " was counted twice" : " was left out");
    }
  }

  /** For these differences. */
  Explainer(List<Findings.Found> found) {
    for (Findings.Found each : found) {
      each.clue()
          .ifPresent(
              clue ->
                  shifts.merge(
                      clue.scope(),
                      clue.metric() == Metric.AMOUNT
                          ? new Shift(clue.delta(), 0)
                          : new Shift(0, clue.delta()),
                      (one, other) ->
                          new Shift(
                              one.amount == 0 ? other.amount : one.amount,
                              one.units == 0 ? other.units : one.units)));
    }
    // A payment changes both figures: where one alone is off, no payment explains it.
    shifts.values().removeIf(shift -> shift.amount == 0 || shift.units == 0);
    for (Clue.Scope scope : shifts.keySet()) {
      scope
          .product()
          .map(product -> byProduct.computeIfAbsent(product, p -> new ArrayList<>()))
          .orElse(ofAnyProduct)
          .add(scope);
    }
  }

  /** Whether a payment could explain any of them. */
  boolean isNeeded() {
    return !shifts.isEmpty();
  }

  /** Walks over the offsets, whose quarantine the books have. */
  void look(
      LogWalk walk,
      AppliedVector offsets,
      JudgeRules rules,
      IntFunction<QuarantineBook> books,
      LongConsumer walked) {
    Map<Integer, PaymentJudge> judges = new TreeMap<>();
    walk.walk(
        offsets.since(AppliedVector.NONE),
        partition ->
            judges.computeIfAbsent(
                partition, p -> new PaymentJudge(rules, books.apply(p), new Look(offsets.of(p)))),
        walked);
  }

  /** What explains it; empty if nothing does. */
  String explanation(Optional<Clue> clue) {
    return clue.map(Clue::scope)
        .flatMap(scope -> Optional.ofNullable(culprits.get(scope)))
        .map(Culprit::text)
        .orElse("");
  }

  private synchronized void hit(Clue.Scope scope, Culprit culprit) {
    culprits.merge(scope, culprit, (one, other) -> one.isBefore(other) ? one : other);
  }

  /** Looks at one partition's applied payments. */
  private final class Look implements RecordSink {
    private final AppliedOffsets applied;

    Look(AppliedOffsets applied) {
      this.applied = applied;
    }

    @Override
    public void payment(
        int partition,
        long offset,
        String product,
        long eventMillis,
        long amount,
        long units,
        boolean late,
        boolean misrouted) {
      if (!applied.contains(offset, product)) {
        return;
      }
      for (Clue.Scope scope : ofAnyProduct) {
        look(scope, partition, offset, eventMillis, amount, units);
      }
      List<Clue.Scope> scopes = byProduct.get(product);
      if (scopes != null) {
        for (Clue.Scope scope : scopes) {
          look(scope, partition, offset, eventMillis, amount, units);
        }
      }
    }

    private void look(
        Clue.Scope scope, int partition, long offset, long eventMillis, long amount, long units) {
      Shift shift = shifts.get(scope);
      if (shift == null || !scope.has(Refold.minuteOf(eventMillis))) {
        return;
      }
      if (shift.amount == amount && shift.units == units) {
        hit(scope, new Culprit(partition, offset, true));
      } else if (shift.amount == -amount && shift.units == -units) {
        hit(scope, new Culprit(partition, offset, false));
      }
    }

    @Override
    public void refused(
        int partition,
        long offset,
        int schemaId,
        QuarantineReason reason,
        @Nullable String detail) {}
  }
}
