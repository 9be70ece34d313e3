package io.salesledger.schemas;

/**
 * Confluent's wire format of a value on the log. Stateless; any thread may call it.
 *
 * <pre>
 *  byte  0      1..4                    5..
 *      +------+-----------------------+---------------------------+
 *      | 0x00 | schema id, big-endian | Avro binary, that schema  |
 *      +------+-----------------------+---------------------------+
 * </pre>
 */
public final class WireFormat {
  /** The first byte. */
  public static final byte MAGIC = 0x0;

  /** Where the Avro binary begins. */
  public static final int HEADER_BYTES = 5;

  private WireFormat() {}

  /** Whether the bytes begin as a framed value does; says nothing about what follows. */
  public static boolean isFramed(byte[] value) {
    return value.length >= HEADER_BYTES && value[0] == MAGIC;
  }

  /**
   * The writer schema's id.
   *
   * @param value framed: {@link #isFramed} holds
   */
  public static int schemaId(byte[] value) {
    if (!isFramed(value)) {
      throw new IllegalArgumentException("not in the wire format");
    }
    return (value[1] & 0xff) << 24
        | (value[2] & 0xff) << 16
        | (value[3] & 0xff) << 8
        | (value[4] & 0xff);
  }

  /** Puts the header before Avro binary. */
  public static byte[] frame(int schemaId, byte[] avro) {
    byte[] value = new byte[HEADER_BYTES + avro.length];
    value[0] = MAGIC;
    value[1] = (byte) (schemaId >>> 24);
    value[2] = (byte) (schemaId >>> 16);
    value[3] = (byte) (schemaId >>> 8);
    value[4] = (byte) schemaId;
    System.arraycopy(avro, 0, value, HEADER_BYTES, avro.length);
    return value;
  }
}
