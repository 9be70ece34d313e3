package io.salesledger.windowing.log;

import static io.salesledger.windowing.log.LogRecords.polled;
import static io.salesledger.windowing.log.LogRecords.record;
import static io.salesledger.windowing.log.LogRecords.sale;
import static io.salesledger.windowing.log.LogRecords.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.WireFormat;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.core.PaymentRules.Kind;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.QuarantineReason;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Writers with other schemas than ours: newer ones, and ones that mean something else. */
class WriterEvolutionTest {
  private static final int V4 = 4;

  private final KnownSchemas schemas = new KnownSchemas();
  private final PaymentDecoder decoder = new PaymentDecoder(new PaymentRules("CNY"), schemas);

  @Test
  void a_kind_that_a_newer_writer_added_is_never_counted_and_the_known_ones_are() {
    Schema v4 = changed("\"UNKNOWN\"]", "\"UNKNOWN\",\"CHARGEBACK\"]");
    GenericRecord added = sale(v4);
    added.put("kind", LogRecords.kind(v4, "CHARGEBACK"));
    GenericRecord refund = sale(v4);
    refund.put("kind", LogRecords.kind(v4, "REFUND"));

    PaymentBatch batch = decode(v4, added, refund, sale(v4));

    assertThat(batch.quarantine())
        .containsExactly(new QuarantineEntry(0, V4, QuarantineReason.UNKNOWN_KIND, ""));
    assertThat(batch.columns().size()).isEqualTo(2);
    assertThat(batch.columns().amounts()[0]).isEqualTo(-12500);
    assertThat(batch.columns().amounts()[1]).isEqualTo(12500);
  }

  @Test
  void kinds_are_known_by_name_not_by_position() {
    Schema v4 =
        changed("\"PAYMENT\",\"REFUND\",\"UNKNOWN\"]", "\"REFUND\",\"UNKNOWN\",\"PAYMENT\"]");
    GenericRecord refund = sale(v4);
    refund.put("kind", LogRecords.kind(v4, "REFUND"));

    PaymentBatch batch = decode(v4, refund, sale(v4));

    assertThat(batch.quarantine()).isEmpty();
    assertThat(batch.columns().amounts()).containsExactly(-12500, 12500);
  }

  @Test
  void fields_that_a_newer_writer_added_are_skipped_whatever_they_are() {
    Schema leaf =
        SchemaBuilder.record("Leaf")
            .fields()
            .requiredString("name")
            .optionalDouble("x")
            .endRecord();
    Schema note =
        SchemaBuilder.record("PaymentInfo")
            .namespace("io.salesledger")
            .fields()
            .name("tags")
            .type(Schema.createArray(leaf))
            .withDefault(List.of())
            .name("labels")
            .type(Schema.createMap(Schema.createUnion(Schema.create(Schema.Type.LONG), leaf)))
            .withDefault(Map.of())
            .name("hash")
            .type(Schema.createFixed("Hash", null, null, 16))
            .withDefault("0123456789abcdef")
            .endRecord();
    Schema v4 = joined(note, PaymentSchemas.newest());
    GenericRecord payment = sale(v4);
    GenericRecord one = new GenericData.Record(leaf);
    one.put("name", "a leaf");
    one.put("x", 1.5);
    payment.put("tags", List.of(one, one));
    payment.put("labels", Map.of("a", 7L, "b", one));
    payment.put("hash", new GenericData.Fixed(v4.getField("hash").schema(), new byte[16]));

    PaymentBatch batch = decode(v4, payment);

    assertThat(batch.quarantine()).isEmpty();
    assertThat(batch.columns().amounts()).containsExactly(12500);
    assertThat(batch.columns().products()).containsExactly("tea");
  }

  @Test
  void a_skipped_block_that_claims_more_items_than_there_are_bytes_is_undecodable() {
    Schema v4 =
        joined(
            PaymentSchemas.all().get(0),
            SchemaBuilder.record("PaymentInfo")
                .fields()
                .name("nothings")
                .type(Schema.createArray(Schema.create(Schema.Type.NULL)))
                .withDefault(List.of())
                .endRecord());
    GenericRecord payment = sale(v4);
    payment.put("nothings", List.of());
    byte[] whole = value(V4, payment);
    byte[] damaged = Arrays.copyOf(whole, whole.length + 9);
    // the array's end becomes a count of 2^62 items that take no bytes
    Arrays.fill(damaged, whole.length - 1, damaged.length, (byte) 0x80);
    damaged[damaged.length - 1] = 1;

    PaymentBatch batch = decode(v4, damaged);

    assertThat(batch.quarantine())
        .extracting(QuarantineEntry::reason)
        .containsExactly(QuarantineReason.UNDECODABLE);
  }

