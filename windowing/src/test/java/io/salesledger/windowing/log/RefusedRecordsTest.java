package io.salesledger.windowing.log;

import static io.salesledger.windowing.log.LogRecords.APPENDED;
import static io.salesledger.windowing.log.LogRecords.avro;
import static io.salesledger.windowing.log.LogRecords.kind;
import static io.salesledger.windowing.log.LogRecords.polled;
import static io.salesledger.windowing.log.LogRecords.price;
import static io.salesledger.windowing.log.LogRecords.record;
import static io.salesledger.windowing.log.LogRecords.sale;
import static io.salesledger.windowing.log.LogRecords.value;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.schemas.WireFormat;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.QuarantineReason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each reason for which a record is quarantined, as the quarantine shows it. */
class RefusedRecordsTest {
  private final PaymentDecoder decoder =
      new PaymentDecoder(new PaymentRules("CNY"), new KnownSchemas());

  @Test
  void no_value_is_a_null_value() {
    assertThat(refused(null))
        .isEqualTo(new QuarantineEntry(5, -1, QuarantineReason.NULL_VALUE, ""));
  }

  @ParameterizedTest
  @CsvSource({"'',0", "abcd,4", "not avro at all,15"})
  void what_is_not_in_the_wire_format_is_undecodable(String text, int bytes) {
    assertThat(refused(text.getBytes(UTF_8)))
        .isEqualTo(
            new QuarantineEntry(
                5,
                -1,
                QuarantineReason.UNDECODABLE,
                bytes + " bytes that do not begin with 0x0 and a schema id"));
  }

  @Test
  void a_value_that_is_cut_off_anywhere_is_undecodable() {
    byte[] avro = avro(sale(3));
    for (int length = 0; length < avro.length; length++) {
      QuarantineEntry entry = refused(WireFormat.frame(3, Arrays.copyOf(avro, length)));

      assertThat(entry.reason()).isEqualTo(QuarantineReason.UNDECODABLE);
      assertThat(entry.schemaId()).isEqualTo(3);
    }
  }

  @Test
  void bytes_left_over_are_undecodable() {
    byte[] avro = avro(sale(1));

    assertThat(refused(WireFormat.frame(1, Arrays.copyOf(avro, avro.length + 2))))
        .isEqualTo(
            new QuarantineEntry(5, 1, QuarantineReason.UNDECODABLE, "2 bytes are left over"));
  }

  @Test
  void a_value_of_another_version_than_its_id_says_is_undecodable() {
    assertThat(refused(value(2, sale(1))).reason()).isEqualTo(QuarantineReason.UNDECODABLE);
    assertThat(refused(value(1, sale(2))).reason()).isEqualTo(QuarantineReason.UNDECODABLE);
  }

  @Test
  void a_price_of_no_bytes_is_undecodable() {
    assertThat(refusedSale(payment -> payment.put("productPrice", ByteBuffer.allocate(0))))
        .isEqualTo(
            new QuarantineEntry(5, 3, QuarantineReason.UNDECODABLE, "the price has no bytes"));
  }

  @Test
  void a_schema_that_there_is_not_is_unknown() {
    assertThat(refused(value(99, sale(3))))
        .isEqualTo(
            new QuarantineEntry(
                5, 99, QuarantineReason.UNKNOWN_SCHEMA, "the registry has no such schema"));
  }

  @Test
  void an_unknown_kind_is_refused() {
    assertThat(refusedSale(payment -> payment.put("kind", kind("UNKNOWN"))))
        .isEqualTo(new QuarantineEntry(5, 3, QuarantineReason.UNKNOWN_KIND, ""));
  }

