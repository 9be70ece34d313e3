package io.salesledger.windowing.log;

import static io.salesledger.windowing.log.LogRecords.APPENDED;
import static io.salesledger.windowing.log.LogRecords.EVENT;
import static io.salesledger.windowing.log.LogRecords.kind;
import static io.salesledger.windowing.log.LogRecords.polled;
import static io.salesledger.windowing.log.LogRecords.record;
import static io.salesledger.windowing.log.LogRecords.sale;
import static io.salesledger.windowing.log.LogRecords.value;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.testutil.MockSchemaRegistry;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.QuarantineReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a record's bytes become: a row of the columns, or a quarantine entry with its reason. */
class PaymentDecoderTest {
  private final KnownSchemas schemas = new KnownSchemas();
  private final PaymentDecoder decoder = new PaymentDecoder(new PaymentRules("CNY"), schemas);

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void a_sale_of_every_version_is_read(int version) {
    PaymentBatch batch = decode(record(17, value(version, sale(version))));

    assertThat(rows(batch)).containsExactly("17 tea " + EVENT + " 12500 x1 marks 0");
    assertThat(batch.quarantine()).isEmpty();
    assertThat(batch.partition()).isEqualTo(3);
    assertThat(batch.from()).isEqualTo(17);
    assertThat(batch.next()).isEqualTo(18);
  }

  @Test
  void an_amount_is_price_times_quantity_and_a_refund_takes_both_back() {
    GenericRecord two = sale(2);
    two.put("quantity", 2);
    GenericRecord refund = sale(3);
    refund.put("quantity", 3);
    refund.put("kind", kind("REFUND"));
    refund.put("reverses", "o-0");

    assertThat(rows(decode(record(0, value(2, two)), record(1, value(3, refund)))))
        .containsExactly(
            "0 tea " + EVENT + " 25000 x2 marks 0", "1 tea " + EVENT + " -37500 x-3 marks 0");
  }

  @Test
  void the_ledger_s_own_currency_may_be_named() {
    GenericRecord named = sale(3);
    named.put("currency", "CNY");

    assertThat(decode(record(0, value(3, named))).columns().size()).isEqualTo(1);
  }

  @Test
  void what_confluent_s_serializer_writes_is_read() throws Exception {
    String scope = UUID.randomUUID().toString();
    SchemaRegistryClient client = MockSchemaRegistry.getClientForScope(scope);
    try (KafkaAvroSerializer serializer = new KafkaAvroSerializer(client)) {
      serializer.configure(Map.of("schema.registry.url", "mock://" + scope), false);
      PaymentDecoder ours =
          new PaymentDecoder(
              new PaymentRules("CNY"),
              new RegistrySchemas(client, "sales_events-value", new SettableClock()));
      List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
      for (int version = 1; version <= PaymentSchemas.VERSIONS; version++) {
        records.add(record(version, serializer.serialize("sales_events", sale(version))));
      }

      PaymentBatch batch = ours.decode(polled(records));

      assertThat(batch.quarantine()).isEmpty();
      assertThat(batch.columns().amounts()).containsExactly(12500, 12500, 12500);
    } finally {
      MockSchemaRegistry.dropScope(scope);
    }
  }

  @Test
  void rows_and_quarantine_share_a_batch_and_its_gaps_are_left_to_it() {
    GenericRecord other = sale(1);
    other.put("productId", "ink");
    PolledBatch polled =
        new PolledBatch(
            3,
            10,
            30,
            List.of(
                record(12, value(1, sale(1))),
                record(15, null),
                record(16, "ink".getBytes(UTF_8), value(1, other), APPENDED),
                record(20, value(1, sale(1)))));

    PaymentBatch batch = decoder.decode(polled);

    assertThat(batch.from()).isEqualTo(10);
    assertThat(batch.next()).isEqualTo(30);
    assertThat(batch.columns().products()).containsExactly("tea", "ink");
    assertThat(rows(batch))
        .containsExactly(
            "12 tea " + EVENT + " 12500 x1 marks 0",
            "16 ink " + EVENT + " 12500 x1 marks 0",
            "20 tea " + EVENT + " 12500 x1 marks 0");
    assertThat(batch.quarantine())
        .containsExactly(new QuarantineEntry(15, -1, QuarantineReason.NULL_VALUE, ""));
  }

  @Test
  void products_are_numbered_anew_in_each_batch() {
    GenericRecord other = sale(1);
    other.put("productId", "ink");
    decode(record(0, value(1, sale(1))), record(1, value(1, other)));

    PaymentBatch second = decode(record(2, value(1, other)), record(3, value(1, sale(1))));

    assertThat(second.columns().products()).containsExactly("ink", "tea");
    assertThat(second.columns().productIndex()).containsExactly(0, 1);
  }

  @Test
  void many_products_fit_one_batch() {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      GenericRecord payment = sale(1);
      payment.put("productId", "P" + i % 50);
      records.add(record(i, value(1, payment)));
    }

