package io.salesledger.windowing.log;

import io.salesledger.windowing.core.PaymentRules.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.ResolvingDecoder;
import org.apache.avro.util.Utf8;

/**
 * Reads payments written with one schema, field by field and without building them: Avro's schema
 * resolution projects onto what the ledger counts, and skips the rest. The last payment's fields
 * stand in this object. Not thread-safe.
 */
final class PaymentReader {
  private static final int MAX_LONG_BYTES = 8;
  private static final Set<String> COUNTED =
      Set.of("productId", "productPrice", "timestamp", "quantity", "currency", "kind");

  private final ValueDecoder bytes = new ValueDecoder();
  private final ResolvingDecoder resolving;
  private final List<Kind> kinds;
  private final Utf8 productId = new Utf8();
  private final Utf8 currency = new Utf8();
  private ByteBuffer price = ByteBuffer.allocate(MAX_LONG_BYTES);
  private boolean hasCurrency;
  private long eventMillis;
  private int quantity;
  private Kind kind = Kind.UNKNOWN;

  private PaymentReader(Schema projection, PaymentContract contract, ResolvingDecoder resolving) {
    this.resolving = resolving;
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
      return new Resolution(Optional.of(new PaymentReader(projection, contract, resolving)), "");
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

  private static Schema projection(Schema newest) {
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
    resolving.configure(bytes);
    for (Schema.Field field : resolving.readFieldOrder()) {
      switch (field.name()) {
        case "productId" -> resolving.readString(productId);
        case "productPrice" -> price = resolving.readBytes(price);
        case "timestamp" -> eventMillis = resolving.readLong();
        case "quantity" -> quantity = resolving.readInt();
        case "currency" -> readCurrency();
        case "kind" -> kind = kinds.get(resolving.readEnum());
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
  }

  private void readCurrency() throws IOException {
    hasCurrency = resolving.readIndex() == 1;
    if (hasCurrency) {
      resolving.readString(currency);
    } else {
      resolving.readNull();
    }
  }

  Kind kind() {
    return kind;
  }

  byte[] productIdBytes() {
    return productId.getBytes();
  }

  int productIdLength() {
    return productId.getByteLength();
  }

  boolean isInCurrency(byte[] code) {
    if (!hasCurrency) {
      return true;
    }
    return Arrays.equals(currency.getBytes(), 0, currency.getByteLength(), code, 0, code.length);
  }

  String currencyText() {
    return hasCurrency ? currency.toString() : "";
  }

  /** Whether the price fits a long of minor units. */
  boolean priceFits() {
    int spare = price.remaining() - MAX_LONG_BYTES;
    byte sign = (byte) (price.get(0) >> 7);
    for (int i = 0; i < spare; i++) {
      if (price.get(i) != sign) {
        return false;
      }
    }
    return spare <= 0 || price.get(spare) >> 7 == sign;
  }

  /** The price in minor units; if it does not fit, a number of the same sign. */
  long priceMinor() {
    long value = price.get(0) >> 7;
    if (!priceFits()) {
      return value == 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
    }
    for (int i = 0; i < price.remaining(); i++) {
      value = (value << 8) | (price.get(i) & 0xFF);
    }
    return value;
  }

  int quantity() {
    return quantity;
  }

  long eventMillis() {
    return eventMillis;
  }
}