  @Test
  void a_currency_is_read_however_its_union_is_ordered() {
    Schema v4 =
        new Schema.Parser()
            .parse(
                PaymentSchemas.newest()
                    .toString()
                    .replace(
                        "{\"name\":\"currency\",\"type\":[\"null\",\"string\"]",
                        "{\"name\":\"currency\",\"type\":[\"string\",\"null\"]")
                    .replace(
                        "\"doc\":\"ISO 4217; null is the ledger's own currency.\",\"default\":null",
                        "\"default\":\"CNY\""));
    GenericRecord own = sale(v4);
    own.put("currency", "CNY");
    GenericRecord none = sale(v4);
    none.put("currency", null);
    GenericRecord foreign = sale(v4);
    foreign.put("currency", "EUR");

    PaymentBatch batch = decode(v4, own, none, foreign);

    assertThat(batch.columns().size()).isEqualTo(2);
    assertThat(batch.quarantine())
        .containsExactly(
            new QuarantineEntry(2, V4, QuarantineReason.FOREIGN_CURRENCY, "currency EUR"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"scale\":2 | \"scale\":4 | productPrice: scale changed from 2 to 4",
        "\"precision\":18 | \"precision\":38 | productPrice: precision changed from 18 to 38",
        "\"logicalType\":\"decimal\" | \"unit\":\"cents\" |"
            + " productPrice: logical type changed from decimal to none",
        "timestamp-millis | timestamp-micros |"
            + " timestamp: logical type changed from timestamp-millis to timestamp-micros",
        "\"name\":\"PaymentInfo\" | \"name\":\"Shipment\" |"
            + " PaymentInfo: full name changed from io.salesledger.PaymentInfo to"
            + " io.salesledger.Shipment",
        "\"name\":\"productId\" | \"name\":\"product\" | productId: removed, it was string",
        "\"name\":\"orderId\",\"type\":\"string\" | \"name\":\"orderId\",\"type\":\"long\" |"
            + " orderId: type changed from string to long",
      })
  void a_schema_that_means_something_else_is_incompatible(String ours, String theirs, String why) {
    PaymentBatch batch = decode(changed(ours, theirs), value(V4, sale(3)));

    assertThat(batch.columns().size()).isZero();
    assertThat(batch.quarantine())
        .containsExactly(
            new QuarantineEntry(0, V4, QuarantineReason.INCOMPATIBLE_SCHEMA, "schema 4: " + why));
  }

  @Test
  void a_schema_that_is_no_record_is_incompatible() {
    for (Schema other :
        List.of(
            Schema.create(Schema.Type.NULL),
            Schema.create(Schema.Type.STRING),
            Schema.createArray(PaymentSchemas.newest()),
            Schema.createUnion(PaymentSchemas.newest()),
            Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.INT)))) {
      KnownSchemas known = new KnownSchemas().with(V4, other);
      PaymentBatch batch =
          new PaymentDecoder(new PaymentRules("CNY"), known)
              .decode(polled(List.of(record(0, WireFormat.frame(V4, new byte[] {0})))));

      assertThat(batch.quarantine())
          .extracting(QuarantineEntry::reason)
          .containsExactly(QuarantineReason.INCOMPATIBLE_SCHEMA);
    }
  }

  @Test
  void a_kind_that_the_contract_counts_is_counted_as_it_says() {
    Schema v4 = changed("\"UNKNOWN\"]", "\"UNKNOWN\",\"CHARGEBACK\",\"GIFT\"]");
    GenericRecord chargeback = sale(v4);
    chargeback.put("kind", LogRecords.kind(v4, "CHARGEBACK"));
    GenericRecord gift = sale(v4);
    gift.put("kind", LogRecords.kind(v4, "GIFT"));
    PaymentContract upgraded =
        new PaymentContract(
            v4, Map.of("PAYMENT", Kind.PAYMENT, "REFUND", Kind.REFUND, "CHARGEBACK", Kind.REFUND));

    PaymentBatch batch =
        new PaymentDecoder(new PaymentRules("CNY"), upgraded, schemas.with(V4, v4))
            .decode(
                polled(
                    List.of(
                        record(0, value(V4, chargeback)),
                        record(1, value(V4, gift)),
                        record(2, value(3, sale(3))))));

    assertThat(batch.quarantine())
        .containsExactly(new QuarantineEntry(1, V4, QuarantineReason.UNKNOWN_KIND, ""));
    assertThat(batch.columns().size()).isEqualTo(2);
    assertThat(batch.columns().amounts()).startsWith(-12500, 12500);
  }

  @Test
  void bytes_that_do_not_fit_are_quarantined_only_where_the_schema_is_confirmed() {
    byte[] whole = value(3, sale(3));
    PolledBatch damaged = polled(List.of(record(0, Arrays.copyOf(whole, whole.length - 1))));

    assertThat(decoder.decode(damaged).quarantine()).hasSize(1);
    schemas.doubt(3);
    assertThat(decoder.decode(polled(List.of(record(0, whole)))).columns().size()).isEqualTo(1);
    assertThatThrownBy(() -> decoder.decode(damaged))
        .isInstanceOf(SchemaUnavailableException.class);
  }

  private PaymentBatch decode(Schema writer, GenericRecord... payments) {
    byte[][] values = new byte[payments.length][];
    for (int i = 0; i < payments.length; i++) {
      values[i] = value(V4, payments[i]);
    }
    return decode(writer, values);
  }

  private PaymentBatch decode(Schema writer, byte[]... values) {
    schemas.with(V4, writer);
    return decoder.decode(
        polled(
            IntStream.range(0, values.length)
                .mapToObj(offset -> record(offset, values[offset]))
                .toList()));
  }

  /** The newest version, with a piece of its text replaced. */
  private static Schema changed(String ours, String theirs) {
    return new Schema.Parser().parse(PaymentSchemas.newest().toString().replace(ours, theirs));
  }

  /** A payment's schema with the fields of both. */
  private static Schema joined(Schema one, Schema other) {
    List<Schema.Field> fields =
        Stream.of(one, other)
            .flatMap(schema -> schema.getFields().stream())
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    return Schema.createRecord("PaymentInfo", null, "io.salesledger", false, fields);
  }
}
