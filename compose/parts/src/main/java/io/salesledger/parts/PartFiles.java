package io.salesledger.parts;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Writes the configuration files of parts. */
final class PartFiles {
  private PartFiles() {}

  /** Copies one of this module's own files. */
  static void copyOwn(String name, Path target) throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    try (InputStream own = PartFiles.class.getResourceAsStream(name)) {
      if (own == null) {
        throw new IOException("missing from the jar: " + name);
      }
      Files.copy(own, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Writes what {@link Properties#load(InputStream)} reads, also of paths beyond Latin-1. */
  static void writeProperties(Path target, Map<String, String> properties) throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    Properties written = new Properties();
    written.putAll(properties);
    try (OutputStream out = Files.newOutputStream(target)) {
      written.store(out, null);
    }
  }

  /** Writes lines. */
  static void write(Path target, List<String> lines) throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    Files.write(target, lines);
  }
}
