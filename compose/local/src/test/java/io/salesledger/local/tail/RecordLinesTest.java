package io.salesledger.local.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.WireFormat;
import io.salesledger.windowing.log.SchemaUnavailableException;
import io.salesledger.windowing.log.WriterSchemas;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordLinesTest {
  private static final int FIRST_ID = 11;
  private static final int FOREIGN_ID = 77;
  private static final int UNAVAILABLE_ID = 88;
  private static final long APPENDED_MILLIS = 1_761_106_903_500L;
  private static final String BEGINNING = "{\"partition\":3,\"offset\":42,";
  private static final String APPENDED =
      "\"appendTime\":\"2025-10-22T04:21:43.500Z\",\"key\":\"CUP\",";

  private final RecordLines lines = new RecordLines(RecordLinesTest::find);

  @Test
  void everyVersionIsALineOfTheNewestFields() {
    String rest =
        "\"orderId\":\"A-1\",\"productId\":\"CUP\",\"productPrice\":\"125.00\","
            + "\"timestamp\":\"2025-10-22T04:21:43.296Z\",\"quantity\":%d,\"currency\":%s,"
            + "\"kind\":\"%s\",\"reverses\":%s}";
    assertThat(line(value(1)))
        .isEqualTo(
            BEGINNING
                + "\"schemaVersion\":1,"
                + APPENDED
                + rest.formatted(1, "null", "PAYMENT", "null"));
    assertThat(line(value(2)))
        .isEqualTo(
            BEGINNING
                + "\"schemaVersion\":2,"
                + APPENDED
                + rest.formatted(4, "\"CNY\"", "PAYMENT", "null"));
    assertThat(line(value(3)))
        .isEqualTo(
            BEGINNING
                + "\"schemaVersion\":3,"
                + APPENDED
                + rest.formatted(4, "\"CNY\"", "REFUND", "\"A-0\""));
  }

  @Test
  void whatIsNoPaymentIsALineThatSaysWhy() {
    assertThat(line(null)).isEqualTo(BEGINNING + APPENDED + "\"error\":\"no value\"}");
    assertThat(line("hello".getBytes(StandardCharsets.UTF_8)))
        .endsWith("\"error\":\"does not begin with a 0 and a schema id (5 bytes)\"}");
    assertThat(line(WireFormat.frame(99, new byte[] {1, 2})))
        .isEqualTo(
            BEGINNING
                + "\"schemaId\":99,"
                + APPENDED
                + "\"error\":\"the registry knows no schema 99\"}");
    assertThat(line(WireFormat.frame(FOREIGN_ID, new byte[] {1, 2})))
        .contains("\"schemaId\":77,")
        .endsWith(" to other.Order\"}");
    byte[] whole = value(3);
    assertThat(line(Arrays.copyOf(whole, whole.length - 3)))
        .contains("\"schemaVersion\":3,", "\"error\":\"damaged: ");
    assertThat(line(Arrays.copyOf(whole, whole.length + 2)))
        .endsWith("\"error\":\"damaged: 2 bytes too many\"}");
  }

  @Test
  void lengthThatLiesCostsNoMemory() {
    byte[] twoGigabytes = {(byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
    assertThat(line(WireFormat.frame(FIRST_ID, twoGigabytes))).contains("\"error\":\"damaged: ");
  }

  @Test
  void registryThatIsAwayIsNoLine() {
    assertThatThrownBy(() -> line(WireFormat.frame(UNAVAILABLE_ID, new byte[1])))
        .isInstanceOf(SchemaUnavailableException.class);
  }

  private String line(byte @Nullable [] value) {
    return lines.line(
        new ConsumerRecord<>(
            "sales_events",
            3,
            42,
            APPENDED_MILLIS,
            TimestampType.LOG_APPEND_TIME,
            3,
            0,
            "CUP".getBytes(StandardCharsets.UTF_8),
            value,
            new RecordHeaders(),
            Optional.empty()));
  }

  private static WriterSchemas.Answer find(int id) {
    if (id == UNAVAILABLE_ID) {
      throw new SchemaUnavailableException("away", new IOException());
    }
    if (id == FOREIGN_ID) {
      return new WriterSchemas.Answer.Known(
          Schema.createRecord("Order", null, "other", false, List.of()));
    }
    return id >= FIRST_ID && id < FIRST_ID + PaymentSchemas.VERSIONS
        ? new WriterSchemas.Answer.Known(PaymentSchemas.all().get(id - FIRST_ID))
        : new WriterSchemas.Answer.Missing();
  }

  private static byte[] value(int version) {
    Schema schema = PaymentSchemas.all().get(version - 1);
    GenericRecord payment = new GenericData.Record(schema);
    payment.put("orderId", "A-1");
    payment.put("productId", "CUP");
    payment.put("productPrice", ByteBuffer.wrap(BigInteger.valueOf(12_500).toByteArray()));
    payment.put("timestamp", Instant.parse("2025-10-22T04:21:43.296Z").toEpochMilli());
    if (version >= 2) {
      payment.put("quantity", 4);
      payment.put("currency", "CNY");
    }
    if (version >= 3) {
      payment.put("kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), "REFUND"));
      payment.put("reverses", "A-0");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericRecord>(schema).write(payment, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return WireFormat.frame(FIRST_ID + version - 1, bytes.toByteArray());
  }
}
