package io.salesledger.windowing.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * The text of a Lua script beside this class. A line {@code -- @part other.lua} in it stands for
 * that file's text: one script may be several files.
 */
public final class ScriptText {
  private static final String PART = "-- @part ";

  private ScriptText() {}

  /** The whole text, as Redis gets it. */
  public static String of(String fileName) {
    return read(fileName)
        .lines()
        .map(
            line -> line.startsWith(PART) ? of(line.substring(PART.length()).strip()) : line + "\n")
        .collect(Collectors.joining());
  }

  private static String read(String fileName) {
    try (InputStream in = ScriptText.class.getResourceAsStream(fileName)) {
      if (in == null) {
        throw new IllegalStateException("the script " + fileName + " is not in the jar");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
