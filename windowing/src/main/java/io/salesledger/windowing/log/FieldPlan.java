package io.salesledger.windowing.log;

import io.salesledger.windowing.core.PaymentRules.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;

/**
 * The fields of one writer schema as steps in that schema's order. Avro's schema resolution walks a
 * stack of symbols for each field of each payment, and makes a decoder for each default: half of
 * what decoding costs. Most writers need none of that.
 *
 * <p>There is a plan only for fields of the very types that the ledger reads, and for plain ones
 * that it skips. A plan never judges: bytes that it does not expect are left to Avro's resolution,
 * whose verdict and words count. What both accept they read alike. Immutable.
 */
final class FieldPlan {
  private static final int NO_UNION = -1;
  private static final Set<Schema.Type> SKIPPED =
      Set.of(
          Schema.Type.STRING,
          Schema.Type.BYTES,
          Schema.Type.INT,
          Schema.Type.LONG,
          Schema.Type.BOOLEAN);

  private final Step[] steps;
  private final int[] nullBranches;
  private final Kind[] kinds;
  private final int absentQuantity;
  private final Kind absentKind;

  private enum Step {
    PRODUCT,
    PRICE,
    TIMESTAMP,
    QUANTITY,
    CURRENCY,
    KIND,
    SKIP_BYTES,
    SKIP_INT,
    SKIP_LONG,
    SKIP_BOOLEAN
  }

  private FieldPlan(
      List<Step> steps,
      List<Integer> nullBranches,
      List<Kind> kinds,
      int absentQuantity,
      Kind absentKind) {
    this.steps = steps.toArray(Step[]::new);
    this.nullBranches = nullBranches.stream().mapToInt(Integer::intValue).toArray();
    this.kinds = kinds.toArray(Kind[]::new);
    this.absentQuantity = absentQuantity;
    this.absentKind = absentKind;
  }

  /**
   * The plan for what a schema wrote, or empty if it takes Avro's resolution.
   *
   * @param writer a record that {@code reader} can read
   * @param reader the fields that are counted
   * @param counted what the reader's kinds are counted as
   */
  static Optional<FieldPlan> of(Schema writer, Schema reader, Function<String, Kind> counted) {
    if (reader.getFields().stream().anyMatch(field -> !field.aliases().isEmpty())) {
      return Optional.empty();
    }
    List<Step> steps = new ArrayList<>();
    List<Integer> nullBranches = new ArrayList<>();
    Set<String> absent = new HashSet<>();
    reader.getFields().forEach(field -> absent.add(field.name()));
    for (Schema.Field field : writer.getFields()) {
      int nullBranch = nullBranch(field.schema());
      Schema type =
          nullBranch == NO_UNION ? field.schema() : field.schema().getTypes().get(1 - nullBranch);
      Optional<Step> step =
          absent.remove(field.name())
              ? read(field.name(), type, nullBranch != NO_UNION)
              : skip(type);
      if (step.isEmpty()) {
        return Optional.empty();
      }
      steps.add(step.get());
      nullBranches.add(nullBranch);
    }
    Optional<List<Kind>> kinds =
        kinds(
            Optional.ofNullable(writer.getField("kind")),
            reader.getField("kind").schema(),
            counted);
    if (kinds.isEmpty() || !hasPlainDefaults(reader, absent)) {
      return Optional.empty();
    }
    return Optional.of(
        new FieldPlan(
            steps,
            nullBranches,
            kinds.get(),
            reader.getField("quantity").defaultVal() instanceof Integer quantity ? quantity : 0,
            counted.apply(String.valueOf(reader.getField("kind").defaultVal()))));
  }

  private static int nullBranch(Schema type) {
    if (!type.isUnion() || type.getTypes().size() != 2) {
      return NO_UNION;
    }
    return type.getTypes().stream().map(Schema::getType).toList().indexOf(Schema.Type.NULL);
  }

