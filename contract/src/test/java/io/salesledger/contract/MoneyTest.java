package io.salesledger.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MoneyTest {
  @Test
  void minorUnitsAreExactDecimals() {
    assertThat(Money.toPlainString(42_499, 2)).isEqualTo("424.99");
    assertThat(Money.toPlainString(12_500, 2)).isEqualTo("125.00");
    assertThat(Money.toPlainString(-5, 2)).isEqualTo("-0.05");
    assertThat(Money.toPlainString(0, 2)).isEqualTo("0.00");
    assertThat(Money.toPlainString(Money.MAX_CUMULATIVE_MINOR, 2)).isEqualTo("90071992547409.91");
  }

  @Test
  void decimalsAreMinorUnitsOrRefused() {
    assertThat(Money.toMinorUnits(new BigDecimal("1.230"), 2)).isEqualTo(123);
    assertThatThrownBy(() -> Money.toMinorUnits(new BigDecimal("1.234"), 2))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void durationsAreReadAsPeopleWriteThem() {
    assertThat(Durations.parse("250ms")).contains(Duration.ofMillis(250));
    assertThat(Durations.parse(" 25H ")).contains(Duration.ofHours(25));
    assertThat(Durations.parse("5m")).contains(Duration.ofMinutes(5));
    assertThat(Durations.parse("1.5s")).isEqualTo(Optional.empty());
    assertThat(Durations.parse("-1s")).isEqualTo(Optional.empty());
    assertThat(Durations.parse("10")).isEqualTo(Optional.empty());
  }
}
