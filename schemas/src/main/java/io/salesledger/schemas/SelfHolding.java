package io.salesledger.schemas;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Finds types whose values may hold values of the same type. Avro reads and skips most of these by
 * calling itself for each level, so a record of a few kilobytes ends whoever reads it. Stateless;
 * any thread may call it.
 */
final class SelfHolding {
  private SelfHolding() {}

  /** A type that holds itself, and the record's field in which it is. */
  record Found(String field, String type) {
    String text() {
      return field + ": type " + type + " holds itself, so its values have no bounded depth";
    }
  }

  /** The first field with such a type, in the schema's order; empty if there is none. */
  static Optional<Found> in(Schema record) {
    if (record.getType() != Schema.Type.RECORD) {
      return Optional.empty();
    }
    for (Schema.Field field : record.getFields()) {
      Set<String> within = new HashSet<>(Set.of(record.getFullName()));
      Optional<String> type = in(field.schema(), within, new HashSet<>());
      if (type.isPresent()) {
        return Optional.of(new Found(field.name(), type.get()));
      }
    }
    return Optional.empty();
  }

  /**
   * The type that holds itself.
   *
   * @param within the records that this type is part of
   * @param seen every record that was looked at, each once however often it is named
   */
  private static Optional<String> in(Schema type, Set<String> within, Set<String> seen) {
    return switch (type.getType()) {
      case RECORD -> inRecord(type, within, seen);
      case ARRAY -> in(type.getElementType(), within, seen);
      case MAP -> in(type.getValueType(), within, seen);
      case UNION ->
          type.getTypes().stream().flatMap(one -> in(one, within, seen).stream()).findFirst();
      default -> Optional.empty();
    };
  }

  private static Optional<String> inRecord(Schema type, Set<String> within, Set<String> seen) {
    String name = type.getFullName();
    if (within.contains(name)) {
      return Optional.of(name);
    }
    if (!seen.add(name)) {
      return Optional.empty();
    }
    within.add(name);
    Optional<String> found =
        type.getFields().stream()
            .flatMap(field -> in(field.schema(), within, seen).stream())
            .findFirst();
    within.remove(name);
    return found;
  }
}
