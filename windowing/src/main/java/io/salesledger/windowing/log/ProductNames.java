package io.salesledger.windowing.log;

import io.salesledger.windowing.core.PaymentRules;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One string for each distinct productId, found by its UTF-8 bytes, so that a payment costs no
 * string. Starts anew when it holds {@value #MAX_NAMES}, or {@value #MAX_BYTES} bytes of them. Not
 * thread-safe.
 */
final class ProductNames {
  /** Far more products than a decoder sees of most shops; some 40 MB with what a name costs. */
  static final int MAX_NAMES = 250_000;

  /** Made-up ids of 256 bytes would take far more: these take 32 MB at most, as bytes and text. */
  static final int MAX_BYTES = 16 << 20;

  /** Stands for bytes that are no productId: none, too many, or not UTF-8. */
  static final Name NONE = new Name(new byte[0], "", 0);

  private static final int FIRST_SLOTS = 1024;

  private @Nullable Name[] table = new Name[FIRST_SLOTS];
  private int size;
  private int bytes;

  /** A productId. */
  static final class Name {
    private final byte[] utf8;
    private final String text;
    private final int hash;
    private long batch = -1;
    private int indexInBatch;

    private Name(byte[] utf8, String text, int hash) {
      this.utf8 = utf8;
      this.text = text;
      this.hash = hash;
    }

    String text() {
      return text;
    }

    boolean hasBytes(byte @Nullable [] other) {
      return Arrays.equals(utf8, other);
    }

    /** Its index in the batch of this number, or -1 before {@link #enter}. */
    int indexIn(long batchNumber) {
      return batch == batchNumber ? indexInBatch : -1;
    }

    void enter(long batchNumber, int index) {
      batch = batchNumber;
      indexInBatch = index;
    }
  }

  /** The name of these bytes, or {@link #NONE}. */
  Name of(Slice productId) {
    int hash = productId.hash();
    Name known = table[slotOf(hash, productId)];
    return known != null ? known : enter(productId, hash);
  }

  private Name enter(Slice productId, int hash) {
    if (productId.length() < 1 || productId.length() > PaymentRules.MAX_PRODUCT_ID_BYTES) {
      return NONE;
    }
    byte[] utf8 = productId.toBytes();
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      return NONE;
    }
    if (size >= MAX_NAMES || bytes + utf8.length > MAX_BYTES) {
      table = new Name[FIRST_SLOTS];
      size = 0;
      bytes = 0;
    } else if (size * 2 >= table.length) {
      grow();
    }
    Name name = new Name(utf8, text, hash);
    table[slotOf(hash, productId)] = name;
    size++;
    bytes += utf8.length;
    return name;
  }

  /** The slot of these bytes, or the empty one where they belong. */
  private int slotOf(int hash, Slice productId) {
    int mask = table.length - 1;
    int slot = firstSlot(hash);
    Name name = table[slot];
    while (name != null && !(name.hash == hash && productId.hasBytes(name.utf8))) {
      slot = (slot + 1) & mask;
      name = table[slot];
    }
    return slot;
  }

  private int firstSlot(int hash) {
    return (hash ^ (hash >>> 16)) & (table.length - 1);
  }

  private void grow() {
    @Nullable Name[] old = table;
    table = new Name[old.length * 2];
    for (Name name : old) {
      if (name != null) {
        int slot = firstSlot(name.hash);
        while (table[slot] != null) {
          slot = (slot + 1) & (table.length - 1);
        }
        table[slot] = name;
      }
    }
  }
}
