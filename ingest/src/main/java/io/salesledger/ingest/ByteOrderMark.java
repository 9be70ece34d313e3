package io.salesledger.ingest;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The bytes by which text says how it is encoded; without them it is UTF-8. */
enum ByteOrderMark {
  // A longer one before the one that it begins with.
  UTF_32LE("UTF-32LE", "fffe0000"),
  UTF_32BE("UTF-32BE", "0000feff"),
  UTF_16LE("UTF-16LE", "fffe"),
  UTF_16BE("UTF-16BE", "feff"),
  UTF_8("UTF-8", "efbbbf");

  private static final int MAX_BYTES = 4;

  private final String charset;
  private final String hex;

  ByteOrderMark(String charset, String hex) {
    this.charset = charset;
    this.hex = hex;
  }

  /** Reads over the mark, if one is there, and gives the encoding of what follows. */
  static Charset skip(BufferedInputStream in) throws IOException {
    in.mark(MAX_BYTES);
    String first = HexFormat.of().formatHex(in.readNBytes(MAX_BYTES));
    in.reset();
    for (ByteOrderMark mark : values()) {
      if (first.startsWith(mark.hex)) {
        in.skipNBytes(mark.hex.length() / 2);
        return Charset.forName(mark.charset);
      }
    }
    return StandardCharsets.UTF_8;
  }
}
