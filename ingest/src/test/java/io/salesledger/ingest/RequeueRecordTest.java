package io.salesledger.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.PaymentInfo;
import io.salesledger.contract.LogPlace;
import java.math.BigDecimal;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

/** What is appended in place of a quarantined record. */
class RequeueRecordTest {
  @Test
  void a_payment_of_another_product_is_keyed_by_its_own_in_the_same_partition() {
    PaymentInfo payment =
        PaymentInfo.newBuilder()
            .setOrderId("A1")
            .setProductId("TEAPOT")
            .setProductPrice(new BigDecimal("24.50"))
            .setTimestamp(Instant.parse("2025-10-22T04:21:43Z"))
            .build();

    ProducerRecord<String, PaymentInfo> record =
        Requeue.record("sales_events", new LogPlace(3, 17), payment);

    assertThat(record.key()).isEqualTo("TEAPOT");
    assertThat(record.partition()).isEqualTo(3);
    assertThat(record.headers().lastHeader(LogPlace.REQUEUE_HEADER).value())
        .isEqualTo("3:17".getBytes(UTF_8));
  }
}
