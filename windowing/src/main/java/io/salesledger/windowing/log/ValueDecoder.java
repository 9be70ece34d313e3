package io.salesledger.windowing.log;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Avro's binary encoding read from one record's bytes. A length is believed only as far as bytes
 * are left: Avro's own decoder would first allocate what a damaged length says, up to 2 GB. Strings
 * and bytes are copied into the caller's buffer. Not thread-safe.
 *
 * @see <a href="https://avro.apache.org/docs/1.12.0/specification/#binary-encoding">the
 *     encoding</a>
 */
public final class ValueDecoder extends Decoder {
  private static final int MAX_INT_BYTES = 5;

  private byte[] bytes = new byte[0];
  private int at;
  private int end;

  /**
   * How many items the blocks to come may have in all: as many as the value has bytes. An item that
   * has bytes has one at least, and items without any, block by block, would take an hour of a
   * value of a megabyte.
   */
  private int itemsLeft;

  /** Goes on with these bytes, from {@code start} to their end. */
  public void reset(byte[] value, int start) {
    bytes = value;
    at = start;
    end = value.length;
    itemsLeft = end - start;
  }

  /** How many bytes were not read. */
  public int remaining() {
    return end - at;
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() throws IOException {
    return bytes[take(1)] == 1;
  }

  @Override
  public int readInt() throws IOException {
    int start = at;
    long value = readLong();
    if (value != (int) value || at - start > MAX_INT_BYTES) {
      throw new AvroRuntimeException("not an int: " + value);
    }
    return (int) value;
  }

  @Override
  public long readLong() throws IOException {
    long zigzag = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = bytes[take(1)];
      zigzag |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return (zigzag >>> 1) ^ -(zigzag & 1);
      }
    }
    throw new AvroRuntimeException("a number of more than ten bytes");
  }

  @Override
  public float readFloat() throws IOException {
    return ByteBuffer.wrap(bytes, take(4), 4).order(ByteOrder.LITTLE_ENDIAN).getFloat();
  }

  @Override
  public double readDouble() throws IOException {
    return ByteBuffer.wrap(bytes, take(8), 8).order(ByteOrder.LITTLE_ENDIAN).getDouble();
  }

  @Override
  public Utf8 readString(Utf8 old) throws IOException {
    int length = readLength();
    Utf8 text = old == null ? new Utf8() : old;
    text.setByteLength(length);
    System.arraycopy(bytes, take(length), text.getBytes(), 0, length);
    return text;
  }

  @Override
  public String readString() throws IOException {
    return readString(new Utf8()).toString();
  }

  /** A string's or bytes' own bytes, which stay where they are. */
  void readSlice(Slice slice) throws IOException {
    int length = readLength();
    slice.set(bytes, take(length), length);
  }

  @Override
  public void skipString() throws IOException {
    skipBytes();
  }

  @Override
  public ByteBuffer readBytes(ByteBuffer old) throws IOException {
    int length = readLength();
    ByteBuffer buffer = old == null || old.capacity() < length ? ByteBuffer.allocate(length) : old;
    buffer.clear();
    buffer.put(bytes, take(length), length).flip();
    return buffer;
  }

  @Override
  public void skipBytes() throws IOException {
    take(readLength());
  }

  @Override
  public void readFixed(byte[] target, int start, int length) throws IOException {
    System.arraycopy(bytes, take(length), target, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    take(length);
  }

  @Override
  public int readEnum() throws IOException {
    return readInt();
  }

  @Override
  public int readIndex() throws IOException {
    return readInt();
  }

  @Override
  public long readArrayStart() throws IOException {
    return readBlock();
  }

  @Override
  public long arrayNext() throws IOException {
    return readBlock();
  }

  @Override
  public long skipArray() throws IOException {
    return skipBlocks();
  }

  @Override
  public long readMapStart() throws IOException {
    return readBlock();
  }

  @Override
  public long mapNext() throws IOException {
    return readBlock();
  }

  @Override
  public long skipMap() throws IOException {
    return skipBlocks();
  }

  /** A block's item count; a negative one is followed by its size in bytes. */
  private long readBlock() throws IOException {
    long items = readLong();
    if (items < 0) {
      readLong();
      items = -items;
    }
    return believable(items);
  }

  /** Skips blocks that tell their size; the items of the first that does not are the caller's. */
  private long skipBlocks() throws IOException {
    long items = readLong();
    while (items < 0) {
      take(readLength());
      items = readLong();
    }
    return believable(items);
  }

  /** Items that take no bytes would otherwise be skipped for centuries. */
  private long believable(long items) throws IOException {
    if (items < 0 || items > remaining()) {
      throw new EOFException("a block of " + items + " items, " + remaining() + " bytes are left");
    }
    itemsLeft -= (int) items;
    if (itemsLeft < 0) {
      throw new EOFException("more items than the value has bytes");
    }
    return items;
  }

  private int readLength() throws IOException {
    long length = readLong();
    if (length < 0 || length > remaining()) {
      throw new EOFException("a length of " + length + ", " + remaining() + " bytes are left");
    }
    return (int) length;
  }

  private int take(int length) throws IOException {
    if (length > end - at) {
      throw new EOFException("the value ends early");
    }
    int start = at;
    at += length;
    return start;
  }
}
