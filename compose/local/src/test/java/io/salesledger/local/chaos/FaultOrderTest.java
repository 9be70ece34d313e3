package io.salesledger.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultOrderTest {
  private static final List<FaultKind> ALL = List.of(FaultKind.values());

  @Test
  void eachRoundHasEveryKindOnce() {
    List<FaultKind> order = FaultOrder.of(42, ALL, 5 * ALL.size());

    for (int round = 0; round < 5; round++) {
      assertThat(order.subList(round * ALL.size(), (round + 1) * ALL.size()))
          .containsExactlyInAnyOrderElementsOf(ALL);
    }
    assertThat(order.subList(0, ALL.size())).isNotEqualTo(ALL);
  }

  @Test
  void sameSeedMakesTheSameOrder() {
    assertThat(FaultOrder.of(7, ALL, 100)).isEqualTo(FaultOrder.of(7, ALL, 100));
    assertThat(FaultOrder.of(7, ALL, 100)).isNotEqualTo(FaultOrder.of(8, ALL, 100));
  }

  @Test
  void lastRoundIsCutShort() {
    assertThat(FaultOrder.of(1, List.of(FaultKind.REDIS_WIPE), 3))
        .isEqualTo(Collections.nCopies(3, FaultKind.REDIS_WIPE));
    assertThat(FaultOrder.of(1, ALL, 3)).hasSize(3).doesNotHaveDuplicates();
  }
}
