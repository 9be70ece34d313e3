package io.salesledger.ingest;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.PlainLine;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what was rejected: all of it in the rejects file (CSV: file, line, reason, detail, row)
 * where one is named, else the first few on the error output. Not for several threads.
 */
final class Rejects implements Closeable {
  /** How many are shown where no rejects file is named. */
  static final int SHOWN = 10;

  private final PrintWriter err;
  private final @Nullable CsvWriter file;
  private final @Nullable Path path;
  private long total;
  private boolean failed;

  private Rejects(PrintWriter err, @Nullable CsvWriter file, @Nullable Path path) {
    this.err = err;
    this.file = file;
    this.path = path;
  }

  /**
   * Makes the rejects file, over what was there.
   *
   * @param path null: the first few go to {@code err}
   * @throws LedgerFailure if it cannot be written
   */
  static Rejects open(@Nullable Path path, PrintWriter err) {
    if (path == null) {
      return new Rejects(err, null, null);
    }
    try {
      CsvWriter file = CsvWriter.builder().build(path, StandardCharsets.UTF_8);
      file.writeRecord("file", "line", "reason", "detail", "row");
      return new Rejects(err, file, path);
    } catch (IOException e) {
      throw LedgerFailure.usage("cannot write the rejects file " + path + ": " + why(path, e));
    }
  }

  /** In words: these failures of the file system tell its path only. */
  static String why(Path path, IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return "there is no folder " + path.toAbsolutePath().getParent();
    }
    if (failure instanceof AccessDeniedException) {
      return "this user may not write there";
    }
    return Files.isDirectory(path) ? "it is a folder" : LedgerFailure.rootMessage(failure);
  }

  /** Keeps one. */
  void add(InputFile from, SourceRow row, MappedRow.Rejected rejected) {
    total++;
    if (file != null) {
      write(file, from, row, rejected);
    } else if (total <= SHOWN) {
      err.println(
          "rejected "
              + from.name()
              + " line "
              + row.line()
              + ": "
              + rejected.text()
              + " | "
              + PlainLine.beginningOf(row.raw().get()));
    } else if (total == SHOWN + 1) {
      err.println("more are rejected; --rejects FILE keeps them all");
    }
  }

  private void write(CsvWriter to, InputFile from, SourceRow row, MappedRow.Rejected rejected) {
    try {
      to.writeRecord(
          from.name(),
          Long.toString(row.line()),
          rejected.reason().label(),
          rejected.detail(),
          row.raw().get());
    } catch (UncheckedIOException e) {
      throw unwritable(e);
    }
  }

  /**
   * Whether a file keeps them all. It is made anew by each run, so it must be told again of rows
   * that an earlier run rejected.
   */
  boolean keepsAll() {
    return file != null;
  }

  /**
   * Writes what is still held.
   *
   * @throws LedgerFailure if it cannot be written
   */
  void flush() {
    if (file != null) {
      try {
        file.flush();
      } catch (IOException e) {
        throw unwritable(e);
      }
    }
  }

  @Override
  public void close() {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        // Told once: the second time would take the report's place.
        if (!failed) {
          throw unwritable(e);
        }
      }
    }
  }

  private LedgerFailure unwritable(Exception cause) {
    failed = true;
    return LedgerFailure.failed(
        "cannot write the rejects file " + path + ": " + LedgerFailure.rootMessage(cause), cause);
  }
}