  @Test
  void a_foreign_currency_is_refused() {
    assertThat(refusedSale(payment -> payment.put("currency", "USD")))
        .isEqualTo(new QuarantineEntry(5, 3, QuarantineReason.FOREIGN_CURRENCY, "currency USD"));
    assertThat(refusedSale(payment -> payment.put("currency", "")).reason())
        .isEqualTo(QuarantineReason.FOREIGN_CURRENCY);
    assertThat(refusedSale(payment -> payment.put("currency", "CN")).reason())
        .isEqualTo(QuarantineReason.FOREIGN_CURRENCY);
    assertThat(refusedSale(payment -> payment.put("currency", "CNYX")).reason())
        .isEqualTo(QuarantineReason.FOREIGN_CURRENCY);
    assertThat(refusedSale(payment -> payment.put("currency", "cny")).reason())
        .isEqualTo(QuarantineReason.FOREIGN_CURRENCY);
  }

  @Test
  void a_negative_price_is_refused() {
    assertThat(refusedSale(payment -> payment.put("productPrice", price("-0.01"))))
        .isEqualTo(
            new QuarantineEntry(5, 3, QuarantineReason.NEGATIVE_PRICE, "price -1 minor units"));
  }

  @Test
  void a_quantity_of_nothing_is_refused() {
    assertThat(refusedSale(payment -> payment.put("quantity", 0)))
        .isEqualTo(new QuarantineEntry(5, 3, QuarantineReason.BAD_QUANTITY, "quantity 0"));
  }

  @Test
  void a_product_id_that_is_empty_or_over_long_is_refused() {
    assertThat(refusedSale(payment -> payment.put("productId", "")))
        .isEqualTo(
            new QuarantineEntry(5, 3, QuarantineReason.BAD_PRODUCT_ID, "productId of 0 bytes"));
    assertThat(refusedSale(payment -> payment.put("productId", "é".repeat(129))))
        .isEqualTo(
            new QuarantineEntry(5, 3, QuarantineReason.BAD_PRODUCT_ID, "productId of 258 bytes"));
  }

  @Test
  void a_product_id_that_is_not_utf_8_is_refused() {
    GenericRecord payment = sale(3);
    payment.put("productId", new Utf8(new byte[] {'t', (byte) 0xFF}));

    assertThat(refused(value(3, payment)))
        .isEqualTo(
            new QuarantineEntry(5, 3, QuarantineReason.BAD_PRODUCT_ID, "productId of 2 bytes"));
  }

  @Test
  void an_amount_beyond_the_largest_is_refused() {
    assertThat(
            refusedSale(
                payment -> {
                  payment.put("productPrice", price("10000000000.00"));
                  payment.put("quantity", 2);
                }))
        .isEqualTo(
            new QuarantineEntry(
                5,
                3,
                QuarantineReason.AMOUNT_TOO_LARGE,
                "price 1000000000000 minor units, quantity 2"));
    assertThat(
            refusedSale(
                payment -> payment.put("productPrice", price("99999999999999999999999999.99"))))
        .isEqualTo(
            new QuarantineEntry(
                5, 3, QuarantineReason.AMOUNT_TOO_LARGE, "price beyond 2^63, quantity 1"));
  }

  @Test
  void a_timestamp_before_2000_or_ahead_of_the_log_is_refused() {
    assertThat(refusedSale(payment -> payment.put("timestamp", 946_684_799_999L)))
        .isEqualTo(
            new QuarantineEntry(5, 3, QuarantineReason.BAD_TIMESTAMP, "timestamp 946684799999"));
    assertThat(refusedSale(payment -> payment.put("timestamp", APPENDED + 300_001)).reason())
        .isEqualTo(QuarantineReason.BAD_TIMESTAMP);
  }

  private QuarantineEntry refused(byte @Nullable [] value) {
    PaymentBatch batch = decoder.decode(polled(List.of(record(5, value))));
    assertThat(batch.columns().size()).isZero();
    assertThat(batch.quarantine()).hasSize(1);
    return batch.quarantine().get(0);
  }

  private QuarantineEntry refusedSale(Consumer<GenericRecord> change) {
    GenericRecord payment = sale(3);
    change.accept(payment);
    return refused(value(3, payment));
  }
}
