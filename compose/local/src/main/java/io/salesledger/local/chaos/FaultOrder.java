package io.salesledger.local.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which fault comes when: in rounds, each of which has every kind once, shuffled; so each kind
 * comes as often as the others, give or take one, and after every other kind in the long run. The
 * same for the same seed. Stateless.
 */
final class FaultOrder {
  private FaultOrder() {}

  /**
   * The order.
   *
   * @param kinds to choose from, at least one
   * @param count how many faults
   */
  static List<FaultKind> of(long seed, List<FaultKind> kinds, int count) {
    // Random's sequence is specified for all Java versions.
    Random random = new Random(seed);
    List<FaultKind> order = new ArrayList<>();
    while (order.size() < count) {
      List<FaultKind> round = new ArrayList<>(kinds);
      Collections.shuffle(round, random);
      order.addAll(round.subList(0, Math.min(round.size(), count - order.size())));
    }
    return List.copyOf(order);
  }
}
