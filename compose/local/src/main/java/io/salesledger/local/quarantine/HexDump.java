package io.salesledger.local.quarantine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Bytes as people read them, sixteen a line: position, hexadecimal, what is printable. */
final class HexDump {
  private static final int A_LINE = 16;

  private HexDump() {}

  static List<String> lines(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += A_LINE) {
      StringBuilder hex = new StringBuilder();
      StringBuilder text = new StringBuilder();
      for (int i = from; i < Math.min(from + A_LINE, bytes.length); i++) {
        hex.append(String.format(Locale.ROOT, "%02x ", bytes[i]));
        text.append(bytes[i] >= ' ' && bytes[i] <= '~' ? (char) bytes[i] : '.');
      }
      lines.add(String.format(Locale.ROOT, "%08x  %-48s |%s|", from, hex, text));
    }
    return lines;
  }
}
