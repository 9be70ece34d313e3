package io.salesledger.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void theMiddleOfAnOddNumberOfFiguresIsOneOfThem() {
    assertThat(Spread.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Spread(1, 4, 9));
  }

  @Test
  void theMiddleOfAnEvenNumberOfFiguresIsHalfwayBetweenTwo() {
    assertThat(Spread.of(List.of(8.0, 1.0, 4.0, 2.0))).isEqualTo(new Spread(1, 3, 8));
  }

  @Test
  void oneFigureIsAllThree() {
    assertThat(Spread.of(List.of(5.0))).isEqualTo(new Spread(5, 5, 5));
  }

  @Test
  void noFiguresHaveNoSpread() {
    assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
