package io.salesledger.schemas;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why what a schema wrote cannot be trusted to be a payment. Not all rules between versions are
 * asked for: a writer may lack what has a default, as an older version does, and its own defaults
 * are never read. Stateless; any thread may call it.
 */
public final class SchemaMismatch {
  /** Types are told in words, and an enum may have thousands. */
  private static final int LONGEST = 300;

  private SchemaMismatch() {}

  /**
   * What of the writer's schema is not as it must be, the field first; empty if it can be trusted.
   * The same two schemas always give the same words.
   *
   * @param ours the newest version that the reader knows
   */
  public static Optional<String> between(Schema ours, Schema writer) {
    return SchemaChanges.between(ours, writer).stream()
        .filter(change -> isUntrusted(change, ours, writer))
        .map(SchemaChange::text)
        .findFirst()
        .or(() -> SelfHolding.in(writer).map(SelfHolding.Found::text))
        .or(() -> RuleBook.unreadable(ours, writer).stream().findFirst())
        .map(text -> text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...");
  }

  private static boolean isUntrusted(SchemaChange change, Schema ours, Schema writer) {
    return switch (change.aspect()) {
      case LOGICAL_TYPE, PRECISION, SCALE, UNIT -> true;
      case TYPE -> !isReordered(change.field(), ours, writer);
      // Avro compares the last part of a name.
      case NAME -> !simple(change.before()).equals(simple(change.after()));
      case FIELD_REMOVED -> {
        Schema.Field field = field(change.field(), ours);
        yield field != null && !field.hasDefaultValue();
      }
      case FIELD_ADDED, DEFAULT, SYMBOL_ADDED, SYMBOL_REMOVED, ENUM_DEFAULT -> false;
    };
  }

  /** A union says the same in any order. */
  private static boolean isReordered(String name, Schema ours, Schema writer) {
    Schema.Field before = field(name, ours);
    Schema.Field after = field(name, writer);
    return before != null
        && after != null
        && before.schema().isUnion()
        && after.schema().isUnion()
        && branches(before.schema()).equals(branches(after.schema()));
  }

  private static Set<String> branches(Schema union) {
    return union.getTypes().stream().map(SchemaChanges::type).collect(Collectors.toSet());
  }

  private static Schema.@Nullable Field field(String name, Schema record) {
    return record.getType() == Schema.Type.RECORD ? record.getField(name) : null;
  }

  private static String simple(String fullName) {
    return fullName.substring(fullName.lastIndexOf('.') + 1);
  }
}
