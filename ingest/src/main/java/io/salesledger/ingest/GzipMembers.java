package io.salesledger.ingest;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/**
 * What gzip data holds, to its very end: all members, one after the other, and nothing else behind
 * the last. Not for several threads.
 */
final class GzipMembers extends InputStream {
  private static final int MAGIC_BYTES = 2;

  private final BufferedInputStream in;
  private @Nullable GzipCompressorInputStream member;
  private long readBytes;

  /**
   * The data that begins here.
   *
   * @throws IOException if its first header cannot be read
   */
  GzipMembers(BufferedInputStream in) throws IOException {
    this.in = in;
    this.member = open(in);
  }

  /** Whether gzip data begins here; reads nothing. */
  static boolean beginIn(BufferedInputStream in) throws IOException {
    byte[] magic = peek(in);
    return GzipCompressorInputStream.matches(magic, magic.length);
  }

  private static byte[] peek(BufferedInputStream in) throws IOException {
    in.mark(MAGIC_BYTES);
    byte[] bytes = in.readNBytes(MAGIC_BYTES);
    in.reset();
    return bytes;
  }

  private static GzipCompressorInputStream open(BufferedInputStream in) throws IOException {
    try {
      // It leaves off right behind its member, as the stream can go back.
      return GzipCompressorInputStream.builder().setInputStream(in).get();
    } catch (EOFException e) {
      throw cutOff();
    }
  }

  private static IOException cutOff() {
    return new IOException("its gzip data is cut off");
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    while (member != null) {
      int read = read(member, bytes, offset, length);
      if (read >= 0) {
        return read;
      }
      readBytes += member.getCompressedCount();
      member = next();
    }
    return -1;
  }

  private static int read(GzipCompressorInputStream member, byte[] bytes, int offset, int length)
      throws IOException {
    try {
      return member.read(bytes, offset, length);
    } catch (EOFException e) {
      throw cutOff();
    }
  }

  private @Nullable GzipCompressorInputStream next() throws IOException {
    if (beginIn(in)) {
      return open(in);
    }
    if (peek(in).length == 0) {
      return null;
    }
    throw new IOException(
        String.format(
            Locale.ROOT,
            "its gzip data ends after %,d bytes, and something else follows",
            readBytes));
  }

  @Override
  public void close() throws IOException {
    if (member != null) {
      member.close();
    }
    in.close();
  }
}
