package io.salesledger.bench.contender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class SumsTest {
  private static final long MINUTE = 60_000;

  private static Sums two() {
    Sums sums = new Sums();
    sums.add("A", MINUTE, 1250, 2, 1);
    sums.add("B", 2 * MINUTE, -300, -1, 1);
    return sums;
  }

  @Test
  void equalSumsDoNotDiffer() {
    assertThat(two().differenceFrom(two())).isEmpty();
  }

  @Test
  void aPaymentTooFewIsTold() {
    Sums one = new Sums();
    one.add("A", MINUTE, 1250, 2, 1);
    assertThat(one.differenceFrom(two())).hasValue("1 payments, not 2");
  }

  @Test
  void aWrongTotalIsTold() {
    Sums wrong = two();
    wrong.addTotal(1, 0, 0);
    assertThat(wrong.differenceFrom(two()).orElseThrow()).startsWith("a total of ");
  }

  @Test
  void sumsInTheWrongProductAreToldEvenIfTheTotalIsRight() {
    Sums wrong = new Sums();
    wrong.add("A", MINUTE, 950, 1, 2);
    wrong.addMinute(MINUTE, 300, 1);
    wrong.addMinute(2 * MINUTE, -300, -1);
    assertThat(wrong.differenceFrom(two()).orElseThrow()).startsWith("product ");
  }

  @Test
  void sumsInTheWrongMinuteAreTold() {
    Sums wrong = new Sums();
    wrong.add("A", MINUTE, 1250, 2, 1);
    wrong.add("B", MINUTE, -300, -1, 1);
    assertThat(wrong.differenceFrom(two()).orElseThrow()).startsWith("minute ");
  }

  @Test
  void aProductThatIsNotExpectedIsTold() {
    Sums wrong = two();
    wrong.addProduct("C", 1, 0);
    assertThat(wrong.differenceFrom(two())).isPresent().get().asString().contains("product C");
  }

  @Test
  void textHoldsAll() throws IOException {
    assertThat(Sums.parse(two().text()).differenceFrom(two())).isEmpty();
  }

  @Test
  void otherTextIsRefused() {
    assertThatThrownBy(() -> Sums.parse("total\t1")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> Sums.parse("other\tA\t1\t1")).isInstanceOf(IOException.class);
  }

  @Test
  void sumsOfPartsAreAddedUp() {
    Sums all = new Sums();
    all.addAll(two());
    all.addAll(two());
    assertThat(all.payments()).isEqualTo(4);
    assertThat(all.total()).isEqualTo(new Sums.Sum(1900, 2));
    assertThat(all.products()).containsEntry("A", new Sums.Sum(2500, 4));
  }
}