  private static Optional<Step> read(String name, Schema type, boolean optional) {
    Step step =
        switch (name) {
          case "productId" -> type.getType() == Schema.Type.STRING ? Step.PRODUCT : null;
          case "productPrice" -> type.getType() == Schema.Type.BYTES ? Step.PRICE : null;
          case "timestamp" -> type.getType() == Schema.Type.LONG ? Step.TIMESTAMP : null;
          case "quantity" -> type.getType() == Schema.Type.INT ? Step.QUANTITY : null;
          case "currency" -> type.getType() == Schema.Type.STRING ? Step.CURRENCY : null;
          case "kind" -> type.getType() == Schema.Type.ENUM ? Step.KIND : null;
          default -> null;
        };
    return Optional.ofNullable(step).filter(one -> optional == (one == Step.CURRENCY));
  }

  private static Optional<Step> skip(Schema type) {
    if (!SKIPPED.contains(type.getType())) {
      return Optional.empty();
    }
    return Optional.of(
        switch (type.getType()) {
          case INT -> Step.SKIP_INT;
          case LONG -> Step.SKIP_LONG;
          case BOOLEAN -> Step.SKIP_BOOLEAN;
          default -> Step.SKIP_BYTES;
        });
  }

  /** What the reader takes each of the writer's kinds for; empty if it has no word for one. */
  private static Optional<List<Kind>> kinds(
      Optional<Schema.Field> writer, Schema reader, Function<String, Kind> counted) {
    List<Kind> kinds = new ArrayList<>();
    for (String symbol : writer.map(field -> field.schema().getEnumSymbols()).orElse(List.of())) {
      String read = reader.hasEnumSymbol(symbol) ? symbol : reader.getEnumDefault();
      if (read == null) {
        return Optional.empty();
      }
      kinds.add(counted.apply(read));
    }
    return Optional.of(kinds);
  }

  /** Only what was added after the first version can be absent, and has a default here. */
  private static boolean hasPlainDefaults(Schema reader, Set<String> absent) {
    return Set.of("quantity", "currency", "kind").containsAll(absent)
        && reader.getField("quantity").defaultVal() instanceof Integer
        && reader.getField("currency").defaultVal() == JsonProperties.NULL_VALUE
        && reader.getField("kind").defaultVal() instanceof String;
  }

  /**
   * Reads one payment to its last byte.
   *
   * @param bytes at the payment's first byte
   * @return false if this takes Avro's resolution; what was put into {@code fields} is then void
   */
  boolean read(ValueDecoder bytes, PaymentFields fields) {
    fields.quantity = absentQuantity;
    fields.kind = absentKind;
    fields.hasCurrency = false;
    try {
      for (int i = 0; i < steps.length; i++) {
        if (nullBranches[i] != NO_UNION) {
          int branch = bytes.readIndex();
          if (branch == nullBranches[i]) {
            continue;
          }
          if (branch != 1 - nullBranches[i]) {
            return false;
          }
        }
        if (!take(steps[i], bytes, fields)) {
          return false;
        }
      }
    } catch (IOException | RuntimeException e) {
      return false;
    }
    return bytes.remaining() == 0 && fields.price.length() > 0;
  }

  private boolean take(Step step, ValueDecoder bytes, PaymentFields fields) throws IOException {
    switch (step) {
      case PRODUCT -> bytes.readSlice(fields.productId);
      case PRICE -> bytes.readSlice(fields.price);
      case TIMESTAMP -> fields.eventMillis = bytes.readLong();
      case QUANTITY -> fields.quantity = bytes.readInt();
      case CURRENCY -> {
        bytes.readSlice(fields.currency);
        fields.hasCurrency = true;
      }
      case KIND -> {
        int symbol = bytes.readEnum();
        if (symbol < 0 || symbol >= kinds.length) {
          return false;
        }
        fields.kind = kinds[symbol];
      }
      case SKIP_BYTES -> bytes.skipBytes();
      case SKIP_INT -> bytes.readInt();
      case SKIP_LONG -> bytes.readLong();
      case SKIP_BOOLEAN -> bytes.readBoolean();
    }
    return true;
  }
}
