package io.salesledger.windowing.audit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.avro.Schema;

/**
 * Writes values of any schema as writers do that are not Avro's own: in blocks of every form, and
 * now and then with a fault where the encoding allows one. Not thread-safe.
 */
final class WildAvro {
  private static final int MAX_DEPTH = 6;

  private final Random random;
  private final int faultsPerMille;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  WildAvro(Random random, int faultsPerMille) {
    this.random = random;
    this.faultsPerMille = faultsPerMille;
  }

  /** A payment of this schema that counts, but for the faults. */
  byte[] payment(Schema schema) {
    bytes.reset();
    for (Schema.Field field : schema.getFields()) {
      switch (field.name()) {
        case "productId" -> text("P" + random.nextInt(4));
        case "productPrice" -> text(Character.toString('0' + random.nextInt(10)));
        case "timestamp" -> number(TwoJudges.NOW_MILLIS - random.nextInt(200_000));
        case "quantity" -> number(1 + random.nextInt(5));
        case "currency", "reverses" -> number(0);
        case "kind" -> number(random.nextInt(2));
        default -> value(field.schema(), 0);
      }
    }
    return bytes.toByteArray();
  }

  private boolean isFault() {
    return random.nextInt(1_000) < faultsPerMille;
  }

  private void value(Schema schema, int depth) {
    switch (schema.getType()) {
      case NULL -> {}
      case BOOLEAN -> bytes.write(isFault() ? random.nextInt() : random.nextInt(2));
      case INT -> number(isFault() ? random.nextLong() : random.nextInt());
      case LONG -> number(random.nextLong());
      case FLOAT -> fill(4);
      case DOUBLE -> fill(8);
      case FIXED -> fill(schema.getFixedSize());
      case STRING, BYTES -> text("x".repeat(random.nextInt(4)));
      case ENUM -> index(schema.getEnumSymbols().size());
      case RECORD -> schema.getFields().forEach(field -> value(field.schema(), depth + 1));
      case UNION -> {
        int branch = depth > MAX_DEPTH ? 0 : index(schema.getTypes().size());
        value(schema.getTypes().get(branch), depth + 1);
      }
      case ARRAY -> blocks(schema.getElementType(), false, depth);
      case MAP -> blocks(schema.getValueType(), true, depth);
    }
  }

  /** Writes which of so many it is; tells one that there is. */
  private int index(int count) {
    int index = random.nextInt(count);
    if (isFault()) {
      number(random.nextBoolean() ? count : random.nextLong());
    } else {
      number(index);
    }
    return index;
  }

  private void blocks(Schema items, boolean isMap, int depth) {
    int count = depth > MAX_DEPTH ? 0 : random.nextInt(3);
    for (int block = 0; block < count; block++) {
      block(items, isMap, depth);
    }
    number(0);
  }

  private void block(Schema items, boolean isMap, int depth) {
    int count = 1 + random.nextInt(3);
    byte[] before = bytes.toByteArray();
    bytes.reset();
    for (int item = 0; item < count; item++) {
      if (isMap) {
        text("k" + item);
      }
      value(items, depth + 1);
    }
    byte[] content = bytes.toByteArray();
    bytes.reset();
    bytes.writeBytes(before);
    long told = isFault() ? count(random.nextInt(4)) : count;
    if (random.nextBoolean()) {
      number(told);
    } else {
      number(-told);
      number(isFault() ? size(content.length) : content.length);
    }
    bytes.writeBytes(content);
  }

  private long count(int fault) {
    return switch (fault) {
      case 0 -> 100;
      case 1 -> Long.MAX_VALUE;
      case 2 -> Long.MIN_VALUE;
      default -> random.nextLong();
    };
  }

  private long size(int right) {
    return switch (random.nextInt(4)) {
      case 0 -> -right;
      case 1 -> -6_906;
      case 2 -> random.nextLong();
      default -> right + random.nextInt(5) - 2;
    };
  }

  private void text(String text) {
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    number(isFault() ? random.nextLong() : content.length);
    bytes.writeBytes(content);
  }

  private void fill(int length) {
    byte[] content = new byte[length];
    random.nextBytes(content);
    bytes.writeBytes(content);
  }

  /** Zig-zag, seven bits a byte; a fault takes more bytes than it needs, up to eleven. */
  private void number(long value) {
    long rest = (value << 1) ^ (value >> 63);
    int least = isFault() ? 1 + random.nextInt(11) : 1;
    for (int written = 1; written < least || (rest & ~0x7FL) != 0; written++) {
      bytes.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }
}
