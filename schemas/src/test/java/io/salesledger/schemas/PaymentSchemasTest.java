package io.salesledger.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.Test;

/** The schemas' promises: any version reads any other, and no published version ever changes. */
class PaymentSchemasTest {
  private static final long AT_MILLIS = 1_761_106_903_296L;
  private static final ByteBuffer PRICE_125_00 =
      ByteBuffer.wrap(BigDecimal.valueOf(12_500).unscaledValue().toByteArray());

  @Test
  void every_version_reads_and_is_read_by_every_other() {
    for (Schema reader : PaymentSchemas.all()) {
      for (Schema writer : PaymentSchemas.all()) {
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType())
            .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
      }
    }
  }

  @Test
  void no_version_changes_a_logical_type_which_no_compatibility_check_would_notice() {
    for (Schema schema : PaymentSchemas.all()) {
      assertThat(schema.getField("productPrice").schema().getLogicalType())
          .isEqualTo(LogicalTypes.decimal(18, 2));
      assertThat(schema.getField("timestamp").schema().getLogicalType())
          .isEqualTo(LogicalTypes.timestampMillis());
    }
  }

  @Test
  void a_published_version_is_never_edited() {
    // Not to be brought up to date: a change of the contract is a new version beside these.
    assertThat(PaymentSchemas.all())
        .hasSize(PaymentSchemas.VERSIONS)
        .extracting(PaymentSchemasTest::sha256)
        .containsExactly(
            "99bb2c747dbdc4110fc285ef9dccd12b80fdfa595fb139610f88ae5bd8ac930c",
            "8d61e8063389a442eb835f5f5981c65dd66b1f3b1886c9daee5caac35276ae04",
            "4f444f49dd025ce6ac5f2cf13006b32d5c92d12ce8c6acdb930ff582a1eb19d0");
  }

  @Test
  void the_generated_class_is_the_newest_version() {
    assertThat(SchemaNormalization.toParsingForm(PaymentInfo.getClassSchema()))
        .isEqualTo(SchemaNormalization.toParsingForm(PaymentSchemas.newest()));
  }

  @Test
  void given_bytes_of_v1_when_the_newest_reads_them_then_one_unit_was_sold() throws IOException {
    PaymentInfo read = readByNewest(basics(PaymentSchemas.all().get(0)));

    assertThat(read)
        .isEqualTo(
            PaymentInfo.newBuilder()
                .setOrderId("o-1")
                .setProductId("PRODUCTID5")
                .setProductPrice(new BigDecimal("125.00"))
                .setTimestamp(Instant.ofEpochMilli(AT_MILLIS))
                .setQuantity(1)
                .setKind(PaymentKind.PAYMENT)
                .build());
  }

  @Test
  void given_bytes_of_v2_when_the_newest_reads_them_then_it_is_a_sale() throws IOException {
    GenericRecord v2 = basics(PaymentSchemas.all().get(1));
    v2.put("quantity", 3);
    v2.put("currency", "CNY");

    PaymentInfo read = readByNewest(v2);

    assertThat(read.getQuantity()).isEqualTo(3);
    assertThat(read.getCurrency()).isEqualTo("CNY");
    assertThat(read.getKind()).isEqualTo(PaymentKind.PAYMENT);
    assertThat(read.getReverses()).isNull();
  }

  @Test
  void given_bytes_of_v3_when_the_newest_reads_them_then_all_is_there() throws IOException {
    Schema schema = PaymentSchemas.all().get(2);
    GenericRecord v3 = basics(schema);
    v3.put("quantity", 2);
    v3.put("kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), "REFUND"));
    v3.put("reverses", "o-0");

    PaymentInfo read = readByNewest(v3);

    assertThat(read.getKind()).isEqualTo(PaymentKind.REFUND);
    assertThat(read.getReverses()).isEqualTo("o-0");
    assertThat(read.getProductPrice()).isEqualByComparingTo("125.00");
  }

  @Test
  void given_a_kind_of_a_later_version_when_it_is_read_then_it_is_unknown_and_no_sale()
      throws IOException {
    Schema later = laterVersionWithKind("CHARGEBACK");
    GenericRecord payment = basics(later);
    payment.put("quantity", 1);
    payment.put("kind", new GenericData.EnumSymbol(later.getField("kind").schema(), "CHARGEBACK"));

    assertThat(readByNewest(payment).getKind()).isEqualTo(PaymentKind.UNKNOWN);
  }

  /**
   * Over all of it: docs, defaults and logical types too, which Avro's own fingerprints leave out.
   */
  private static String sha256(Schema schema) {
    try {
      byte[] text = schema.toString().getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static Schema laterVersionWithKind(String kind) {
    Schema newest = PaymentSchemas.newest();
    Schema kinds =
        SchemaBuilder.enumeration("PaymentKind")
            .namespace("io.salesledger")
            .defaultSymbol("UNKNOWN")
            .symbols("PAYMENT", "REFUND", "UNKNOWN", kind);
    List<Schema.Field> fields =
        newest.getFields().stream()
            .map(
                field ->
                    field.name().equals("kind")
                        ? new Schema.Field("kind", kinds, "", "PAYMENT")
                        : new Schema.Field(field, field.schema()))
            .toList();
    return Schema.createRecord(newest.getName(), "", newest.getNamespace(), false, fields);
  }

  private static GenericRecord basics(Schema schema) {
    GenericRecord payment = new GenericData.Record(schema);
    payment.put("orderId", "o-1");
    payment.put("productId", "PRODUCTID5");
    payment.put("productPrice", PRICE_125_00.duplicate());
    payment.put("timestamp", AT_MILLIS);
    return payment;
  }

  private static PaymentInfo readByNewest(GenericRecord payment) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    new GenericDatumWriter<GenericRecord>(payment.getSchema()).write(payment, encoder);
    encoder.flush();
    return new SpecificDatumReader<PaymentInfo>(payment.getSchema(), PaymentInfo.getClassSchema())
        .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
  }
}
