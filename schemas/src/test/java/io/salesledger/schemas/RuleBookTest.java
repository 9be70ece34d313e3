package io.salesledger.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules between versions, kept by every file and broken by bad ones. */
class RuleBookTest {
  private static final Path FILES = Path.of("src/main/avro");
  private static final Pattern FILE = Pattern.compile("payment-info-v([1-9][0-9]*)\\.avsc");

  /** Fails with the breach's own line: `file: field: what (version; rule)`. */
  @Test
  void every_version_file_keeps_the_rules_with_all_before_it() throws IOException {
    List<SchemaVersion> history = new ArrayList<>();
    List<String> breaches = new ArrayList<>();
    for (SchemaVersion version : files()) {
      for (RuleBreach breach : RuleBook.breaches(history, version.schema())) {
        breaches.add(version.name() + ": " + breach.text());
      }
      history.add(version);
    }

    assertThat(breaches).isEmpty();
  }

  @Test
  void every_version_file_is_published() throws IOException {
    assertThat(files())
        .as("PaymentSchemas.VERSIONS and the files in %s", FILES)
        .isEqualTo(PaymentSchemas.versions());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"scale\":2 | \"scale\":4 | productPrice: scale changed from 2 to 4"
            + " (v1; logical type, precision, scale and unit never change)",
        "\"precision\":18 | \"precision\":20 | productPrice: precision changed from 18 to 20"
            + " (v1; logical type, precision, scale and unit never change)",
        "timestamp-millis | timestamp-micros | timestamp: logical type changed from"
            + " timestamp-millis to timestamp-micros"
            + " (v1; logical type, precision, scale and unit never change)",
        "\"logicalType\":\"decimal\" | \"unit\":\"cents\" | productPrice: logical type changed from"
            + " decimal to none (v1; logical type, precision, scale and unit never change)",
        "\"name\":\"quantity\",\"type\":\"int\" | \"name\":\"quantity\",\"unit\":\"dozens\","
            + "\"type\":\"int\" | quantity: unit changed from none to dozens"
            + " (v2; logical type, precision, scale and unit never change)",
        "\"type\":\"bytes\" | \"type\":\"string\" | productPrice: type changed from bytes to string"
            + " (v1; a field's type never changes)",
        "\"name\":\"quantity\",\"type\":\"int\" | \"name\":\"quantity\",\"type\":\"long\" |"
            + " quantity: type changed from int to long (v2; a field's type never changes)",
        "\"default\":1 | \"default\":2 | quantity: default changed from 1 to 2 (v2; a default never"
            + " changes: old payments would be read as other ones)",
        "\"REFUND\",\"UNKNOWN\" | \"UNKNOWN\" | kind: symbol REFUND removed (v3; a symbol, and what"
            + " unknown ones are read as, never change)",
        "\"default\":\"UNKNOWN\" | \"default\":\"PAYMENT\" | kind: symbol for unknown ones changed"
            + " from UNKNOWN to PAYMENT (v3; a symbol, and what unknown ones are read as, never"
            + " change)",
      })
  void a_version_that_means_something_else_breaks_a_rule_of_the_ledger(
      String ours, String theirs, String line) {
    String text = PaymentSchemas.newest().toString();
    assertThat(text).contains(ours);

    assertThat(breaches(text.replace(ours, theirs))).containsExactly(line);
  }

  @Test
  void a_field_that_is_gone_breaks_a_rule_whether_avro_minds_or_not() {
    assertThat(breaches(without("reverses")))
        .containsExactly(
            "reverses: removed, it was null or string, default null (v3; a field is never removed:"
                + " what the log says in it would be read no more)");
    assertThat(breaches(without("orderId")))
        .containsExactly(
            "orderId: removed, it was string (v1; a field is never removed: what the log says in it"
                + " would be read no more)");
  }

  @Test
  void a_new_field_without_a_default_is_not_full_transitive() {
    assertThat(breaches(with("{\"name\":\"channel\",\"type\":\"string\"}")))
        .containsExactly(
            "channel: added without a default, and older payments do not have it"
                + " (v1; FULL_TRANSITIVE: every version reads every other)");
  }

  @Test
  void a_symbol_that_an_older_version_reads_as_nothing_is_not_full_transitive() {
    Schema older =
        schema(PaymentSchemas.newest().toString().replace(",\"default\":\"UNKNOWN\"}", "}"));
    Schema newer = schema(older.toString().replace("\"UNKNOWN\"]", "\"UNKNOWN\",\"CHARGEBACK\"]"));

    assertThat(RuleBook.breaches(List.of(new SchemaVersion("vX", older)), newer))
        .extracting(RuleBreach::text)
        .containsExactly(
            "kind: has symbols [CHARGEBACK] that the older version does not know and reads as"
                + " nothing (vX; FULL_TRANSITIVE: every version reads every other)");
  }

  @Test
  void another_full_name_breaks_a_rule_for_all_that_bears_it() {
    String text = PaymentSchemas.newest().toString();

    assertThat(breaches(text.replace("\"namespace\":\"io.salesledger\"", "\"namespace\":\"shop\"")))
        .containsExactly(
            "PaymentInfo: full name changed from io.salesledger.PaymentInfo to shop.PaymentInfo"
                + " (v1; a full name never changes)",
            "kind: full name changed from io.salesledger.PaymentKind to shop.PaymentKind"
                + " (v3; a full name never changes)");
    assertThat(breaches(text.replace("\"PaymentInfo\"", "\"Sale\"")))
        .containsExactly(
            "PaymentInfo: full name changed from io.salesledger.PaymentInfo to io.salesledger.Sale"
                + " (v1; a full name never changes)");
  }

  @Test
  void what_is_no_record_is_no_version() {
    assertThat(breaches("\"string\""))
        .containsExactly(
            "PaymentInfo: type changed from record PaymentInfo to string"
                + " (v1; a field's type never changes)");
  }

  @Test
  void several_breaches_are_a_line_each() {
    String text = without("reverses").replace("\"default\":1", "\"default\":2");

    assertThat(breaches(text)).hasSize(2);
  }

  @Test
  void an_optional_field_and_a_new_kind_may_be_added() {
    assertThat(
            breaches(
                with("{\"name\":\"channel\",\"type\":[\"null\",\"string\"],\"default\":null}")))
        .isEmpty();
    assertThat(
            breaches(
                PaymentSchemas.newest()
                    .toString()
                    .replace("\"UNKNOWN\"]", "\"UNKNOWN\",\"CHARGEBACK\"]")))
        .isEmpty();
  }

  @Test
  void what_is_nested_is_compared_too() {
    String nested =
        "{\"name\":\"shop\",\"type\":[\"null\",{\"type\":\"record\",\"name\":\"Shop\",\"fields\":["
            + "{\"name\":\"opened\",\"type\":{\"type\":\"int\",\"logicalType\":\"date\"}}]}],"
            + "\"default\":null}";
    SchemaVersion older = new SchemaVersion("v4", schema(with(nested)));
    Schema newer = schema(with(nested.replace("\"date\"", "\"time-millis\"")));

    assertThat(RuleBook.breaches(List.of(older), newer))
        .extracting(RuleBreach::text)
        .containsExactly(
            "shop.opened: logical type changed from date to time-millis"
                + " (v4; logical type, precision, scale and unit never change)");
  }

  private static List<String> breaches(String schema) {
    return RuleBook.breaches(PaymentSchemas.versions(), schema(schema)).stream()
        .map(RuleBreach::text)
        .toList();
  }

  private static Schema schema(String text) {
    return new Schema.Parser().parse(text);
  }

  /** The newest version with one more field. */
  private static String with(String field) {
    return PaymentSchemas.newest().toString().replaceFirst("]}$", "," + field + "]}");
  }

  /** The newest version with one field less. */
  private static String without(String field) {
    Schema newest = PaymentSchemas.newest();
    List<Schema.Field> fields =
        newest.getFields().stream()
            .filter(each -> !each.name().equals(field))
            .map(each -> new Schema.Field(each, each.schema()))
            .toList();
    return Schema.createRecord(
            newest.getName(), newest.getDoc(), newest.getNamespace(), false, fields)
        .toString();
  }

  /** The files by their numbers, whether they are published yet or not. */
  private static List<SchemaVersion> files() throws IOException {
    try (Stream<Path> files = Files.list(FILES)) {
      return files
          .map(path -> path.getFileName().toString())
          .map(FILE::matcher)
          .filter(Matcher::matches)
          .map(match -> Integer.parseInt(match.group(1)))
          .sorted(Comparator.naturalOrder())
          .map(number -> new SchemaVersion("v" + number, read(number)))
          .toList();
    }
  }

  private static Schema read(int number) {
    try {
      return new Schema.Parser().parse(FILES.resolve("payment-info-v" + number + ".avsc").toFile());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
