package io.salesledger.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a file holds, and how to notice cheaply that it was changed since. Immutable; any thread may
 * call it.
 *
 * @param sha256 of the bytes as they are stored, compressed as they may be; lower case hex
 * @param sizeBytes their number
 * @param modified when the file was last written, as its file system has it
 */
record Fingerprint(String sha256, long sizeBytes, FileTime modified) {
  private static final int BUFFER_BYTES = 1 << 18;

  /** Told how many bytes have been read; says whether to go on. */
  @FunctionalInterface
  interface Watcher {
    boolean goOnAfter(int bytes);
  }

  /** Takes what it wants of a file's bytes. */
  @FunctionalInterface
  interface Reader {
    void read(InputStream bytes) throws IOException;
  }

  /**
   * Reads the whole file.
   *
   * @param reader is given the bytes as they pass
   * @return empty if the watcher did not want to go on
   * @throws IOException if it cannot be read, or the reader fails
   */
  static Optional<Fingerprint> take(Path file, Reader reader, Watcher watcher) throws IOException {
    MessageDigest digest = newSha256();
    // Before the bytes: whoever writes meanwhile is noticed.
    long sizeBytes = Files.size(file);
    FileTime modified = Files.getLastModifiedTime(file);
    try (InputStream bytes =
        new Watched(new DigestInputStream(Files.newInputStream(file), digest), watcher)) {
      reader.read(bytes);
      readRest(bytes);
    } catch (StoppedException e) {
      return Optional.empty();
    }
    return Optional.of(new Fingerprint(hex(digest.digest()), sizeBytes, modified));
  }

  private static void readRest(InputStream bytes) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    int count = 0;
    while (count >= 0) {
      count = bytes.read(buffer);
    }
  }

  /** Whether the file still looks as it did. */
  boolean isStillThatOf(Path file) {
    try {
      return Files.size(file) == sizeBytes && Files.getLastModifiedTime(file).equals(modified);
    } catch (IOException e) {
      return false;
    }
  }

  /** SHA-256 of bytes, in lower case hex. */
  static String of(byte[] bytes) {
    return hex(newSha256().digest(bytes));
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * Tells the watcher of what is read, and ends where it wants to. Skips by reading, so that every
   * byte is digested.
   */
  private static final class Watched extends InputStream {
    private final InputStream in;
    private final Watcher watcher;

    Watched(InputStream in, Watcher watcher) {
      this.in = in;
      this.watcher = watcher;
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      tell(read < 0 ? 0 : 1);
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = in.read(bytes, offset, length);
      tell(Math.max(0, read));
      return read;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }

    private void tell(int bytes) throws StoppedException {
      if (!watcher.goOnAfter(bytes)) {
        throw new StoppedException();
      }
    }
  }

  /** Ends the reading of a file; never leaves this class. */
  private static final class StoppedException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
