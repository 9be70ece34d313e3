package io.salesledger.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was rejected is shown or kept; a file that cannot be written is told with what is wrong. */
class RejectsTest {
  private final Path folder;

  RejectsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void an_absent_folder_is_told() {
    assertRefused(folder.resolve("absent/x.csv"), "there is no folder " + folder + "/absent");
  }

  @Test
  void a_folder_is_no_file() {
    assertRefused(folder, "it is a folder");
  }

  /** The report of what was appended is told after it: a second failure would take its place. */
  @Test
  void a_full_disk_is_told_once() throws Exception {
    Path full = Path.of("/dev/full");
    try (Rejects rejects = Rejects.open(full, new PrintWriter(Writer.nullWriter()))) {
      assertThatThrownBy(rejects::flush)
          .isInstanceOf(LedgerFailure.class)
          .hasMessage("cannot write the rejects file /dev/full: No space left on device");
    }
  }

  @Test
  void what_may_not_be_written_is_told() {
    Path file = folder.resolve("x.csv");

    assertThat(Rejects.why(file, new AccessDeniedException(file.toString())))
        .isEqualTo("this user may not write there");
    assertThat(Rejects.why(file, new FileSystemException(null, null, "No space left on device")))
        .contains("No space left on device");
  }

  @Test
  void what_others_wrote_is_one_plain_line_on_a_terminal_and_unchanged_in_the_file()
      throws Exception {
    String raw = "1,\"A\n\u001B[2J\",";
    SourceRow row = SourceRow.defective(2, "unused", () -> raw + "x".repeat(300));
    MappedRow.Rejected rejected = new MappedRow.Rejected(RejectReason.BAD_PRICE, "'\u0007\n'");
    InputFile from = InputFile.of(InputFile.STDIN, InputStream.nullInputStream());
    Path file = folder.resolve("x.csv");
    StringWriter err = new StringWriter();
    try (Rejects shown = Rejects.open(null, new PrintWriter(err));
        Rejects kept = Rejects.open(file, new PrintWriter(Writer.nullWriter()))) {
      shown.add(from, row, rejected);
      kept.add(from, row, rejected);
    }

    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .startsWith("rejected standard input line 2: " + RejectReason.BAD_PRICE.label() + ": '..'")
        .contains(" | 1,\"A..[2J\",xxx")
        .endsWith("xxx...");
    assertThat(Files.readString(file))
        .contains("'\u0007\n'", raw.replace("\"", "\"\""), "x".repeat(300));
  }

  private static void assertRefused(Path path, String why) {
    assertThatThrownBy(() -> Rejects.open(path, new PrintWriter(Writer.nullWriter())))
        .isInstanceOf(LedgerFailure.class)
        .hasMessage("cannot write the rejects file " + path + ": " + why);
  }
}
