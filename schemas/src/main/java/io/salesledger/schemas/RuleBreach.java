package io.salesledger.schemas;

/**
 * What of a schema breaks a rule. Immutable.
 *
 * @param field the field that it is about, or the record's name
 * @param what in words, the field first
 * @param version the earlier version that it breaks the rule with
 */
public record RuleBreach(String field, SchemaRule rule, String what, String version) {
  /**
   * One line without its end: field, what is wrong, the version that it is wrong with, the rule.
   */
  public String text() {
    return what + " (" + version + "; " + rule.text() + ")";
  }
}
