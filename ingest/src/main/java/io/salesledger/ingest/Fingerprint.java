package io.salesledger.ingest;

import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
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

  /**
   * Reads the whole file.
   *
   * @return empty if the watcher did not want to go on
   * @throws LedgerFailure if it cannot be read
   */
  static Optional<Fingerprint> take(Path file, Watcher watcher) {
    MessageDigest digest = newSha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      // Before the bytes: whoever writes meanwhile is noticed.
      long sizeBytes = Files.size(file);
      FileTime modified = Files.getLastModifiedTime(file);
      try (InputStream bytes = Files.newInputStream(file)) {
        for (int count = bytes.read(buffer); count >= 0; count = bytes.read(buffer)) {
          digest.update(buffer, 0, count);
          if (!watcher.goOnAfter(count)) {
            return Optional.empty();
          }
        }
      }
      return Optional.of(new Fingerprint(hex(digest.digest()), sizeBytes, modified));
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot read " + file + ": " + LedgerFailure.rootMessage(e), e);
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
}
