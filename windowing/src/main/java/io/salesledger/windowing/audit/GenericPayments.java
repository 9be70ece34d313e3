package io.salesledger.windowing.audit;

import io.salesledger.windowing.log.PaymentContract;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Reads payments written with one schema into Avro's generic record, by Avro's own resolution onto
 * the fields that are counted. The last payment stands in this object. Not thread-safe.
 */
final class GenericPayments {
  private static final List<String> COUNTED =
      List.of("productId", "productPrice", "timestamp", "quantity", "currency", "kind");

  private final String refusal;
  private final GenericDatumReader<GenericRecord> avro;
  private final StrictDecoder bytes = new StrictDecoder();
  private @Nullable GenericRecord last;
  private BigInteger price = BigInteger.ZERO;

  private GenericPayments(Schema writer, Schema reader, String refusal) {
    this.refusal = refusal;
    // No conversions: a decimal stays its bytes, a time its number.
    this.avro = new GenericDatumReader<>(writer, reader, new GenericData());
  }

  /** Of this writer's schema. */
  static GenericPayments of(PaymentContract contract, int schemaId, Schema writer) {
    Schema reader = counted(contract.newest());
    String refusal = contract.refusal(schemaId, writer).orElse("");
    return refusal.isEmpty()
        ? new GenericPayments(writer, reader, "")
        : new GenericPayments(reader, reader, refusal);
  }

  private static Schema counted(Schema newest) {
    List<Schema.Field> fields =
        COUNTED.stream()
            .map(newest::getField)
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    return Schema.createRecord(
        newest.getName(), newest.getDoc(), newest.getNamespace(), false, fields);
  }

  /** Why nothing that this schema wrote is a payment; empty: it may be. */
  String refusal() {
    return refusal;
  }

  /**
   * Reads one payment.
   *
   * @throws IOException or RuntimeException if the bytes are not one, or more than one
   */
  void read(byte[] value, int start) throws IOException {
    bytes.reset(value, start);
    GenericRecord payment = avro.read(last, bytes);
    if (bytes.remaining() > 0) {
      throw new IOException("bytes are left over");
    }
    ByteBuffer unscaled = (ByteBuffer) payment.get(1);
    if (!unscaled.hasRemaining()) {
      throw new IOException("the price has no bytes");
    }
    byte[] bigEndian = new byte[unscaled.remaining()];
    unscaled.duplicate().get(bigEndian);
    price = new BigInteger(bigEndian);
    last = payment;
  }

  private Object field(int position) {
    GenericRecord payment = last;
    if (payment == null) {
      throw new IllegalStateException("nothing was read");
    }
    return payment.get(position);
  }

  Utf8 productId() {
    return (Utf8) field(0);
  }

  /** The price of one unit in minor units. */
  BigInteger price() {
    return price;
  }

  long eventMillis() {
    return (Long) field(2);
  }

  int quantity() {
    return (Integer) field(3);
  }

  /** Null: the ledger's own. */
  @Nullable Utf8 currency() {
    return (Utf8) field(4);
  }

  String kind() {
    return field(5).toString();
  }
}
