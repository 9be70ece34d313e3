package io.salesledger.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A look at what comes first tells what is wrong with the whole, and holds nothing back. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ProbeTest {
  private static final Columns COLUMNS =
      Columns.parse("order=o,product=p,price=c,quantity=q,time=t");
  private static final String WITHOUT = "{\"o\":1,\"p\":\"A\",\"c\":2.50,\"t\":0}\n";
  private static final String WITH = "{\"o\":1,\"p\":\"A\",\"c\":2.50,\"q\":6,\"t\":0}\n";
  private static final String HEADER = "o,p,c,q,t\n";
  private static final String ROW = "1,A,2.50,1,0\n";

  private final Path folder;
  private final List<String> notes = new ArrayList<>();

  ProbeTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void an_optional_field_that_few_rows_have_is_there() throws IOException {
    try (RowSource rows = examined(file(WITHOUT.repeat(Probe.ROWS + 50) + WITH))) {
      assertThat(requireNonNull(rows.next()).cells().text(Column.QUANTITY)).isNull();
    }
    assertThat(notes).isEmpty();
  }

  @Test
  void an_optional_field_that_no_row_has_is_wrong_usage() throws IOException {
    InputFile file = file(WITHOUT.repeat(Probe.ROWS + 50));

    assertThatThrownBy(() -> examined(file))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageEndingWith(" has no field 'q'");
  }

  @Test
  void of_standard_input_that_is_noted() throws IOException {
    try (RowSource rows = examined(stdin(new ByteArrayInputStream(WITHOUT.getBytes(UTF_8))))) {
      assertThat(requireNonNull(rows.next()).cells().text(Column.PRODUCT)).isEqualTo("A");
      assertThat(rows.next()).isNull();
    }
    assertThat(notes)
        .containsExactly(
            "none of the first 1 rows of standard input has a field 'q': such rows count as if it"
                + " were not in --columns");
  }

  @Test
  void one_row_on_standard_input_is_not_held_back_for_the_next() throws IOException {
    try (PipedOutputStream shop = new PipedOutputStream();
        PipedInputStream piped = new PipedInputStream(shop)) {
      write(shop, HEADER + ROW);
      try (RowSource rows = examined(stdin(piped))) {
        assertThat(requireNonNull(rows.next()).line()).isEqualTo(2);
        assertThat(rows.awaitNext(1)).isFalse();
        write(shop, ROW);
        assertThat(requireNonNull(rows.next()).line()).isEqualTo(3);
        shop.close();
        assertThat(rows.next()).isNull();
      }
    }
  }

  @Test
  void standard_input_that_pauses_may_begin_with_a_row_that_is_none() throws IOException {
    try (PipedOutputStream shop = new PipedOutputStream();
        PipedInputStream piped = new PipedInputStream(shop)) {
      write(shop, HEADER + "1,A\n");
      try (RowSource rows = examined(stdin(piped))) {
        assertThat(requireNonNull(rows.next()).defect()).isPresent();
      }
    }
  }

  @Test
  void standard_input_of_which_nothing_can_be_read_is_wrong_usage() {
    InputFile input = stdin(new ByteArrayInputStream((HEADER + "1,A\n").getBytes(UTF_8)));

    assertThatThrownBy(() -> examined(input))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageStartingWith("none of the first 1 rows of standard input can be read: line 2: ");
  }

  private static void write(PipedOutputStream to, String text) throws IOException {
    to.write(text.getBytes(UTF_8));
    to.flush();
  }

  private RowSource examined(InputFile input) throws IOException {
    return new Probe(COLUMNS, EventTimes.of(null, "UTC"), notes::add)
        .examine(input)
        .open(new AtomicLong());
  }

  private InputFile file(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("input"), text);
    return InputFile.of(file.toString(), InputStream.nullInputStream());
  }

  private static InputFile stdin(InputStream bytes) {
    return InputFile.of(InputFile.STDIN, bytes);
  }
}
