package io.salesledger.ingest;

import io.salesledger.contract.LedgerFailure;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.commons.io.ByteOrderMark;
import org.apache.commons.io.input.BOMInputStream;

/**
 * A file to import, or standard input. What is in it is told by its first bytes: gzip or plain,
 * then NDJSON if it begins with a brace, else CSV.
 */
final class InputFile {
  /** Stands for standard input on the command line. */
  static final String STDIN = "-";

  private static final int BUFFER_BYTES = 1 << 16;

  /** How far is looked for something visible: less than a buffer holds of any encoding. */
  private static final int PEEK_CHARS = 1 << 12;

  private final String name;
  private final Optional<Path> path;
  private final InputStream stdin;

  private InputFile(String name, Optional<Path> path, InputStream stdin) {
    this.name = name;
    this.path = path;
    this.stdin = stdin;
  }

  /**
   * The file of a command's argument.
   *
   * @throws LedgerFailure if there is no such file, or it may not be read
   */
  static InputFile of(String argument, InputStream stdin) {
    if (argument.equals(STDIN)) {
      return new InputFile("standard input", Optional.empty(), stdin);
    }
    Path path = Path.of(argument);
    if (!Files.exists(path)) {
      throw LedgerFailure.usage("no such file: " + argument);
    }
    if (Files.isDirectory(path)) {
      throw LedgerFailure.usage(argument + " is a folder, not a file");
    }
    if (!Files.isReadable(path)) {
      throw LedgerFailure.usage(argument + " may not be read by this user");
    }
    return new InputFile(argument, Optional.of(path), stdin);
  }

  /** As the user named it. */
  String name() {
    return name;
  }

  /** Empty for standard input, which can be read once only. */
  Optional<Path> path() {
    return path;
  }

  /** Whether it is a regular file; a pipe can be read once only, as standard input. */
  boolean isRereadable() {
    return path.filter(Files::isRegularFile).isPresent();
  }

  /** Its size, compressed as it may be; empty where that is not known. */
  Optional<Long> sizeBytes() {
    try {
      return path.isPresent() && Files.isRegularFile(path.get())
          ? Optional.of(Files.size(path.get()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Opens it and reads as far as the header.
   *
   * @param readBytes counts what is read, before decompression
   * @throws LedgerFailure if it is empty or lacks a column
   * @throws IOException if it cannot be read
   */
  RowSource open(Columns columns, AtomicLong readBytes) throws IOException {
    InputStream raw = path.isPresent() ? Files.newInputStream(path.get()) : stdin;
    try {
      return rows(new Counting(raw, readBytes), columns);
    } catch (IOException | LedgerFailure e) {
      raw.close();
      throw e;
    }
  }

  /**
   * Reads the file's bytes as an import would, to where that could fail.
   *
   * @throws IOException if it does
   */
  static void readThrough(InputStream raw) throws IOException {
    Text text = Text.of(raw);
    if (text.firstVisible() == '{') {
      // Whatever a line holds, the next one can be read.
      text.bytes().transferTo(OutputStream.nullOutputStream());
      return;
    }
    CsvRecords records = new CsvRecords(text.reader());
    CsvRecords.Cut record = records.next();
    while (record != null) {
      record = records.next();
    }
  }

  /** What to tell when reading ends before the file does, and before anything was appended. */
  LedgerFailure unreadable(IOException cause) {
    return unreadable(cause, "nothing was appended");
  }

  /** What to tell when reading ends before the file does, and how it stands then. */
  LedgerFailure unreadable(IOException cause, String state) {
    return LedgerFailure.failed(
        "cannot read " + name + ": " + LedgerFailure.rootMessage(cause) + "; " + state, cause);
  }

  private RowSource rows(InputStream raw, Columns columns) throws IOException {
    Text text = Text.of(raw);
    return switch (text.firstVisible()) {
      case '{' -> new JsonRows(text.reader(), columns);
      case '[' ->
          throw LedgerFailure.usage(name + " is a JSON array; right would be one object a line");
      default -> CsvRows.open(name, text.reader(), columns);
    };
  }

  /**
   * What is in it, not compressed any more.
   *
   * @param bytes behind the byte order mark
   */
  private record Text(BufferedInputStream bytes, Charset charset) {
    static Text of(InputStream raw) throws IOException {
      BufferedInputStream stored = new BufferedInputStream(raw, BUFFER_BYTES);
      BufferedInputStream bytes =
          GzipMembers.beginIn(stored)
              ? new BufferedInputStream(new GzipMembers(stored), BUFFER_BYTES)
              : stored;
      // Also a mark that begins with another is told apart: it takes the longest.
      BOMInputStream unmarked =
          BOMInputStream.builder()
              .setInputStream(bytes)
              .setByteOrderMarks(
                  ByteOrderMark.UTF_8,
                  ByteOrderMark.UTF_16LE,
                  ByteOrderMark.UTF_16BE,
                  ByteOrderMark.UTF_32LE,
                  ByteOrderMark.UTF_32BE)
              .get();
      ByteOrderMark mark = unmarked.getBOM();
      return new Text(
          new BufferedInputStream(unmarked, BUFFER_BYTES),
          mark == null ? StandardCharsets.UTF_8 : Charset.forName(mark.getCharsetName()));
    }

    char firstVisible() throws IOException {
      bytes.mark(BUFFER_BYTES);
      // Of its own, since it reads ahead. Characters, not bytes: half of one may look like a brace.
      Reader ahead = new InputStreamReader(bytes, charset);
      int first = ahead.read();
      // One by one: standard input may pause right behind it.
      for (int read = 1; Character.isWhitespace(first) && read < PEEK_CHARS; read++) {
        first = ahead.read();
      }
      bytes.reset();
      return first < 0 ? ' ' : (char) first;
    }

    Reader reader() {
      return new InputStreamReader(bytes, charset);
    }
  }

  /** Counts the bytes that pass. */
  private static final class Counting extends FilterInputStream {
    private final AtomicLong count;

    Counting(InputStream in, AtomicLong count) {
      super(in);
      this.count = count;
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count.addAndGet(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count.addAndGet(Math.max(read, 0));
      return read;
    }
  }
}
