package io.salesledger.schemas;

import io.salesledger.schemas.SchemaChange.Aspect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;

/** Compares two schemas field by field, by name. Used once. */
public final class SchemaChanges {
  private static final String NONE = "none";

  private final List<SchemaChange> changes = new ArrayList<>();
  private final Set<String> records = new HashSet<>();

  private SchemaChanges() {}

  /**
   * What differs, in the order of the newer one's fields; what it lacks comes last. Documentation
   * and the order of fields and symbols are no difference.
   */
  public static List<SchemaChange> between(Schema older, Schema newer) {
    SchemaChanges comparison = new SchemaChanges();
    String record = older.getName();
    if (older.getType() == Schema.Type.RECORD && newer.getType() == Schema.Type.RECORD) {
      comparison.compareRecords("", older, newer);
    } else {
      comparison.compare(record, older, newer);
    }
    return List.copyOf(comparison.changes);
  }

  private void compareRecords(String stem, Schema older, Schema newer) {
    if (!older.getFullName().equals(newer.getFullName())) {
      String what = stem.isEmpty() ? older.getName() : stem;
      differs(what, Aspect.NAME, older.getFullName(), newer.getFullName());
    }
    if (!records.add(older.getFullName())) {
      return;
    }
    String prefix = stem.isEmpty() ? "" : stem + ".";
    for (Schema.Field field : newer.getFields()) {
      String name = prefix + field.name();
      Schema.Field before = older.getField(field.name());
      if (before == null) {
        add(name, Aspect.FIELD_ADDED, "", words(field));
      } else {
        compareFields(name, before, field);
      }
    }
    for (Schema.Field field : older.getFields()) {
      if (newer.getField(field.name()) == null) {
        add(prefix + field.name(), Aspect.FIELD_REMOVED, words(field), "");
      }
    }
  }

  private void compareFields(String name, Schema.Field older, Schema.Field newer) {
    compare(name, older.schema(), newer.schema());
    differs(name, Aspect.UNIT, property(older, "unit"), property(newer, "unit"));
    differs(name, Aspect.DEFAULT, defaultOf(older), defaultOf(newer));
  }

  private void compare(String name, Schema older, Schema newer) {
    if (!shape(older).equals(shape(newer))) {
      addType(name, older, newer);
      return;
    }
    switch (older.getType()) {
      case UNION -> {
        for (int i = 0; i < older.getTypes().size(); i++) {
          compare(name, older.getTypes().get(i), newer.getTypes().get(i));
        }
      }
      case ARRAY -> compare(name, older.getElementType(), newer.getElementType());
      case MAP -> compare(name, older.getValueType(), newer.getValueType());
      case RECORD -> compareRecords(name, older, newer);
      case ENUM -> compareEnums(name, older, newer);
      case FIXED -> {
        differs(name, Aspect.NAME, older.getFullName(), newer.getFullName());
        compareMeaning(name, older, newer);
      }
      default -> compareMeaning(name, older, newer);
    }
  }

  /** How a value is meant; Avro compares none of it. */
  private void compareMeaning(String name, Schema older, Schema newer) {
    String before = property(older, "logicalType");
    String after = property(newer, "logicalType");
    differs(name, Aspect.LOGICAL_TYPE, before, after);
    if (before.equals(after)) {
      differs(name, Aspect.PRECISION, property(older, "precision"), property(newer, "precision"));
      differs(name, Aspect.SCALE, property(older, "scale"), property(newer, "scale"));
      differs(name, Aspect.UNIT, property(older, "unit"), property(newer, "unit"));
    }
  }

  /** Different shapes may be called the same: a decimal is one of bytes or of text. */
  private void addType(String name, Schema older, Schema newer) {
    String before = type(older);
    String after = type(newer);
    if (before.equals(after)) {
      add(name, Aspect.TYPE, shape(older), shape(newer));
    } else {
      add(name, Aspect.TYPE, before, after);
    }
  }

  private void compareEnums(String name, Schema older, Schema newer) {
    differs(name, Aspect.NAME, older.getFullName(), newer.getFullName());
    for (String symbol : newer.getEnumSymbols()) {
      if (!older.hasEnumSymbol(symbol)) {
        add(name, Aspect.SYMBOL_ADDED, "", symbol);
      }
    }
    for (String symbol : older.getEnumSymbols()) {
      if (!newer.hasEnumSymbol(symbol)) {
        add(name, Aspect.SYMBOL_REMOVED, symbol, "");
      }
    }
    differs(
        name,
        Aspect.ENUM_DEFAULT,
        Objects.requireNonNullElse(older.getEnumDefault(), NONE),
        Objects.requireNonNullElse(newer.getEnumDefault(), NONE));
  }

  private void differs(String field, Aspect aspect, String before, String after) {
    if (!before.equals(after)) {
      add(field, aspect, before, after);
    }
  }

  private void add(String field, Aspect aspect, String before, String after) {
    changes.add(new SchemaChange(field, aspect, before, after));
  }

  private static String property(JsonProperties from, String key) {
    return Objects.toString(from.getObjectProp(key), NONE);
  }

  private static String defaultOf(Schema.Field field) {
    if (!field.hasDefaultValue()) {
      return NONE;
    }
    Object value = field.defaultVal();
    return value == JsonProperties.NULL_VALUE ? "null" : Objects.toString(value);
  }

  /** What must be the same before details are compared. */
  private static String shape(Schema schema) {
    return switch (schema.getType()) {
      case UNION -> schema.getTypes().stream().map(SchemaChanges::shape).toList().toString();
      case FIXED -> schema.getFixedSize() + " bytes";
      default -> schema.getType().getName();
    };
  }

  private static String words(Schema.Field field) {
    String text = type(field.schema());
    return field.hasDefaultValue() ? text + ", default " + defaultOf(field) : text;
  }

  /** A type in words: {@code null or string}, {@code decimal(18,2)}. */
  static String type(Schema schema) {
    String logical = property(schema, "logicalType");
    if (logical.equals("decimal")) {
      return "decimal(" + property(schema, "precision") + "," + property(schema, "scale") + ")";
    }
    if (!logical.equals(NONE)) {
      return logical;
    }
    return switch (schema.getType()) {
      case UNION ->
          String.join(" or ", schema.getTypes().stream().map(SchemaChanges::type).toList());
      case ENUM -> "enum of " + String.join(", ", schema.getEnumSymbols());
      case RECORD -> "record " + schema.getName();
      case ARRAY -> "array of " + type(schema.getElementType());
      case MAP -> "map of " + type(schema.getValueType());
      case FIXED -> schema.getFixedSize() + " bytes";
      default -> schema.getType().getName();
    };
  }
}
