package io.salesledger.windowing.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Everything that a seed decides. A negative seed is a rough one: faults come several times as
 * often, on top of each other's consequences.
 */
final class Chance {
  private static final int TIMES_AS_OFTEN = 3;

  private final Random random;
  private final boolean rough;
  private final Set<Fault> allowed = EnumSet.noneOf(Fault.class);
  private final Map<Fault, Long> done = new EnumMap<>(Fault.class);
  private boolean quiet;

  Chance(long seed) {
    // Seeds of a row are alike in their first numbers.
    random = new Random(seed * 0x9E3779B97F4A7C15L);
    rough = seed < 0;
    // Drawn apart, so that what other seeds found is found by them still.
    Random lost = new Random(~seed * 0x9E3779B97F4A7C15L);
    for (Fault fault : Fault.values()) {
      Random draw = fault == Fault.LOG_LOST_END ? lost : random;
      if (draw.nextInt(fault.needsPerson() ? (rough ? 3 : 8) : 2) == 0) {
        allowed.add(fault);
      }
    }
  }

  Set<Fault> allowed() {
    return Collections.unmodifiableSet(allowed);
  }

  /** From now on nothing goes wrong. */
  void becomeQuiet() {
    quiet = true;
  }

  boolean isQuiet() {
    return quiet;
  }

  /** Whether this fault happens now: once in so many times, where the seed allows it. */
  boolean of(Fault fault, int oneIn) {
    boolean happens = isUpTo(fault, oneIn);
    if (happens) {
      happened(fault);
    }
    return happens;
  }

  /** The same of one that may turn out to be impossible now: whoever does it says so. */
  boolean isUpTo(Fault fault, int oneIn) {
    int times = rough ? Math.max(1, oneIn / TIMES_AS_OFTEN) : oneIn;
    return !quiet && allowed.contains(fault) && random.nextInt(times) == 0;
  }

  void happened(Fault fault) {
    done.merge(fault, 1L, Long::sum);
  }

  /** How often each fault happened; without those that did not. */
  Map<Fault, Long> done() {
    return Collections.unmodifiableMap(done);
  }

  /** True once in so many times. */
  boolean oneIn(int times) {
    return random.nextInt(times) == 0;
  }

  /** From {@code least} to {@code most}. */
  int between(int least, int most) {
    return least + random.nextInt(most - least + 1);
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** The same in another order. */
  <T> List<T> shuffled(List<T> list) {
    List<T> copy = new ArrayList<>(list);
    for (int i = copy.size() - 1; i > 0; i--) {
      T swapped = copy.get(i);
      int other = random.nextInt(i + 1);
      copy.set(i, copy.get(other));
      copy.set(other, swapped);
    }
    return copy;
  }
}
