package io.salesledger.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which writers' schemas are trusted to say what a payment says. */
class SchemaMismatchTest {
  private static final String NEWEST = PaymentSchemas.newest().toString();

  @Test
  void every_published_version_is_trusted_by_every_other() {
    for (Schema ours : PaymentSchemas.all()) {
      for (Schema writer : PaymentSchemas.all()) {
        assertThat(SchemaMismatch.between(ours, writer)).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"scale\":2 | \"scale\":4 | productPrice: scale changed from 2 to 4",
        "\"precision\":18 | \"precision\":20 | productPrice: precision changed from 18 to 20",
        "\"logicalType\":\"decimal\" | \"unit\":\"cents\" | productPrice: logical type changed from"
            + " decimal to none",
        "timestamp-millis | timestamp-micros | timestamp: logical type changed from"
            + " timestamp-millis to timestamp-micros",
        "\"name\":\"quantity\" | \"name\":\"quantity\",\"unit\":\"dozens\" | quantity: unit changed"
            + " from none to dozens",
        "\"type\":\"bytes\" | \"type\":\"string\" | productPrice: type changed from bytes to string",
        "\"name\":\"quantity\",\"type\":\"int\" | \"name\":\"quantity\",\"type\":\"long\" |"
            + " quantity: type changed from int to long",
        "\"name\":\"orderId\",\"type\":\"string\" | \"name\":\"orderId\",\"type\":\"long\" |"
            + " orderId: type changed from string to long",
        "\"name\":\"productId\" | \"name\":\"product\" | productId: removed, it was string",
        "\"name\":\"PaymentInfo\" | \"name\":\"Shipment\" | PaymentInfo: full name changed from"
            + " io.salesledger.PaymentInfo to io.salesledger.Shipment",
        "\"name\":\"PaymentKind\" | \"name\":\"Sort\" | kind: full name changed from"
            + " io.salesledger.PaymentKind to io.salesledger.Sort",
      })
  void what_means_something_else_is_told_by_its_field(String ours, String theirs, String what) {
    String changed = NEWEST.replace(ours, theirs);

    assertThat(changed).isNotEqualTo(NEWEST);
    assertThat(SchemaMismatch.between(PaymentSchemas.newest(), schema(changed))).contains(what);
  }

  @Test
  void a_new_field_without_a_default_breaks_what_the_registry_was_held_to() {
    assertThat(mismatch(NEWEST.replaceFirst("]}$", ",{\"name\":\"shop\",\"type\":\"string\"}]}")))
        .isEqualTo("shop: added without a default, and older payments do not have it");
  }

  @Test
  void what_is_no_record_is_told_as_such() {
    assertThat(mismatch("\"string\""))
        .isEqualTo("PaymentInfo: type changed from record PaymentInfo to string");
    assertThat(mismatch("[\"null\"," + NEWEST + "]"))
        .isEqualTo(
            "PaymentInfo: type changed from record PaymentInfo to null or record PaymentInfo");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // a kind that is new, kinds in another order, a field that is new, one with a default gone,
        // a union in another order, another namespace, Java's own property of strings
        "\"UNKNOWN\"] | \"UNKNOWN\",\"CHARGEBACK\"]",
        "\"PAYMENT\",\"REFUND\" | \"REFUND\",\"PAYMENT\"",
        "{\"name\":\"quantity\" | {\"name\":\"shop\",\"type\":\"string\",\"default\":\"\"},"
            + "{\"name\":\"quantity\"",
        "\"name\":\"reverses\" | \"name\":\"undoes\"",
        "\"namespace\":\"io.salesledger\" | \"namespace\":\"com.example\"",
        "\"name\":\"productId\",\"type\":\"string\" | \"name\":\"productId\","
            + "\"type\":{\"type\":\"string\",\"avro.java.string\":\"String\"}",
      })
  void what_says_the_same_is_trusted(String ours, String theirs) {
    String changed = NEWEST.replace(ours, theirs);

    assertThat(changed).isNotEqualTo(NEWEST);
    assertThat(SchemaMismatch.between(PaymentSchemas.newest(), schema(changed))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"null\",\"Extra\"] | directly, in a union",
        "{\"type\":\"array\",\"items\":\"Extra\"} | in an array",
        "{\"type\":\"map\",\"values\":[\"null\",\"Extra\"]} | in a map",
        "{\"type\":\"record\",\"name\":\"Inner\",\"fields\":[{\"name\":\"out\",\"type\":\"Extra\"}]}"
            + " | by way of another",
        "\"Extra\" | without end"
      })
  void a_type_that_holds_itself_is_not_trusted(String inner, String how) {
    String extra =
        "{\"name\":\"extra\",\"type\":[\"null\",{\"type\":\"record\",\"name\":\"Extra\",\"fields\":"
            + "[{\"name\":\"twice\",\"type\":{\"type\":\"fixed\",\"name\":\"F\",\"size\":1}},"
            + "{\"name\":\"again\",\"type\":\"F\"},{\"name\":\"it\",\"type\":"
            + inner
            + "}]}],\"default\":null},";

    assertThat(mismatch(NEWEST.replace("{\"name\":\"quantity\"", extra + "{\"name\":\"quantity\"")))
        .as(how)
        .isEqualTo(
            "extra: type io.salesledger.Extra holds itself, so its values have no bounded depth");
  }

  @Test
  void a_type_that_is_named_twice_but_holds_no_other_is_trusted() {
    String pair =
        "{\"name\":\"a\",\"type\":{\"type\":\"record\",\"name\":\"Place\",\"fields\":"
            + "[{\"name\":\"x\",\"type\":\"int\",\"default\":0}]},\"default\":{}},"
            + "{\"name\":\"b\",\"type\":\"Place\",\"default\":{}},";

    assertThat(
            SchemaMismatch.between(
                PaymentSchemas.newest(),
                schema(NEWEST.replace("{\"name\":\"quantity\"", pair + "{\"name\":\"quantity\""))))
        .isEmpty();
  }

  @Test
  void the_words_are_bounded() {
    List<String> symbols = IntStream.range(0, 1_000).mapToObj(i -> "SYMBOL" + i).toList();

    assertThat(mismatch(Schema.createEnum("E", null, null, symbols).toString()))
        .hasSizeLessThan(310);
  }

  private static String mismatch(String writer) {
    return SchemaMismatch.between(PaymentSchemas.newest(), schema(writer)).orElseThrow();
  }

  private static Schema schema(String text) {
    return new Schema.Parser().parse(text);
  }
}
