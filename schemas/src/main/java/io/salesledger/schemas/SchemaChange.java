package io.salesledger.schemas;

/**
 * One difference between two schemas. Immutable.
 *
 * @param field the field that it is about, {@code outer.inner} within a record in a field; the
 *     record's name where it is about no field
 * @param aspect what of it differs
 * @param before in words; empty for what is added
 * @param after in words; empty for what is removed
 */
public record SchemaChange(String field, Aspect aspect, String before, String after) {
  /** What differs. */
  public enum Aspect {
    /** The full name of a record, an enum or a fixed type. */
    NAME("full name"),
    FIELD_ADDED("field"),
    FIELD_REMOVED("field"),
    TYPE("type"),
    LOGICAL_TYPE("logical type"),
    PRECISION("precision"),
    SCALE("scale"),
    UNIT("unit"),
    DEFAULT("default"),
    SYMBOL_ADDED("symbol"),
    SYMBOL_REMOVED("symbol"),
    /** What an enum's unknown symbols are read as. */
    ENUM_DEFAULT("symbol for unknown ones");

    private final String words;

    Aspect(String words) {
      this.words = words;
    }

    /** As people call it. */
    public String words() {
      return words;
    }
  }

  /** One line in words, without its end. */
  public String text() {
    return switch (aspect) {
      case FIELD_ADDED -> field + ": added, " + after;
      case FIELD_REMOVED -> field + ": removed, it was " + before;
      case SYMBOL_ADDED -> field + ": symbol " + after + " added";
      case SYMBOL_REMOVED -> field + ": symbol " + before + " removed";
      default -> field + ": " + aspect.words() + " changed from " + before + " to " + after;
    };
  }
}
