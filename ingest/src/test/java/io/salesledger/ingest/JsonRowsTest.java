package io.salesledger.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A line is a row or a defect, and spoils no other. */
class JsonRowsTest {
  private static final Columns COLUMNS = Columns.parse("order=o,product=p,price=c,time=t");
  private static final String GOOD = "{\"o\":1,\"p\":\"A\",\"c\":2.50,\"t\":\"0\"}\n";

  @Test
  void a_line_that_is_too_long_is_rejected_with_its_beginning_and_the_rest_goes_on()
      throws IOException {
    String text = "{\"o\":\"" + "1".repeat(RowText.MAX_CHARS) + "\"}\n";

    List<SourceRow> rows = rows(GOOD + text + GOOD);

    assertThat(rows).extracting(SourceRow::line).containsExactly(1L, 2L, 3L);
    assertThat(rows.get(1).defect()).contains("longer than 1048576 characters");
    assertThat(rows.get(1).raw().get()).startsWith("{\"o\":\"1").endsWith("...");
    assertThat(rows.get(2).cells().text(Column.PRODUCT)).isEqualTo("A");
  }

  @Test
  void a_value_is_its_text_or_none() throws IOException {
    SourceRow row = rows("{\"o\":7,\"p\":\"A\",\"c\":2.25,\"t\":null,\"x\":{\"y\":[1]}}\n").get(0);

    assertThat(row.defect()).isEmpty();
    assertThat(row.cells().text(Column.ORDER)).isEqualTo("7");
    assertThat(row.cells().text(Column.PRICE)).isEqualTo("2.25");
    assertThat(row.cells().text(Column.TIME)).isNull();
    assertThat(row.cells().text(Column.QUANTITY)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "85123.0, 85123",
    "22420.0, 22420",
    "2.242E+4, 22420",
    "-0.50, -0.5",
    "1291191960000.0, 1291191960000",
    "2.250, 2.25"
  })
  void numbers_that_are_equal_are_the_same_text(String number, String text) throws IOException {
    SourceRow row = rows("{\"o\":1,\"p\":" + number + ",\"c\":2,\"t\":0}\n").get(0);

    assertThat(row.cells().text(Column.PRODUCT)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"o\":1,\"p\":{\"a\":1},\"c\":2,\"t\":0} | 'p' is an object, no value",
        "{\"o\":1,\"p\":1e999999999,\"c\":2,\"t\":0} | 'p' is a number of more than 100 digits",
        "{\"o\":1,\"p\":[\"A\"],\"c\":2,\"t\":0} | 'p' is an array, no value",
        "{\"o\":1,\"p\":\"A\",\"p\":\"B\",\"c\":2,\"t\":0} | not JSON: Duplicate field 'p'",
        "{\"o\":1,\"p\":\"A\",\"c\":2,\"t\":0} {} | not JSON: ",
        "[1] | not a JSON object"
      })
  void a_line_that_is_no_row_is_rejected_and_the_rest_goes_on(String text, String defect)
      throws IOException {
    List<SourceRow> rows = rows(GOOD + text + "\n" + GOOD);

    assertThat(rows).hasSize(3);
    assertThat(rows.get(1).defect().orElse("")).startsWith(defect);
    assertThat(rows.get(1).raw().get()).isEqualTo(text);
    assertThat(rows.get(2).defect()).isEmpty();
  }

  private static List<SourceRow> rows(String text) throws IOException {
    try (JsonRows source = new JsonRows(new StringReader(text), COLUMNS)) {
      List<SourceRow> rows = new ArrayList<>();
      for (SourceRow row = source.next(); row != null; row = source.next()) {
        rows.add(row);
      }
      return rows;
    }
  }
}
