package io.salesledger.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** Makes a topology's jar that holds the bench's own classes too. Stateless. */
final class TopologyJar {
  private static final String CLASSES = "io/salesledger/bench/";

  private TopologyJar() {}

  /**
   * Copies a topology's jar and adds to it.
   *
   * @param more jars whose classes of the bench are added
   * @param target where it is put
   */
  static Path with(Path topologyJar, List<Path> more, Path target) throws IOException {
    Files.copy(topologyJar, target, StandardCopyOption.REPLACE_EXISTING);
    try (FileSystem jar = FileSystems.newFileSystem(target)) {
      for (Path one : more) {
        add(one, jar);
      }
    }
    return target;
  }

  private static void add(Path jar, FileSystem target) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.getName().startsWith(CLASSES) && !entry.isDirectory()) {
          copy(in, target.getPath(entry.getName()));
        }
      }
    }
  }

  private static void copy(InputStream in, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (OutputStream out = Files.newOutputStream(to)) {
      in.transferTo(out);
    }
  }
}
