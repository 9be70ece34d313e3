package io.salesledger.schemas;

import io.salesledger.schemas.SchemaChange.Aspect;
import java.util.Optional;

/**
 * What holds between any two versions of the payment schema. The registry holds producers to the
 * first; the others are this ledger's own, which nothing in Avro or a registry knows: they keep
 * what stands on the log from meaning something else to a newer reader.
 */
public enum SchemaRule {
  FULL_TRANSITIVE("FULL_TRANSITIVE: every version reads every other"),
  NAME("a full name never changes"),
  TYPE("a field's type never changes"),
  MEANING("logical type, precision, scale and unit never change"),
  FIELDS_STAY("a field is never removed: what the log says in it would be read no more"),
  DEFAULTS_STAY("a default never changes: old payments would be read as other ones"),
  SYMBOLS_STAY("a symbol, and what unknown ones are read as, never change"),
  BOUNDED("no type holds itself: a value could be nested deeper than a reader's stack");

  private final String text;

  SchemaRule(String text) {
    this.text = text;
  }

  /** In words. */
  public String text() {
    return text;
  }

  /** The rule that such a change breaks; empty if it is one that may be made. */
  static Optional<SchemaRule> brokenBy(Aspect aspect) {
    return switch (aspect) {
      case NAME -> Optional.of(NAME);
      case TYPE -> Optional.of(TYPE);
      case LOGICAL_TYPE, PRECISION, SCALE, UNIT -> Optional.of(MEANING);
      case FIELD_REMOVED -> Optional.of(FIELDS_STAY);
      case DEFAULT -> Optional.of(DEFAULTS_STAY);
      case SYMBOL_REMOVED, ENUM_DEFAULT -> Optional.of(SYMBOLS_STAY);
      case FIELD_ADDED, SYMBOL_ADDED -> Optional.empty();
    };
  }
}
