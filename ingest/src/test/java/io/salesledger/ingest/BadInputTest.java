package io.salesledger.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Wrong usage is told in one line before anything is touched: the settings here lead nowhere, so
 * whoever asked Kafka first would fail otherwise, and later.
 */
class BadInputTest {
  private static final String COLUMNS = "order=o,product=p,price=c,time=t";
  private static final String HEADER = "o,p,c,t\n";
  private static final String ROW = "1,A,2.50,2010-12-01T08:26:00Z\n";

  private final Path folder;
  private final LedgerSettings nowhere;

  BadInputTest(@TempDir Path folder) {
    this.folder = folder;
    this.nowhere = CommandRun.settings("127.0.0.1:1", "http://127.0.0.1:1", "sales_events", folder);
  }

  @Test
  void an_unknown_option_is_wrong_usage() {
    assertThat(CommandRun.ofImport(nowhere, "--colums", COLUMNS).exitCode()).isEqualTo(2);
    assertThat(CommandRun.ofGenerate(nowhere, "--rat", "5").exitCode()).isEqualTo(2);
  }

  @Test
  void a_missing_file_is_told() {
    assertUsage(imported("absent.csv", COLUMNS), "no such file: absent.csv");
  }

  @Test
  void a_folder_is_no_file() {
    assertUsage(imported(folder.toString(), COLUMNS), "is a folder");
  }

  @Test
  void of_several_files_every_one_is_looked_at_first() throws IOException {
    String good = file("good.csv", HEADER + ROW);

    assertUsage(
        CommandRun.ofImport(nowhere, good, "absent.csv", "--columns", COLUMNS),
        "no such file: absent.csv");
  }

