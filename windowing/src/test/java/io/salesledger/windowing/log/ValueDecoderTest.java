package io.salesledger.windowing.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;

/** Our decoder reads what Avro's encoder wrote. */
class ValueDecoderTest {
  /** A value of Avro, as it is written and read. */
  enum Type {
    BOOLEAN,
    INT,
    LONG,
    FLOAT,
    DOUBLE,
    STRING,
    BYTES,
    FIXED,
    ENUM,
    INDEX
  }

  /** One value to be written. */
  record Value(Type type, Object value) {}

  private final ValueDecoder decoder = new ValueDecoder();

  @Property
  void it_reads_what_avro_wrote(@ForAll("values") List<Value> values) throws IOException {
    decoder.reset(written(values), 0);

    for (Value value : values) {
      assertThat(read(decoder, value)).isEqualTo(value.value());
    }
    assertThat(decoder.remaining()).isZero();
  }

  @Property
  void it_skips_what_it_would_read(@ForAll("values") List<Value> values) throws IOException {
    decoder.reset(written(values), 0);

    for (Value value : values) {
      switch (value.type()) {
        case STRING -> decoder.skipString();
        case BYTES -> decoder.skipBytes();
        case FIXED -> decoder.skipFixed(((ByteBuffer) value.value()).remaining());
        default -> read(decoder, value);
      }
    }
    assertThat(decoder.remaining()).isZero();
  }

  @Property
  void what_is_cut_off_is_refused(@ForAll("values") List<Value> values, @ForAll int seed)
      throws IOException {
    byte[] whole = written(values);
    if (whole.length == 0) {
      return;
    }
    decoder.reset(Arrays.copyOf(whole, Math.floorMod(seed, whole.length)), 0);

    assertThatThrownBy(
            () -> {
              for (Value value : values) {
                read(decoder, value);
              }
            })
        .isInstanceOf(EOFException.class);
  }

  @Property(tries = 5_000)
  void of_any_bytes_it_reads_what_avro_would_or_nothing(@ForAll Type type, @ForAll byte[] bytes) {
    decoder.reset(bytes, 0);
    Optional<Object> ours = attempt(decoder, type);

    // Avro's is asked only then: of a damaged length it may take all memory
    if (ours.isPresent()) {
      assertThat(attempt(DecoderFactory.get().binaryDecoder(bytes, null), type)).isEqualTo(ours);
    }
  }

  @Test
  void a_number_of_more_than_ten_bytes_and_an_int_beyond_an_int_are_refused() throws IOException {
    byte[] endless = new byte[20];
    Arrays.fill(endless, (byte) 0xFF);
    decoder.reset(endless, 0);
    assertThatThrownBy(decoder::readLong).isInstanceOf(AvroRuntimeException.class);

    decoder.reset(written(List.of(new Value(Type.LONG, 1L << 31))), 0);
    assertThatThrownBy(decoder::readInt).isInstanceOf(AvroRuntimeException.class);

    // a 1 in six bytes, which is no int to Avro either
    decoder.reset(new byte[] {-126, -128, -128, -128, -128, 0}, 0);
    assertThatThrownBy(decoder::readInt).isInstanceOf(AvroRuntimeException.class);
  }

  @Test
  void it_begins_where_it_is_told() throws IOException {
    decoder.reset(new byte[] {99, 99, 2, 4}, 2);

    assertThat(decoder.remaining()).isEqualTo(2);
    assertThat(decoder.readInt()).isEqualTo(1);
    assertThat(decoder.readInt()).isEqualTo(2);
  }

  @Provide
  Arbitrary<List<Value>> values() {
    return Arbitraries.oneOf(
            Arbitraries.of(true, false).map(value -> new Value(Type.BOOLEAN, value)),
            Arbitraries.integers().map(value -> new Value(Type.INT, value)),
            Arbitraries.longs().map(value -> new Value(Type.LONG, value)),
            Arbitraries.floats().map(value -> new Value(Type.FLOAT, value)),
            Arbitraries.doubles().map(value -> new Value(Type.DOUBLE, value)),
            Arbitraries.strings().ofMaxLength(300).map(value -> new Value(Type.STRING, value)),
            bytes().map(value -> new Value(Type.BYTES, value)),
            bytes().map(value -> new Value(Type.FIXED, value)),
            Arbitraries.integers().between(0, 300).map(value -> new Value(Type.ENUM, value)),
            Arbitraries.integers().between(0, 300).map(value -> new Value(Type.INDEX, value)))
        .list()
        .ofMaxSize(20);
  }

  private static Arbitrary<ByteBuffer> bytes() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(ByteBuffer::wrap);
  }

  private static byte[] written(List<Value> values) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    for (Value value : values) {
      switch (value.type()) {
        case BOOLEAN -> encoder.writeBoolean((Boolean) value.value());
        case INT -> encoder.writeInt((Integer) value.value());
        case LONG -> encoder.writeLong((Long) value.value());
        case FLOAT -> encoder.writeFloat((Float) value.value());
        case DOUBLE -> encoder.writeDouble((Double) value.value());
        case STRING -> encoder.writeString((String) value.value());
        case BYTES -> encoder.writeBytes(((ByteBuffer) value.value()).duplicate());
        case FIXED -> encoder.writeFixed(((ByteBuffer) value.value()).duplicate());
        case ENUM -> encoder.writeEnum((Integer) value.value());
        case INDEX -> encoder.writeIndex((Integer) value.value());
      }
    }
    encoder.flush();
    return bytes.toByteArray();
  }

  private static Object read(Decoder decoder, Value value) throws IOException {
    if (value.type() != Type.FIXED) {
      return read(decoder, value.type());
    }
    byte[] target = new byte[((ByteBuffer) value.value()).remaining()];
    decoder.readFixed(target, 0, target.length);
    return ByteBuffer.wrap(target);
  }

  private static Object read(Decoder decoder, Type type) throws IOException {
    return switch (type) {
      case BOOLEAN -> decoder.readBoolean();
      case INT -> decoder.readInt();
      case LONG -> decoder.readLong();
      case FLOAT -> decoder.readFloat();
      case DOUBLE -> decoder.readDouble();
      case STRING -> decoder.readString(new Utf8("before")).toString();
      case BYTES -> decoder.readBytes(null);
      case FIXED -> {
        byte[] target = new byte[3];
        decoder.readFixed(target, 0, 3);
        yield ByteBuffer.wrap(target);
      }
      case ENUM -> decoder.readEnum();
      case INDEX -> decoder.readIndex();
    };
  }

  private static Optional<Object> attempt(Decoder decoder, Type type) {
    try {
      return Optional.of(read(decoder, type));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }
}
