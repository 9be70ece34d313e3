package io.salesledger.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is CSV is read as CSV is; what is not spoils no other row. */
class CsvRowsTest {
  private static final String FIELD = "(\"([^\"]|\"\")*\"|[^\",\r\n][^,\r\n]*)?";
  private static final String RECORD = FIELD + "(," + FIELD + ")*";

  /** Whole records, of whatever number of fields; a quote means itself within a plain one. */
  private static final Pattern RFC_4180 = Pattern.compile(RECORD + "(\r?\n" + RECORD + ")*");

  private static final String HEADER = "o,p,c,t\n";
  private static final Columns COLUMNS = Columns.parse("order=o,product=p,price=c,time=t");

  @Test
  void a_row_is_its_cells_line_and_text() throws IOException {
    List<SourceRow> rows = rows(HEADER + "1,\"a\r\n\"\"b\"\"\",2.50,0\r\n\r\n2,B,1,0");

    assertThat(rows).extracting(SourceRow::line).containsExactly(2L, 5L);
    assertThat(rows.get(0).cells().text(Column.PRODUCT)).isEqualTo("a\r\n\"b\"");
    assertThat(rows.get(0).cells().text(Column.QUANTITY)).isNull();
    assertThat(rows.get(0).raw().get()).isEqualTo("1,\"a\r\n\"\"b\"\"\",2.50,0");
    assertThat(rows.get(1).cells().text(Column.TIME)).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1,\"A\" z,2.50,0", "1,\"A\"\"\"z,2.50,0", "1,\"A \"big\" one\",2.50,0", "\"\"1,"})
  void a_badly_quoted_row_is_rejected_with_its_line_and_the_rest_goes_on(String bad)
      throws IOException {
    List<SourceRow> rows = rows(HEADER + "0,A,1,0\n" + bad + "\n2,B,1,0\n");

    assertThat(rows).extracting(SourceRow::line).containsExactly(2L, 3L, 4L);
    assertThat(defects(rows)).containsExactly("", "has text behind a closing quote", "");
    assertThat(rows.get(1).raw().get()).isEqualTo(bad);
    assertThat(rows.get(2).cells().text(Column.PRODUCT)).isEqualTo("B");
  }

  @Test
  void a_row_that_is_too_long_is_rejected_with_its_beginning_and_the_rest_goes_on()
      throws IOException {
    String longest = "1,A,1," + "0".repeat(RowText.MAX_CHARS - 6);

    List<SourceRow> rows = rows(HEADER + longest + "\n" + longest + "0\n2,B,1,0\n");

    assertThat(defects(rows)).containsExactly("", "is longer than 1048576 characters", "");
    assertThat(rows.get(1).raw().get()).startsWith("1,A,1,0").endsWith("...").hasSizeLessThan(300);
    assertThat(rows.get(2).line()).isEqualTo(4);
  }

  @Test
  void a_row_of_more_fields_than_anyone_reads_is_rejected() throws IOException {
    List<SourceRow> rows = rows(HEADER + ",".repeat(100_000) + "\n2,B,1,0\n");

    assertThat(rows.get(0).defect()).isPresent();
    assertThat(rows.get(1).defect()).isEmpty();
  }

  @Test
  void a_quote_that_is_open_at_the_end_of_the_last_line_costs_that_line_only() throws IOException {
    assertThat(defects(rows(HEADER + "1,A,1,0\n2,\"B,1,0\n")))
        .containsExactly("", "has a quote that is not closed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2,\"B,1,0\n3,C,1,0\n",
        "2,\"B,1,0\n3,\"C\",1,0\n",
        "2,\"B\" z,\"1\n1\",0\n",
        "2,B,\"1\n1\" z,0\n"
      })
  void where_nobody_can_tell_where_a_row_ends_its_line_is_told(String rest) {
    assertThatThrownBy(() -> rows(HEADER + "1,A,1,0\n" + rest))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("line 3: a row that runs on to line 4 has", "quote");
  }

  @Test
  void a_lone_return_ends_a_row_but_none_in_quotes() throws IOException {
    List<SourceRow> rows = rows("p,c,t,o\r1,2.50,0,\"A\rB\"\nC,1,0,2\r");

    assertThat(rows).extracting(row -> row.cells().text(Column.ORDER)).containsExactly("A\rB", "2");
    assertThat(rows).extracting(SourceRow::line).containsExactly(2L, 4L);
    assertThat(rows).extracting(SourceRow::lastLine).containsExactly(3L, 4L);
  }

  @Test
  void a_row_of_several_lines_and_other_fields_tells_how_far_it_goes() throws IOException {
    assertThat(defects(rows(HEADER + "1,\"A\nB\",1\n2,B,1,0\n")))
        .containsExactly("3 fields where the header has 4, in a row that runs on to line 3", "");
  }

  @Test
  void blanks_around_the_names_of_a_header_are_no_part_of_them() throws IOException {
    assertThat(rows("o, p ,c, t\n1,A,2,0\n"))
        .extracting(row -> row.cells().text(Column.PRODUCT), row -> row.cells().text(Column.TIME))
        .containsExactly(tuple("A", "0"));
  }

  @Test
  void a_header_that_is_badly_quoted_is_told() {
    assertThatThrownBy(() -> rows("o,\"p\" q,c,t\n1,A,1,0\n"))
        .isInstanceOf(LedgerFailure.class)
        .hasMessage("a.csv has no header: line 1 has text behind a closing quote");
  }

  @Property
  void what_another_reader_takes_for_csv_is_cut_into_the_same_records(
      @ForAll @Chars({'a', ',', '"', '\n', '|'}) @StringLength(max = 24) String template)
      throws IOException {
    // Of a lone return in quotes FastCSV 4.1 makes half a line end, and loses the record.
    String text = template.replace("|", "\r\n");
    List<CsvRecord> theirs = theirs(text);
    CsvRecords records = new CsvRecords(new StringReader(text));
    List<CsvRecords.Cut> ours = new ArrayList<>();
    try {
      for (CsvRecords.Cut cut = records.next(); cut != null; cut = records.next()) {
        ours.add(cut);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("a quote too few or too many");
      assertThat(text).doesNotMatch(RFC_4180);
      return;
    }
    if (ours.stream().anyMatch(cut -> cut.defect().isPresent())) {
      // What they take for an end of a quoted field is none here.
      assertThat(text).doesNotMatch(RFC_4180);
      return;
    }
    assertThat(text).matches(RFC_4180);
    assertThat(theirs).isNotNull();
    assertThat(ours)
        .extracting(CsvRecords.Cut::line)
        .isEqualTo(theirs.stream().map(CsvRecord::getStartingLineNumber).toList());
    assertThat(ours)
        .extracting(cut -> CsvReader.builder().ofSingleCsvRecord(cut.text()).getFields())
        .isEqualTo(theirs.stream().map(CsvRecord::getFields).toList());
  }

  private static @Nullable List<CsvRecord> theirs(String text) {
    try {
      return CsvReader.builder()
          .allowExtraFields(true)
          .allowMissingFields(true)
          .ofCsvRecord(text)
          .stream()
          .toList();
    } catch (CsvParseException e) {
      return null;
    }
  }

  private static List<String> defects(List<SourceRow> rows) {
    return rows.stream().map(SourceRow::defect).map(defect -> defect.orElse("")).toList();
  }

  private static List<SourceRow> rows(String text) throws IOException {
    try (CsvRows source = CsvRows.open("a.csv", new StringReader(text), COLUMNS)) {
      List<SourceRow> rows = new ArrayList<>();
      for (SourceRow row = source.next(); row != null; row = source.next()) {
        rows.add(row);
      }
      return rows;
    }
  }
}
