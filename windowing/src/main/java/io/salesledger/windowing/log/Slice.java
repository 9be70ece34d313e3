package io.salesledger.windowing.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Some bytes of an array that is not its own. Not thread-safe. */
final class Slice {
  private byte[] bytes = new byte[0];
  private int start;
  private int length;

  /** Stands for these bytes from now on; the array must not change meanwhile. */
  void set(byte[] newBytes, int newStart, int newLength) {
    bytes = newBytes;
    start = newStart;
    length = newLength;
  }

  int length() {
    return length;
  }

  byte at(int index) {
    return bytes[start + index];
  }

  boolean hasBytes(byte[] other) {
    return Arrays.equals(bytes, start, start + length, other, 0, other.length);
  }

  byte[] toBytes() {
    return Arrays.copyOfRange(bytes, start, start + length);
  }

  /** The same sum for the same bytes. */
  int hash() {
    int hash = 1;
    for (int i = start; i < start + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    return hash;
  }

  /** As UTF-8. */
  String text() {
    return new String(bytes, start, length, StandardCharsets.UTF_8);
  }
}
