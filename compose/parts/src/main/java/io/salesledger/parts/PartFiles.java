package io.salesledger.parts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

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

  /** Writes lines. */
  static void write(Path target, List<String> lines) throws IOException {
    Files.createDirectories(target.toAbsolutePath().getParent());
    Files.write(target, lines);
  }
}
