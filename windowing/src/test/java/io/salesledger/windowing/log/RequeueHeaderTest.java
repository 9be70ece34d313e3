package io.salesledger.windowing.log;

import static io.salesledger.windowing.log.LogRecords.polled;
import static io.salesledger.windowing.log.LogRecords.record;
import static io.salesledger.windowing.log.LogRecords.sale;
import static io.salesledger.windowing.log.LogRecords.value;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LogPlace;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.QuarantineReason;
import io.salesledger.windowing.core.Requeue;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Records that name, by their header, what they are appended in place of. Partition 3, offset 50.
 */
class RequeueHeaderTest {
  private final PaymentDecoder decoder =
      new PaymentDecoder(new PaymentRules("CNY"), new KnownSchemas());

  private PaymentBatch decoded(ConsumerRecord<byte[], byte[]> record) {
    return decoder.decode(polled(List.of(record)));
  }

  private static ConsumerRecord<byte[], byte[]> sold(byte @Nullable [] header) {
    ConsumerRecord<byte[], byte[]> record = record(50, value(3, sale(3)));
    record.headers().add(LogPlace.REQUEUE_HEADER, header);
    return record;
  }

  @Test
  void given_the_place_of_an_earlier_offset_then_the_payment_is_a_requeue_of_it() {
    PaymentBatch batch = decoded(sold("3:17".getBytes(UTF_8)));

    assertThat(batch.requeues()).containsExactly(new Requeue(50, 17, 3));
    assertThat(batch.columns().marks()[0]).isEqualTo(PaymentBatch.REQUEUE);
    assertThat(batch.columns().amounts()[0]).isEqualTo(12_500);
    assertThat(batch.quarantine()).isEmpty();
  }

  @Test
  void given_other_headers_alone_then_it_is_a_payment_like_any_other() {
    ConsumerRecord<byte[], byte[]> record = record(50, value(3, sale(3)));
    record.headers().add("traceparent", "3:17".getBytes(UTF_8));

    PaymentBatch batch = decoded(record);

    assertThat(batch.requeues()).isEmpty();
    assertThat(batch.columns().marks()[0]).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "3:50, 'header names no offset before it: 3:50'",
    "3:51, 'header names no offset before it: 3:51'",
    "2:17, 'header names another partition: 2:17'",
    "17, header is no partition:offset",
    "'', header is no partition:offset",
    "3:-1, header is no partition:offset",
    "3:017, header is no partition:offset",
    "' 3:17', header is no partition:offset",
    "3:1234567890123456789, header is no partition:offset",
    "3:٣, header is no partition:offset",
    "3:00000000000000000000000000000000000000017, header of 43 bytes"
  })
  void given_a_header_that_names_no_earlier_offset_then_it_is_a_bad_requeue(
      String header, String detail) {
    assertThat(decoded(sold(header.getBytes(UTF_8))).quarantine())
        .containsExactly(new QuarantineEntry(50, 3, QuarantineReason.BAD_REQUEUE, detail));
  }

  @Test
  void given_no_value_or_two_headers_then_it_is_a_bad_requeue() {
    assertThat(decoded(sold(null)).quarantine())
        .containsExactly(
            new QuarantineEntry(50, 3, QuarantineReason.BAD_REQUEUE, "header without a value"));

    ConsumerRecord<byte[], byte[]> twice = sold("3:17".getBytes(UTF_8));
    twice.headers().add(LogPlace.REQUEUE_HEADER, "3:17".getBytes(UTF_8));
    assertThat(decoded(twice).quarantine())
        .containsExactly(
            new QuarantineEntry(
                50, 3, QuarantineReason.BAD_REQUEUE, "more than one header ledger-requeue"));
  }

  @Test
  void given_a_requeue_that_is_no_valid_payment_then_its_own_fault_is_told() {
    GenericRecord bad = sale(3);
    bad.put("quantity", 0);
    ConsumerRecord<byte[], byte[]> record = record(50, value(3, bad));
    record.headers().add(LogPlace.REQUEUE_HEADER, "3:17".getBytes(UTF_8));

    PaymentBatch batch = decoded(record);

    assertThat(batch.requeues()).isEmpty();
    assertThat(batch.quarantine())
        .containsExactly(new QuarantineEntry(50, 3, QuarantineReason.BAD_QUANTITY, "quantity 0"));
  }
}
