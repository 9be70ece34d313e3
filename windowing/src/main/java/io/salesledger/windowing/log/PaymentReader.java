package io.salesledger.windowing.log;

import io.salesledger.windowing.core.PaymentRules.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.ResolvingDecoder;
import org.apache.avro.util.Utf8;

/**
 * Reads payments written with one schema, field by field and without building them: projected onto
 * what the ledger counts, by a {@link FieldPlan} where that is enough, else by Avro's schema
 * resolution. The last payment's fields stand in this object, until the next is read, and as long
 * as its bytes do not change. Not thread-safe.
 */
final class PaymentReader {
  private static final int MAX_LONG_BYTES = 8;
  private static final Set<String> COUNTED =
      Set.of("productId", "productPrice", "timestamp", "quantity", "currency", "kind");

  private final ValueDecoder bytes = new ValueDecoder();
  private final ResolvingDecoder resolving;
  private final Optional<FieldPlan> plan;
  private final List<Kind> kinds;
  private final PaymentFields fields = new PaymentFields();
  private final Utf8 productId = new Utf8();
  private final Utf8 currency = new Utf8();
  private ByteBuffer price = ByteBuffer.allocate(MAX_LONG_BYTES);

  private PaymentReader(
      Schema projection,
      PaymentContract contract,
      ResolvingDecoder resolving,
      Optional<FieldPlan> plan) {
    this.resolving = resolving;
    this.plan = plan;
    this.kinds =
        projection.getField("kind").schema().getEnumSymbols().stream().map(contract::kind).toList();
  }

  /** A reader of what this schema wrote, or why there can be none. */
  static Resolution of(PaymentContract contract, int schemaId, Schema writer) {
    Optional<String> refusal = contract.refusal(schemaId, writer);
    if (refusal.isPresent()) {
      return new Resolution(Optional.empty(), refusal.get());
    }
    Schema projection = projection(contract.newest());
    try {
      ResolvingDecoder resolving =
          DecoderFactory.get().resolvingDecoder(writer, projection, new ValueDecoder());
      Optional<FieldPlan> plan = FieldPlan.of(writer, projection, contract::kind);
      return new Resolution(
          Optional.of(new PaymentReader(projection, contract, resolving, plan)), "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A reader, or why not.
   *
   * @param why empty if there is a reader
   */
  record Resolution(Optional<PaymentReader> reader, String why) {}

  /** The fields that are counted. */
  static Schema projection(Schema newest) {
    List<Schema.Field> fields = new ArrayList<>();
    for (Schema.Field field : newest.getFields()) {
      if (COUNTED.contains(field.name())) {
        fields.add(new Schema.Field(field, field.schema()));
      }
    }
    return Schema.createRecord(
        newest.getName(), newest.getDoc(), newest.getNamespace(), false, fields);
  }

  /**
   * Reads one payment.
   *
   * @throws IOException or RuntimeException if the bytes are not one, or more than one
   */
  void read(byte[] value, int start) throws IOException {
    bytes.reset(value, start);
    if (plan.isEmpty() || !plan.get().read(bytes, fields)) {
      resolve(value, start);
    }
  }

  /** Reads one payment by Avro's resolution alone; the same promises. */
  void resolve(byte[] value, int start) throws IOException {
    bytes.reset(value, start);
    resolving.configure(bytes);
    for (Schema.Field field : resolving.readFieldOrder()) {
      switch (field.name()) {
        case "productId" -> resolving.readString(productId);
        case "productPrice" -> price = resolving.readBytes(price);
        case "timestamp" -> fields.eventMillis = resolving.readLong();
        case "quantity" -> fields.quantity = resolving.readInt();
        case "currency" -> readCurrency();
        case "kind" -> fields.kind = kinds.get(resolving.readEnum());
        default -> throw new IllegalStateException("not projected: " + field.name());
      }
    }
    resolving.drain();
    if (bytes.remaining() > 0) {
      throw new IOException(bytes.remaining() + " bytes are left over");
    }
    if (!price.hasRemaining()) {
      throw new IOException("the price has no bytes");
    }
    fields.productId.set(productId.getBytes(), 0, productId.getByteLength());
    fields.price.set(price.array(), 0, price.remaining());
  }

  private void readCurrency() throws IOException {
    fields.hasCurrency = resolving.readIndex() == 1;
    if (fields.hasCurrency) {
      resolving.readString(currency);
      fields.currency.set(currency.getBytes(), 0, currency.getByteLength());
    } else {
      resolving.readNull();
    }
  }

  Kind kind() {
    return fields.kind;
  }

  Slice productId() {
    return fields.productId;
  }

  boolean isInCurrency(byte[] code) {
    return !fields.hasCurrency || fields.currency.hasBytes(code);
  }

  String currencyText() {
    return fields.hasCurrency ? fields.currency.text() : "";
  }

  /** Whether the price fits a long of minor units. */
  boolean priceFits() {
    Slice digits = fields.price;
    int spare = digits.length() - MAX_LONG_BYTES;
    byte sign = (byte) (digits.at(0) >> 7);
    for (int i = 0; i < spare; i++) {
      if (digits.at(i) != sign) {
        return false;
      }
    }
    return spare <= 0 || digits.at(spare) >> 7 == sign;
  }

  /** The price in minor units; if it does not fit, a number of the same sign. */
  long priceMinor() {
    Slice digits = fields.price;
    long value = digits.at(0) >> 7;
    if (!priceFits()) {
      return value == 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
    for (int i = 0; i < digits.length(); i++) {
      value = (value << 8) | (digits.at(i) & 0xFF);
    }
    return value;
  }

  int quantity() {
    return fields.quantity;
  }

  long eventMillis() {
    return fields.eventMillis;
  }
}
