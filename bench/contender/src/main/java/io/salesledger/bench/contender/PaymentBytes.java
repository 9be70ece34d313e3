package io.salesledger.bench.contender;

import java.nio.charset.StandardCharsets;

/**
 * Reads a payment of schema v3 in Confluent's wire format straight from its bytes: no schema
 * resolution, nothing built that is not counted. Faster than any general decoder, so that no engine
 * loses by its decoder. Only for bytes that are surely of that schema. The last payment's fields
 * stand in this object. Not thread-safe.
 *
 * <pre>
 *   0x0 | schema id | orderId | productId | productPrice | timestamp | quantity | currency | kind | reverses
 * </pre>
 */
public final class PaymentBytes {
  private static final int HEADER_BYTES = 5;
  private static final int REFUND = 1;

  private byte[] bytes = new byte[0];
  private int at;
  private int productAt;
  private long amount;
  private int units;
  private long eventMillis;

  /** Reads one. */
  public void read(byte[] value) {
    bytes = value;
    at = HEADER_BYTES;
    skip();
    productAt = at;
    skip();
    long price = number();
    eventMillis = zigzag();
    int quantity = (int) zigzag();
    if (zigzag() == 1) {
      skip();
    }
    int sign = zigzag() == REFUND ? -1 : 1;
    amount = sign * price * quantity;
    units = sign * quantity;
  }

  /** The product; made when it is asked for, since some have it from the record's key. */
  public String product() {
    int after = at;
    at = productAt;
    String product = text();
    at = after;
    return product;
  }

  /** Minor units; negative for a refund. */
  public long amount() {
    return amount;
  }

  /** Sold; negative for a refund. */
  public int units() {
    return units;
  }

  /** When it happened, epoch milliseconds. */
  public long eventMillis() {
    return eventMillis;
  }

  private void skip() {
    int length = (int) zigzag();
    at += length;
  }

  private String text() {
    int length = (int) zigzag();
    String text = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    at += length;
    return text;
  }

  private long number() {
    int length = (int) zigzag();
    long value = bytes[at] >> 7;
    for (int i = 0; i < length; i++) {
      value = (value << 8) | (bytes[at++] & 0xFF);
    }
    return value;
  }

  private long zigzag() {
    long raw = 0;
    int shift = 0;
    byte next;
    do {
      next = bytes[at++];
      raw |= (next & 0x7FL) << shift;
      shift += 7;
    } while (next < 0);
    return (raw >>> 1) ^ -(raw & 1);
  }
}
