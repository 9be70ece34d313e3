package io.salesledger.queryapi.rest;

import java.util.Arrays;

/** A rendered answer that many askers share. Immutable. */
final class BigJson {
  private final String tag;
  private final byte[] bytes;

  /**
   * Takes over the bytes; nobody else may write to them.
   *
   * @param tag of the figures, without quotes; empty if they have none
   */
  BigJson(String tag, byte[] bytes) {
    this.tag = tag;
    this.bytes = bytes;
  }

  String tag() {
    return tag;
  }

  int length() {
    return bytes.length;
  }

  /** At most {@code most} bytes from {@code from} on. */
  byte[] piece(int from, int most) {
    return Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + most));
  }
}
