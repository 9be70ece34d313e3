package io.salesledger.windowing.audit;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;

/**
 * Avro's own binary decoder, held to rules that it does not keep on damaged bytes: an int is a
 * number of at most five bytes that fits one (it would drop the high bits), a length is believed
 * only as far as bytes are left (it would allocate up to 2 GB first, or skip backwards), and so is
 * the number of a block's items, and of all blocks' together as far as the value has bytes (it
 * would skip nothings for centuries). Not thread-safe.
 */
final class StrictDecoder extends Decoder {
  /** As Avro writes and reads them: 32 bits, seven a byte. */
  private static final int MAX_INT_BYTES = 5;

  private BinaryDecoder avro = DecoderFactory.get().binaryDecoder(new byte[0], null);
  private int itemsLeft;

  /** Goes on with these bytes, from {@code start} to their end. */
  void reset(byte[] value, int start) {
    avro = DecoderFactory.get().binaryDecoder(value, start, value.length - start, avro);
    itemsLeft = value.length - start;
  }

  /** How many bytes were not read. */
  int remaining() throws IOException {
    return avro.inputStream().available();
  }

  @Override
  public int readInt() throws IOException {
    int before = remaining();
    long value = avro.readLong();
    boolean isTooLong = before - remaining() > MAX_INT_BYTES;
    if (isTooLong || value < Integer.MIN_VALUE || value > Integer.MAX_VALUE) {
      throw new AvroRuntimeException("not an int: " + value);
    }
    return (int) value;
  }

  @Override
  public int readEnum() throws IOException {
    return readInt();
  }

  @Override
  public int readIndex() throws IOException {
    return readInt();
  }

  private int readLength() throws IOException {
    long length = avro.readLong();
    if (length < 0 || length > remaining()) {
      throw new EOFException("a length of " + length + ", " + remaining() + " bytes are left");
    }
    return (int) length;
  }

  @Override
  public Utf8 readString(Utf8 old) throws IOException {
    int length = readLength();
    Utf8 text = old == null ? new Utf8() : old;
    text.setByteLength(length);
    avro.readFixed(text.getBytes(), 0, length);
    return text;
  }

  @Override
  public String readString() throws IOException {
    return readString(new Utf8()).toString();
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
    avro.readFixed(buffer.array(), 0, length);
    buffer.limit(length);
    return buffer;
  }

  @Override
  public void skipBytes() throws IOException {
    avro.skipFixed(readLength());
  }

  @Override
  public void readNull() throws IOException {
    avro.readNull();
  }

  @Override
  public boolean readBoolean() throws IOException {
    return avro.readBoolean();
  }

  @Override
  public long readLong() throws IOException {
    return avro.readLong();
  }

  @Override
  public float readFloat() throws IOException {
    return avro.readFloat();
  }

  @Override
  public double readDouble() throws IOException {
    return avro.readDouble();
  }

  @Override
  public void readFixed(byte[] bytes, int start, int length) throws IOException {
    avro.readFixed(bytes, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    avro.skipFixed(length);
  }

  @Override
  public long readArrayStart() throws IOException {
    return readItems();
  }

  @Override
  public long arrayNext() throws IOException {
    return readItems();
  }

  @Override
  public long skipArray() throws IOException {
    return skipSizedBlocks();
  }

  @Override
  public long readMapStart() throws IOException {
    return readItems();
  }

  @Override
  public long mapNext() throws IOException {
    return readItems();
  }

  @Override
  public long skipMap() throws IOException {
    return skipSizedBlocks();
  }

  /** How many items the next block has; where that is negative, its size comes after it. */
  private long readItems() throws IOException {
    long items = avro.readLong();
    if (items >= 0) {
      return checked(items);
    }
    readLength();
    return checked(-items);
  }

  /** Skips blocks as long as they tell their size; the items of the next are to be skipped. */
  private long skipSizedBlocks() throws IOException {
    while (true) {
      long items = avro.readLong();
      if (items >= 0) {
        return checked(items);
      }
      avro.skipFixed(readLength());
    }
  }

  private long checked(long items) throws IOException {
    if (items < 0 || items > remaining()) {
      throw new EOFException(items + " items in a block, " + remaining() + " bytes are left");
    }
    itemsLeft -= (int) items;
    if (itemsLeft < 0) {
      throw new EOFException("more items than the value has bytes");
    }
    return items;
  }
}