  @Test
  void an_absent_column_is_told_with_the_header() throws IOException {
    assertUsage(
        imported(file("a.csv", HEADER + ROW), "order=o,product=p,price=cost,time=t"),
        "no column 'cost'; its header is: o,p,c,t");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"';' | semicolons", "'\t' | tabs"})
  void another_separator_than_a_comma_is_told(String separator, String name) throws IOException {
    assertUsage(
        imported(file("a.csv", (HEADER + ROW).replace(",", separator)), COLUMNS),
        "; it is separated by " + name + ", right would be commas");
  }

  @Test
  void a_column_that_is_there_twice_is_told() throws IOException {
    assertUsage(imported(file("a.csv", "o,p,c,t,c\n1,A,2,0,3\n"), COLUMNS), "2 columns 'c'");
  }

  @Test
  void an_absent_json_field_is_told() throws IOException {
    assertUsage(
        imported(file("a.json", "{\"o\":\"1\",\"p\":\"A\",\"c\":2}\n"), COLUMNS),
        "has no field 't'");
  }

  @Test
  void a_header_of_more_columns_than_anyone_reads_is_told() throws IOException {
    assertUsage(
        imported(file("a.csv", ",".repeat(100_000) + "\n"), COLUMNS),
        "a.csv has no header: line 1 cannot be read: ");
  }

  @Test
  void of_a_file_that_is_no_text_a_plain_beginning_is_shown() throws IOException {
    CommandRun run = imported(file("a.png", "\u001B[2J\u0000png".repeat(100_000) + "\n"), COLUMNS);

    assertUsage(run, "no column 'o'; its header is: .[2J.png.[2J.png");
    assertThat(run.err()).singleElement().asString().endsWith("...").hasSizeLessThan(600);
  }

  @Test
  void a_time_of_several_lines_is_told_in_one() throws IOException {
    assertUsage(
        imported(file("a.csv", HEADER + "1,A,2,\"two\n\u001B[2Jlines\"\n"), COLUMNS),
        "(the first is 'two..[2Jlines'); set --time-format");
  }

  @Test
  void a_json_array_is_told() throws IOException {
    assertUsage(imported(file("a.json", "[{\"o\":1}]"), COLUMNS), "one object a line");
  }

  @Test
  void an_empty_file_is_told() throws IOException {
    assertUsage(imported(file("a.csv", ""), COLUMNS), "is empty");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "order=o,product=p,price=c | time is missing",
        "order=o,product=p,price=c,time=t,size=s | 'size' is none of",
        "order=o,product=p,price=c,time=t,time=u | time is named twice",
        "order=o,product,price=c,time=t | 'product' is not what=column",
        "order=,product=p,price=c,time=t | order names no column"
      })
  void wrong_columns_are_told(String columns, String line) throws IOException {
    assertUsage(imported(file("a.csv", HEADER + ROW), columns), line);
  }

  @Test
  void a_file_of_which_no_row_can_be_read_is_told_with_the_first_line() throws IOException {
    assertUsage(
        imported(file("a.csv", HEADER + "1,\"A\" z,2,0\n2,A\n"), COLUMNS),
        "none of the first 2 rows of "
            + folder.resolve("a.csv")
            + " can be read: line 2: has text behind a closing quote");
  }

  @Test
  void a_time_format_that_no_row_has_is_told_with_the_first_time() throws IOException {
    String file = file("a.csv", HEADER + ROW + ROW);

    assertUsage(
        CommandRun.ofImport(nowhere, file, "--columns", COLUMNS, "--time-format", "yyyy-MM-dd"),
        "no 't' of the first 2 rows");
    assertUsage(
        CommandRun.ofImport(nowhere, file, "--columns", COLUMNS, "--time-format", "yyyy-MM-dd"),
        "'2010-12-01T08:26:00Z'");
  }

  @Test
  void a_bad_pattern_or_zone_is_told() throws IOException {
    String file = file("a.csv", HEADER + ROW);

    assertUsage(
        CommandRun.ofImport(nowhere, file, "--columns", COLUMNS, "--time-format", "bogus"),
        "bad --time-format 'bogus'");
    assertUsage(
        CommandRun.ofImport(nowhere, file, "--columns", COLUMNS, "--zone", "Nowhere"),
        "bad --zone 'Nowhere'");
  }

  @Test
  void standard_input_cannot_be_read_twice() {
    assertUsage(CommandRun.ofImport(nowhere, "-", "-", "--columns", COLUMNS), "imported once only");
  }

  @Test
  void the_rejects_file_never_overwrites_an_input() throws IOException {
    String file = file("a.csv", HEADER + ROW);

    assertUsage(
        CommandRun.ofImport(nowhere, file, "--columns", COLUMNS, "--rejects", file),
        "would overwrite an input file");
    assertThat(Files.readString(Path.of(file), UTF_8)).isEqualTo(HEADER + ROW);
  }

  @Test
  void a_gzip_that_is_broken_from_the_start_is_told() throws IOException {
    byte[] broken = gzip(HEADER + ROW);
    Arrays.fill(broken, 10, broken.length, (byte) 0x5a);
    Path file = Files.write(folder.resolve("a.csv.gz"), broken);

    CommandRun run = imported(file.toString(), COLUMNS);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).singleElement().asString().contains("cannot read", "a.csv.gz");
  }

  @Test
  void a_gzip_that_ends_in_its_header_is_told() throws IOException {
    Path file = Files.write(folder.resolve("a.csv.gz"), Arrays.copyOf(gzip(HEADER + ROW), 12));

    CommandRun run = imported(file.toString(), COLUMNS);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).singleElement().asString().contains("cannot read", "a.csv.gz");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--rate 0",
        "--rate -1",
        "--rate NaN",
        "--rate 1e99",
        "--rate 5 --count 0",
        "--rate 5 --products 0",
        "--rate 5 --refunds 101",
        "--rate 5 --refunds -1",
        "--rate 5 --refunds 5 --schema v1"
      })
  void a_figure_out_of_range_is_told(String options) {
    CommandRun run = CommandRun.ofGenerate(nowhere, options.split(" ", -1));

    assertUsage(run, "; right would be ");
  }

  @Test
  void an_absent_broker_is_told() throws IOException {
    CommandRun run = imported(file("a.csv", HEADER + ROW), COLUMNS);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .singleElement()
        .asString()
        .contains(
            "Kafka at 127.0.0.1:1 is not reachable; start it, on this machine with ./ledger up");
    assertThat(run.out()).isEmpty();
  }

  private CommandRun imported(String file, String columns) {
    return CommandRun.ofImport(nowhere, file, "--columns", columns);
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text, UTF_8).toString();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static void assertUsage(CommandRun run, String line) {
    assertThat(run.err()).singleElement().asString().contains(line);
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
  }
}
