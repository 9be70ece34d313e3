package io.salesledger.ingest;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can't be read to its end is refused while nothing is appended yet. */
class ImportSourceTest {
  private static final Columns COLUMNS = Columns.parse("order=o,product=p,price=c,time=t");
  private static final EventTimes TIMES = EventTimes.of(null, "UTC");
  private static final String HEADER = "o,p,c,t\n";
  private static final int ROWS = 5_000;

  private final Path folder;

  ImportSourceTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void a_file_is_known_by_its_stored_bytes_gzip_or_not() throws IOException {
    byte[] gzip = gzip(rows());

    assertThat(identified(rows().getBytes(UTF_8)))
        .isEqualTo(Fingerprint.of(rows().getBytes(UTF_8)));
    assertThat(identified(gzip)).isEqualTo(Fingerprint.of(gzip));
  }

  @Test
  void gzip_of_several_members_is_whole() throws IOException {
    byte[] members = joined(gzip(rows()), gzip("1,A,2.50,2010-12-01T08:26:00Z\n"));

    assertThat(identified(members)).isEqualTo(Fingerprint.of(members));
  }

  @Test
  void gzip_that_is_cut_off_is_refused() throws IOException {
    byte[] whole = gzip(rows());

    assertRefused(Arrays.copyOf(whole, whole.length * 2 / 3), "its gzip data is cut off");
    assertRefused(Arrays.copyOf(whole, whole.length - 1), "its gzip data is cut off");
    assertRefused(joined(whole, Arrays.copyOf(whole, 40)), "its gzip data is cut off");
  }

  @Test
  void gzip_with_something_else_behind_it_is_refused() throws IOException {
    byte[] whole = gzip(rows());
    String ends = String.format("its gzip data ends after %,d bytes", whole.length);

    assertRefused(joined(whole, "more".getBytes(UTF_8)), ends);
    assertRefused(joined(whole, new byte[] {0x1f}), ends);
    assertRefused(joined(whole, new byte[512]), ends);
  }

  @Test
  void gzip_that_is_damaged_is_refused() throws IOException {
    byte[] damaged = gzip(rows());
    damaged[damaged.length - 6] ^= 1;

    assertRefused(damaged, "corrupt");
  }

  @Test
  void a_row_whose_end_nobody_can_tell_is_refused_with_its_line() throws IOException {
    byte[] open = (rows() + "1,\"A,2.50,2010-12-01T08:26:00Z\n2,A,2.50,0\n").getBytes(UTF_8);

    assertRefused(open, "line 5,002: a row that runs on to line 5,003 has a quote that is not");
    assertRefused(gzip(new String(open, UTF_8)), "line 5,002: ");
  }

  @Test
  void text_may_say_how_it_is_encoded() throws IOException {
    String text = HEADER + "1,\u00e9,2.50,2010-12-01T08:26:00Z\n";

    for (Charset charset : List.of(UTF_8, UTF_16LE, UTF_16BE, Charset.forName("UTF-32LE"))) {
      Path file = Files.write(folder.resolve("input"), ("\uFEFF" + text).getBytes(charset));
      InputFile input = InputFile.of(file.toString(), InputStream.nullInputStream());
      try (RowSource rows = input.open(COLUMNS, new AtomicLong())) {
        assertThat(requireNonNull(rows.next()).cells().text(Column.PRODUCT)).isEqualTo("\u00e9");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8, \u91D1\u989D[\u5143]",
    "UTF-8, \u00E9{t}",
    // Whose first half, or second, is that of a bracket or a brace.
    "UTF-16BE, \u5BA2",
    "UTF-16LE, \u917B"
  })
  void a_header_of_any_letters_is_no_json(Charset charset, String column) throws IOException {
    String mark = charset.equals(UTF_8) ? "" : "\uFEFF";
    String text = mark + column + ",p,c,t\n1,A,2.50,2010-12-01T08:26:00Z\n";
    Path file = Files.write(folder.resolve("input"), text.getBytes(charset));
    InputFile input = InputFile.of(file.toString(), InputStream.nullInputStream());
    Columns columns = Columns.parse("order=" + column + ",product=p,price=c,time=t");

    try (RowSource rows = input.open(columns, new AtomicLong())) {
      assertThat(requireNonNull(rows.next()).cells().text(Column.ORDER)).isEqualTo("1");
    }
  }

  private void assertRefused(byte[] bytes, String why) {
    assertThatThrownBy(() -> identified(bytes))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageContainingAll("cannot read ", "input", why, "; nothing was appended");
  }

  /** The fingerprint's digest. */
  private String identified(byte[] bytes) throws IOException {
    Path file = Files.write(folder.resolve("input"), bytes);
    InputFile input = InputFile.of(file.toString(), InputStream.nullInputStream());
    Probe.Fit fit = new Probe(COLUMNS, TIMES, note -> {}).examine(input);
    try (StopSignal stop = StopSignal.install()) {
      return ImportSource.identify(List.of(fit), Progress.silent(), stop)
          .orElseThrow()
          .get(0)
          .fingerprint()
          .orElseThrow()
          .sha256();
    }
  }

  /** Of prices at random, so that much of it is left compressed. */
  private static String rows() {
    Random random = new Random(5);
    StringBuilder rows = new StringBuilder(HEADER);
    for (int row = 0; row < ROWS; row++) {
      rows.append(row).append(",A,").append(random.nextInt(1_000_000));
      rows.append(",2010-12-01T08:26:00Z\n");
    }
    return rows.toString();
  }

  private static byte[] gzip(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] joined(byte[] one, byte[] two) {
    byte[] both = Arrays.copyOf(one, one.length + two.length);
    System.arraycopy(two, 0, both, one.length, two.length);
    return both;
  }
}
