package io.salesledger.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
