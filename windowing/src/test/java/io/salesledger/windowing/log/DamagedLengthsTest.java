package io.salesledger.windowing.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lengths and counts that lie are refused before anything is allocated for them. */
class DamagedLengthsTest {
  private static final long MOST_ALLOCATED = 64 * 1024;

  private final ValueDecoder decoder = new ValueDecoder();

  @Test
  void blocks_of_arrays_and_maps_are_read_in_both_of_their_forms() throws IOException {
    // two items, then one with its size in bytes, then the end
    byte[] blocks = {4, 2, 4, 1, 2, 6, 0};
    decoder.reset(blocks, 0);

    assertThat(decoder.readArrayStart()).isEqualTo(2);
    assertThat(decoder.readInt()).isEqualTo(1);
    assertThat(decoder.readInt()).isEqualTo(2);
    assertThat(decoder.arrayNext()).isEqualTo(1);
    assertThat(decoder.readInt()).isEqualTo(3);
    assertThat(decoder.arrayNext()).isZero();
    assertThat(decoder.remaining()).isZero();

    decoder.reset(blocks, 0);
    assertThat(decoder.skipMap()).isEqualTo(2);
    decoder.readInt();
    decoder.readInt();
    assertThat(decoder.skipMap()).isZero();
    assertThat(decoder.remaining()).isZero();
  }

  /** Lengths and counts that lie, each followed by three bytes. */
  static List<Long> lies() {
    return List.of(
        4L,
        1_000_000L,
        (long) Integer.MAX_VALUE,
        Integer.MAX_VALUE + 1L,
        1L << 32,
        (1L << 32) + 1,
        Long.MAX_VALUE,
        -1L,
        (long) Integer.MIN_VALUE,
        Long.MIN_VALUE);
  }

  @ParameterizedTest
  @MethodSource("lies")
  void a_length_beyond_the_value_is_refused_before_anything_is_allocated(long length)
      throws IOException {
    byte[] value = lengthAndThreeBytes(length);
    List<Reading> readings =
        List.of(
            in -> in.readString(null),
            in -> in.readString(new Utf8()),
            Decoder::readString,
            Decoder::skipString,
            in -> in.readBytes(null),
            in -> in.readBytes(ByteBuffer.allocate(1)),
            Decoder::skipBytes);
    for (Reading reading : readings) {
      assertThat(allocatedWhileRefusing(value, reading)).isLessThan(MOST_ALLOCATED);
    }
  }

  @ParameterizedTest
  @MethodSource("lies")
  void a_block_of_more_items_than_bytes_is_refused(long items) throws IOException {
    byte[] value = lengthAndThreeBytes(items);
    List<Reading> readings =
        items == -1
            ? List.of()
            : List.of(
                Decoder::readArrayStart,
                Decoder::arrayNext,
                Decoder::readMapStart,
                Decoder::mapNext,
                Decoder::skipArray,
                Decoder::skipMap);
    for (Reading reading : readings) {
      assertThat(allocatedWhileRefusing(value, reading)).isLessThan(MOST_ALLOCATED);
    }
  }

  @Test
  void blocks_of_more_items_in_all_than_the_value_has_bytes_are_refused() throws IOException {
    // three blocks of two, none with more items than bytes are left: six in five bytes
    byte[] value = {4, 4, 4, 0, 0};
    decoder.reset(value, 0);
    decoder.skipArray();
    decoder.skipArray();

    assertThatThrownBy(decoder::skipArray).isInstanceOf(EOFException.class);

    decoder.reset(value, 1);
    assertThat(decoder.skipArray()).isEqualTo(2);
  }

  /** One call of a decoder. */
  private interface Reading {
    void read(Decoder decoder) throws IOException;
  }

  private long allocatedWhileRefusing(byte[] value, Reading reading) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    // A first time loads classes.
    assertThat(isRefused(new ValueDecoder(), value, reading)).isTrue();
    long before = threads.getCurrentThreadAllocatedBytes();
    boolean refused = isRefused(decoder, value, reading);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(refused).isTrue();
    return allocated;
  }

  private static boolean isRefused(ValueDecoder asked, byte[] value, Reading reading) {
    asked.reset(value, 0);
    try {
      reading.read(asked);
      return false;
    } catch (IOException | RuntimeException e) {
      return true;
    }
  }

  private static byte[] lengthAndThreeBytes(long length) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      encoder.writeLong(length);
      encoder.writeFixed(new byte[] {1, 2, 3});
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }
}
