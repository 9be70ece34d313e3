package io.salesledger.parts;

import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The classes of a part as a JVM had them in memory, in a file that the next JVM maps instead of
 * reading, verifying and laying them out again: half of what a start costs (JEP 350). Its name
 * holds a check sum of the JVM's version and of the jars, so that none is taken that would not fit.
 * Immutable; any thread may call it.
 *
 * @param file where it is, once it was made by {@link ClassArchiveMaker}
 */
record ClassArchive(Path file) {
  private static final String SUFFIX = ".jsa";

  /** The one of a part whose jars are in these folders. */
  static ClassArchive of(PartsHome home, String part, List<Path> jarFolders) {
    CRC32 sum = new CRC32();
    add(sum, System.getProperty("java.home") + " " + System.getProperty("java.vm.version"));
    for (Path folder : jarFolders) {
      jars(folder).forEach(jar -> add(sum, jar));
    }
    return new ClassArchive(
        home.archives().resolve("%s-%08x%s".formatted(part, sum.getValue(), SUFFIX)));
  }

  /** The JVM options that use it: none where there is none. */
  List<String> options() {
    return Files.isRegularFile(file) ? List.of("-XX:SharedArchiveFile=" + file) : List.of();
  }

  /** Others of the same part, which fit no more. */
  List<Path> outdated() throws IOException {
    String name = file.getFileName().toString();
    String part = name.substring(0, name.lastIndexOf('-') + 1);
    List<Path> others = new ArrayList<>();
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(file.toAbsolutePath().getParent(), part + "*" + SUFFIX)) {
      for (Path path : found) {
        if (!path.equals(file)) {
          others.add(path);
        }
      }
    }
    return others;
  }

  private static void add(CRC32 sum, String text) {
    sum.update((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** By path, size and time: a JVM refuses what was made of jars that differ in any of these. */
  private static List<String> jars(Path folder) {
    List<String> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
      for (Path jar : found) {
        jars.add(jar + " " + Files.size(jar) + " " + Files.getLastModifiedTime(jar));
      }
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot read " + folder + ": " + e, e);
    }
    jars.sort(null);
    return jars;
  }
}
