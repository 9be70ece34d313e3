package io.salesledger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.bench.contender.PaymentBytes;
import io.salesledger.bench.contender.Sums;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PaymentMakerTest {
  private static final int PAYMENTS = 20_000;
  private static final long FIRST_MILLIS = 1_761_106_860_000L;
  private static final int A_SECOND = 100;

  private static Workload workload(Distribution distribution, long seed) {
    return new Workload(PAYMENTS, 50, distribution, seed, FIRST_MILLIS, A_SECOND, 0);
  }

  private static List<PaymentInfo> make(PaymentMaker maker) {
    return IntStream.range(0, PAYMENTS).mapToObj(i -> maker.next()).toList();
  }

  @Test
  void theSameSeedMakesTheSamePayments() {
    List<PaymentInfo> first = make(new PaymentMaker(workload(Distribution.ZIPF, 7)));
    assertThat(make(new PaymentMaker(workload(Distribution.ZIPF, 7)))).isEqualTo(first);
    assertThat(make(new PaymentMaker(workload(Distribution.ZIPF, 8)))).isNotEqualTo(first);
  }

  @Test
  void expectedSumsAreThoseOfThePaymentsMade() {
    PaymentMaker maker = new PaymentMaker(workload(Distribution.UNIFORM, 1));
    Sums folded = new Sums();
    for (PaymentInfo payment : make(maker)) {
      int sign = payment.getKind() == PaymentKind.REFUND ? -1 : 1;
      long units = (long) sign * payment.getQuantity();
      long amount = payment.getProductPrice().movePointRight(2).longValueExact() * units;
      long millis = payment.getTimestamp().toEpochMilli();
      folded.add(payment.getProductId(), millis - millis % 60_000, amount, units, 1);
    }
    assertThat(folded.differenceFrom(maker.expected())).isEmpty();
    assertThat(folded.payments()).isEqualTo(PAYMENTS);
    assertThat(folded.products()).hasSize(50);
    assertThat(folded.minutes()).hasSize(PAYMENTS / A_SECOND / 60 + 1);
  }

  @Test
  void latePaymentsHappenedUpToAnHourBeforeTheirTurn() {
    Workload workload = workload(Distribution.UNIFORM, 1).withLate(10);
    PaymentMaker maker = new PaymentMaker(workload);
    List<PaymentInfo> made = make(maker);
    List<Long> lateMillis =
        IntStream.range(0, PAYMENTS)
            .mapToObj(i -> workload.eventMillis(i) - made.get(i).getTimestamp().toEpochMilli())
            .filter(late -> late != 0)
            .toList();
    assertThat(lateMillis.size() / (double) PAYMENTS).isBetween(0.09, 0.11);
    assertThat(lateMillis).allMatch(late -> late > 0 && late < 3_600_000);
    assertThat(lateMillis).anyMatch(late -> late > 3_500_000);
    assertThat(maker.expected().minutes()).hasSizeBetween(60, 64);
  }

  @Test
  void zipfIsSkewedAndUniformIsNot() {
    assertThat(shareOfMostFrequent(Distribution.UNIFORM)).isBetween(0.015, 0.03);
    // Of 50 products, 1 / (1 + 1/2 + ... + 1/50) = 0.222.
    assertThat(shareOfMostFrequent(Distribution.ZIPF)).isBetween(0.2, 0.25);
  }

  private static double shareOfMostFrequent(Distribution distribution) {
    Map<String, Integer> counts = new HashMap<>();
    make(new PaymentMaker(workload(distribution, 1)))
        .forEach(payment -> counts.merge(payment.getProductId(), 1, Integer::sum));
    return counts.values().stream().mapToInt(Integer::intValue).max().orElse(0) / (double) PAYMENTS;
  }

  @Test
  void contendersReadWhatIsWritten() throws IOException {
    Format.Writer writer = Format.AVRO.writer(3);
    PaymentBytes bytes = new PaymentBytes();
    PaymentMaker maker = new PaymentMaker(workload(Distribution.UNIFORM, 2));
    Sums read = new Sums();
    for (PaymentInfo payment : make(maker)) {
      bytes.read(writer.write(payment));
      long minute = bytes.eventMillis() - bytes.eventMillis() % 60_000;
      read.add(bytes.product(), minute, bytes.amount(), bytes.units(), 1);
    }
    assertThat(read.differenceFrom(maker.expected())).isEmpty();
  }
}
