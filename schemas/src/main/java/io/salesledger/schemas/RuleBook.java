package io.salesledger.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.Incompatibility;

/**
 * Judges a schema by the rules between versions: against every earlier one, in both directions.
 * Stateless; any thread may call it.
 */
public final class RuleBook {
  private static final Pattern FIELD = Pattern.compile("/fields/([0-9]+).*");

  private RuleBook() {}

  /**
   * What of a schema breaks a rule, one a field and rule, with the oldest version that it breaks it
   * with; empty if it may be the next version.
   *
   * @param history all earlier versions, oldest first
   */
  public static List<RuleBreach> breaches(List<SchemaVersion> history, Schema candidate) {
    List<RuleBreach> told = new ArrayList<>();
    for (SchemaVersion earlier : history) {
      for (RuleBreach breach : breaches(earlier, candidate)) {
        if (told.stream().noneMatch(other -> covers(other, breach))) {
          told.add(breach);
        }
      }
    }
    return List.copyOf(told);
  }

  /** What breaks a rule of the ledger often breaks Avro's too; it is told once. */
  private static boolean covers(RuleBreach told, RuleBreach breach) {
    if (breach.rule() != SchemaRule.FULL_TRANSITIVE) {
      return told.field().equals(breach.field()) && told.rule() == breach.rule();
    }
    return told.field().equals(breach.field()) || told.field().startsWith(breach.field() + ".");
  }

  private static List<RuleBreach> breaches(SchemaVersion earlier, Schema candidate) {
    List<RuleBreach> breaches = new ArrayList<>();
    for (SchemaChange change : SchemaChanges.between(earlier.schema(), candidate)) {
      SchemaRule.brokenBy(change.aspect())
          .ifPresent(
              rule ->
                  breaches.add(
                      new RuleBreach(change.field(), rule, change.text(), earlier.name())));
    }
    SelfHolding.in(candidate)
        .ifPresent(
            found ->
                breaches.add(
                    new RuleBreach(
                        found.field(), SchemaRule.BOUNDED, found.text(), earlier.name())));
    for (Unreadable found : unreadableFields(earlier.schema(), candidate)) {
      breaches.add(
          new RuleBreach(found.field(), SchemaRule.FULL_TRANSITIVE, found.what(), earlier.name()));
    }
    return breaches;
  }

  /** A field that one of two versions cannot read of the other, in words. */
  private record Unreadable(String field, String what) {}

  /** What one of two versions cannot read of the other, by Avro's check, the field first. */
  static List<String> unreadable(Schema earlier, Schema candidate) {
    return unreadableFields(earlier, candidate).stream().map(Unreadable::what).toList();
  }

  private static List<Unreadable> unreadableFields(Schema earlier, Schema candidate) {
    List<Unreadable> unreadable = new ArrayList<>();
    for (Incompatibility found : incompatibilities(candidate, earlier)) {
      String field = field(candidate, found, earlier);
      unreadable.add(new Unreadable(field, newReadsOld(field, found)));
    }
    for (Incompatibility found : incompatibilities(earlier, candidate)) {
      String field = field(earlier, found, earlier);
      unreadable.add(new Unreadable(field, oldReadsNew(field, found)));
    }
    return unreadable;
  }

  private static List<Incompatibility> incompatibilities(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
        .getResult()
        .getIncompatibilities();
  }

  /** The field of the reader's that Avro points at; the earlier record where it is none. */
  private static String field(Schema reader, Incompatibility found, Schema earlier) {
    Matcher place = FIELD.matcher(found.getLocation());
    return place.matches() && reader.getType() == Schema.Type.RECORD
        ? reader.getFields().get(Integer.parseInt(place.group(1))).name()
        : earlier.getName();
  }

  private static String newReadsOld(String field, Incompatibility found) {
    return switch (found.getType()) {
      case READER_FIELD_MISSING_DEFAULT_VALUE ->
          field + ": added without a default, and older payments do not have it";
      case MISSING_ENUM_SYMBOLS ->
          field + ": does not know the older symbols " + found.getMessage();
      default -> field + ": cannot read what an older version wrote, " + found.getMessage();
    };
  }

  private static String oldReadsNew(String field, Incompatibility found) {
    return switch (found.getType()) {
      case READER_FIELD_MISSING_DEFAULT_VALUE ->
          field + ": removed, and the older version has no default for it";
      case MISSING_ENUM_SYMBOLS ->
          field
              + ": has symbols "
              + found.getMessage()
              + " that the older version does not know and reads as nothing";
      default -> field + ": cannot be read by an older version, " + found.getMessage();
    };
  }
}
