package io.salesledger.windowing.log;

import static io.salesledger.windowing.log.LogRecords.EVENT;
import static io.salesledger.windowing.log.LogRecords.polled;
import static io.salesledger.windowing.log.LogRecords.record;
import static io.salesledger.windowing.log.LogRecords.sale;
import static io.salesledger.windowing.log.LogRecords.value;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.core.WindowSums;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** A decoder fills columns again once their batch is in the views, and not before. */
class ReusedColumnsTest {
  private final PaymentDecoder decoder =
      new PaymentDecoder(new PaymentRules("CNY"), new KnownSchemas());

  @Test
  void a_batch_in_the_views_gives_its_columns_to_the_next_which_shows_only_its_own() {
    byte[] value = value(1, sale(1));
    GenericRecord other = sale(1);
    other.put("productId", "ink");
    PaymentBatch first =
        decode(
            record(0, null, value, EVENT + 60_000),
            record(1, null, value, EVENT + 60_000),
            record(2, null, value, EVENT + 60_000));
    long[] offsets = first.columns().offsets();
    PaymentBatch waiting = decode(record(3, value(1, sale(1))), record(4, value(1, sale(1))));
    first.release(WindowSums.NONE);

    PaymentBatch next =
        decode(
            record(5, "ink".getBytes(UTF_8), value(1, other), EVENT),
            record(6, new byte[0]),
            record(7, "ink".getBytes(UTF_8), value(1, other), EVENT));

    assertThat(next.columns().offsets()).isSameAs(offsets).startsWith(5, 7);
    assertThat(next.columns().size()).isEqualTo(2);
    assertThat(next.columns().products()).containsExactly("ink");
    assertThat(next.columns().marks()).startsWith(0, 0);
    assertThat(first.columns().size()).isZero();
    assertThat(waiting.columns().offsets()).containsExactly(3, 4);
  }

  @Test
  void a_batch_gives_its_columns_once() {
    PaymentBatch batch = decode(record(0, value(1, sale(1))));
    batch.release(WindowSums.NONE);
    PaymentBatch next = decode(record(1, value(1, sale(1))));

    assertThatThrownBy(() -> batch.release(WindowSums.NONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("released before");
    assertThat(next.columns().offsets()).containsExactly(1);
  }

  @SafeVarargs
  private PaymentBatch decode(ConsumerRecord<byte[], byte[]>... records) {
    List<ConsumerRecord<byte[], byte[]>> list = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      list.add(record);
    }
    return decoder.decode(polled(list));
  }
}
