package io.salesledger.windowing.audit;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** A bitmap as Redis keeps it: bit 0 is the highest of the first byte. */
final class Bitmap {
  private Bitmap() {}

  static byte[] utf8(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  /** The bits of a reply; none of a key that is not there. */
  static BitSet bits(@Nullable Object reply) {
    BitSet bits = new BitSet();
    if (reply instanceof byte[] bytes) {
      for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
        if ((bytes[bit / Byte.SIZE] >> (Byte.SIZE - 1 - bit % Byte.SIZE) & 1) == 1) {
          bits.set(bit);
        }
      }
    }
    return bits;
  }
}