    PaymentBatch batch = decoder.decode(polled(records));

    assertThat(batch.columns().products()).hasSize(50);
    for (int i = 0; i < 100; i++) {
      int index = batch.columns().productIndex()[i];
      assertThat(batch.columns().products()[index]).isEqualTo("P" + i % 50);
    }
  }

  @Test
  void an_empty_batch_stays_one() {
    PaymentBatch batch = decoder.decode(new PolledBatch(3, 5, 9, List.of()));

    assertThat(batch.columns().size()).isZero();
    assertThat(batch.quarantine()).isEmpty();
    assertThat(batch.next()).isEqualTo(9);
  }

  @Test
  void a_payment_is_late_when_the_log_took_it_after_its_minute() {
    byte[] tea = "tea".getBytes(UTF_8);
    byte[] value = value(1, sale(1));

    assertThat(
            decode(record(0, tea, value, EVENT + 59_999), record(1, tea, value, EVENT + 60_000))
                .columns()
                .marks())
        .containsExactly(0, PaymentBatch.LATE);
  }

  @Test
  void a_key_that_is_not_the_product_id_is_counted_and_marked() {
    byte[] value = value(1, sale(1));

    PaymentBatch batch =
        decode(
            record(0, null, value, APPENDED),
            record(1, "ink".getBytes(UTF_8), value, APPENDED),
            record(2, "tea ".getBytes(UTF_8), value, EVENT + 60_000),
            record(3, "tea".getBytes(UTF_8), value, APPENDED));

    assertThat(batch.columns().amounts()).containsExactly(12500, 12500, 12500, 12500);
    assertThat(batch.columns().marks())
        .containsExactly(
            PaymentBatch.MISROUTED,
            PaymentBatch.MISROUTED,
            PaymentBatch.MISROUTED | PaymentBatch.LATE,
            0);
  }

  @Test
  void after_a_damaged_value_the_next_one_is_read() {
    byte[] good = value(3, sale(3));
    byte[] cut = Arrays.copyOf(good, good.length - 4);

    PaymentBatch batch = decode(record(0, cut), record(1, good), record(2, cut), record(3, good));

    assertThat(batch.columns().size()).isEqualTo(2);
    assertThat(batch.columns().amounts()[0]).isEqualTo(12500);
    assertThat(batch.columns().amounts()[1]).isEqualTo(12500);
    assertThat(batch.quarantine()).extracting(QuarantineEntry::offset).containsExactly(0L, 2L);
  }

  @Test
  void a_currency_does_not_outlast_its_record() {
    GenericRecord foreign = sale(3);
    foreign.put("currency", "USD");

    PaymentBatch batch =
        decode(
            record(0, value(3, foreign)),
            record(1, value(3, sale(3))),
            record(2, value(1, sale(1))));

    assertThat(batch.columns().size()).isEqualTo(2);
    assertThat(batch.quarantine()).hasSize(1);
  }

  @Test
  void given_a_schema_that_cannot_be_had_now_when_it_can_then_the_batch_is_decoded_whole() {
    PolledBatch polled =
        polled(
            List.of(record(0, value(1, sale(1))), record(1, null), record(2, value(3, sale(3)))));
    schemas.withhold(3);

    assertThatThrownBy(() -> decoder.decode(polled)).isInstanceOf(SchemaUnavailableException.class);
    schemas.giveAll();
    PaymentBatch batch = decoder.decode(polled);

    assertThat(rows(batch))
        .containsExactly(
            "0 tea " + EVENT + " 12500 x1 marks 0", "2 tea " + EVENT + " 12500 x1 marks 0");
    assertThat(batch.columns().products()).containsExactly("tea");
    assertThat(batch.quarantine()).extracting(QuarantineEntry::offset).containsExactly(1L);
  }

  @Test
  void a_schema_is_asked_for_once_a_batch() {
    decode(record(0, value(1, sale(1))), record(1, value(1, sale(1))));
    decode(record(2, value(1, sale(1))));

    assertThat(schemas.asked()).containsExactly(1, 1);
  }

  @SafeVarargs
  private PaymentBatch decode(ConsumerRecord<byte[], byte[]>... records) {
    List<ConsumerRecord<byte[], byte[]>> list = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      list.add(record);
    }
    return decoder.decode(polled(list));
  }

  private static List<String> rows(PaymentBatch batch) {
    PaymentBatch.Columns columns = batch.columns();
    List<String> rows = new ArrayList<>();
    for (int row = 0; row < columns.size(); row++) {
      rows.add(
          "%d %s %d %d x%d marks %d"
              .formatted(
                  columns.offsets()[row],
                  columns.products()[columns.productIndex()[row]],
                  columns.eventMillis()[row],
                  columns.amounts()[row],
                  columns.units()[row],
                  columns.marks()[row]));
    }
    return rows;
  }
}
