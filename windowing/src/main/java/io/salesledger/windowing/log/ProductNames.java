package io.salesledger.windowing.log;

import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.core.Slots;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One string for each distinct productId, found by its UTF-8 bytes, so that a payment costs no
 * string. Starts anew when it holds {@value #MAX_NAMES}, or {@value #MAX_BYTES} bytes of them. Not
 * thread-safe.
 *
 * <p>An open-addressing table: a slot holds the hash, in its high 32 bits, and one more than the
 * number of the name, so that only names with the same hash are looked at. The numbers are in the
 * order in which the names were met: those of one partition lie together.
 */
final class ProductNames {
  /** Far more products than a decoder sees of most shops; some 40 MB with what a name costs. */
  static final int MAX_NAMES = 250_000;

  /** Made-up ids of 256 bytes would take far more: these take 32 MB at most, as bytes and text. */
  static final int MAX_BYTES = 16 << 20;

  /** Stands for bytes that are no productId: none, too many, or not UTF-8. */
  static final Name NONE = new Name(new byte[0], "");

  private static final long FREE = 0;
  private static final int FIRST_NAMES = 512;

  private Name[] names = new Name[FIRST_NAMES];
  private long[] slots = new long[2 * FIRST_NAMES];
  private int size;
  private int bytes;

  /** A productId. */
  static final class Name {
    private final byte[] utf8;
    private final String text;
    private long batch = -1;
    private int indexInBatch;

    private Name(byte[] utf8, String text) {
      this.utf8 = utf8;
      this.text = text;
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
    long slot = slots[slotOf(hash, productId)];
    return slot == FREE ? enter(productId, hash) : names[numberIn(slot)];
  }

  private Name enter(Slice productId, int hash) {
    if (productId.length() < 1 || productId.length() > PaymentRules.MAX_PRODUCT_ID_BYTES) {
      return NONE;
    }
    byte[] utf8 = productId.toBytes();
    String text = new String(utf8, StandardCharsets.UTF_8);
    // What is not UTF-8 becomes U+FFFD, which has other bytes.
    if (!Arrays.equals(text.getBytes(StandardCharsets.UTF_8), utf8)) {
      return NONE;
    }
    if (size >= MAX_NAMES || bytes + utf8.length > MAX_BYTES) {
      names = new Name[FIRST_NAMES];
      slots = new long[2 * FIRST_NAMES];
      size = 0;
      bytes = 0;
    } else if (size == names.length) {
      grow();
    }
    Name name = new Name(utf8, text);
    slots[slotOf(hash, productId)] = slotFor(hash, size);
    names[size++] = name;
    bytes += utf8.length;
    return name;
  }

  private static long slotFor(int hash, int number) {
    return (long) hash << 32 | (number + 1);
  }

  private static int hashIn(long slot) {
    return (int) (slot >>> 32);
  }

  private static int numberIn(long slot) {
    return (int) slot - 1;
  }

  /** The slot of these bytes, or the free one where they belong. */
  private int slotOf(int hash, Slice productId) {
    int mask = slots.length - 1;
    int at = Slots.first(hash, slots.length);
    while (slots[at] != FREE
        && !(hashIn(slots[at]) == hash && productId.hasBytes(names[numberIn(slots[at])].utf8))) {
      at = (at + 1) & mask;
    }
    return at;
  }

  /** Half of the slots are free at least. */
  private void grow() {
    long[] old = slots;
    names = Arrays.copyOf(names, size * 2);
    slots = new long[old.length * 2];
    for (long slot : old) {
      if (slot != FREE) {
        int at = Slots.first(hashIn(slot), slots.length);
        while (slots[at] != FREE) {
          at = (at + 1) & (slots.length - 1);
        }
        slots[at] = slot;
      }
    }
  }
}
