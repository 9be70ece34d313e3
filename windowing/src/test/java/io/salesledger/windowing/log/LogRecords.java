package io.salesledger.windowing.log;

import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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

/** Records as they stand on the log, written by Avro's own writer. */
final class LogRecords {
  static final int PARTITION = 3;
  static final String TOPIC = "sales_events";

  /** When the log took the records. */
  static final long APPENDED = Instant.parse("2025-10-22T04:23:10Z").toEpochMilli();

  /** When the payments happened: 2025-10-22T04:23:00Z. */
  static final long EVENT = APPENDED - 10_000;

  private LogRecords() {}

  /** A sale of 125.00 with the fields that every version has; the others at their defaults. */
  static GenericRecord sale(Schema schema) {
    GenericRecord payment = new GenericData.Record(schema);
    for (Schema.Field field : schema.getFields()) {
      if (field.hasDefaultValue()) {
        payment.put(field.pos(), GenericData.get().getDefaultValue(field));
      }
    }
    payment.put("orderId", "o-1");
    payment.put("productId", "tea");
    payment.put("productPrice", price("125.00"));
    payment.put("timestamp", EVENT);
    return payment;
  }

  /** A sale written with version 1, 2 or 3. */
  static GenericRecord sale(int version) {
    return sale(PaymentSchemas.all().get(version - 1));
  }

  static GenericData.EnumSymbol kind(String symbol) {
    return kind(PaymentSchemas.newest(), symbol);
  }

  static GenericData.EnumSymbol kind(Schema schema, String symbol) {
    return new GenericData.EnumSymbol(schema.getField("kind").schema(), symbol);
  }

  static ByteBuffer price(String decimal) {
    return ByteBuffer.wrap(new BigDecimal(decimal).setScale(2).unscaledValue().toByteArray());
  }

  /** The Avro binary of a record, in its own schema. */
  static byte[] avro(GenericRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    try {
      new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The record's value on the log. */
  static byte[] value(int schemaId, GenericRecord record) {
    return WireFormat.frame(schemaId, avro(record));
  }

  /** A record whose key is the productId of {@link #sale}. */
  static ConsumerRecord<byte[], byte[]> record(long offset, byte @Nullable [] value) {
    return record(offset, "tea".getBytes(StandardCharsets.UTF_8), value, APPENDED);
  }

  static ConsumerRecord<byte[], byte[]> record(
      long offset, byte @Nullable [] key, byte @Nullable [] value, long appendedMillis) {
    return new ConsumerRecord<>(
        TOPIC,
        PARTITION,
        offset,
        appendedMillis,
        TimestampType.LOG_APPEND_TIME,
        ConsumerRecord.NULL_SIZE,
        ConsumerRecord.NULL_SIZE,
        key,
        value,
        new RecordHeaders(),
        Optional.empty());
  }

  /** A poll of these records, from the first's offset to the one after the last. */
  static PolledBatch polled(List<ConsumerRecord<byte[], byte[]>> records) {
    return new PolledBatch(
        PARTITION, records.get(0).offset(), records.get(records.size() - 1).offset() + 1, records);
  }
}
