package io.salesledger.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the generator promises. */
class PaymentGeneratorTest {
  private static final long AT_MILLIS = 1_761_106_903_296L;
  private static final int MANY = 20_000;

  @Test
  void the_same_seed_makes_the_same_payments_and_another_seed_others() {
    assertThat(payments(7, 10, 20)).isEqualTo(payments(7, 10, 20));
    assertThat(payments(7, 10, 20)).isNotEqualTo(payments(8, 10, 20));
  }

  @Test
  void payments_happen_when_told_and_are_numbered() {
    PaymentGenerator generator = new PaymentGenerator(35, 3, 0);

    assertThat(generator.next(AT_MILLIS).getTimestamp()).isEqualTo(Instant.ofEpochMilli(AT_MILLIS));
    assertThat(generator.next(AT_MILLIS + 1).getOrderId()).isEqualTo("ORDER-z-1");
  }

  @Test
  void product_ids_are_the_demos_and_every_one_occurs() {
    assertThat(payments(1, 10, 0).stream().map(PaymentInfo::getProductId))
        .containsOnly(IntStream.range(0, 10).mapToObj(i -> "PRODUCTID" + i).toArray(String[]::new));
  }

  @Test
  void without_refunds_there_is_none() {
    assertThat(payments(1, 10, 0)).allMatch(p -> p.getKind() == PaymentKind.PAYMENT);
  }

  @Test
  void a_refund_refunds_one_earlier_sale_whole_and_none_twice() {
    Map<String, PaymentInfo> open = new HashMap<>();
    int refunds = 0;
    for (PaymentInfo payment : payments(1, 10, 20)) {
      if (payment.getKind() == PaymentKind.PAYMENT) {
        open.put(payment.getOrderId(), payment);
      } else {
        refunds++;
        PaymentInfo sale = open.remove(payment.getReverses());
        assertThat(sale).isNotNull();
        assertThat(payment.getProductId()).isEqualTo(sale.getProductId());
        assertThat(payment.getProductPrice()).isEqualTo(sale.getProductPrice());
        assertThat(payment.getQuantity()).isEqualTo(sale.getQuantity());
      }
    }
    assertThat(refunds).isBetween(MANY * 15 / 100, MANY * 25 / 100);
  }

  private static List<PaymentInfo> payments(long seed, int products, int refundPercent) {
    PaymentGenerator generator = new PaymentGenerator(seed, products, refundPercent);
    List<PaymentInfo> payments = new ArrayList<>();
    for (int i = 0; i < MANY; i++) {
      payments.add(generator.next(AT_MILLIS));
    }
    return payments;
  }
}
