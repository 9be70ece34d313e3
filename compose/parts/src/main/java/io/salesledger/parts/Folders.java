package io.salesledger.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders of work that is over. Stateless; any thread may call it. */
public final class Folders {
  private Folders() {}

  /**
   * Deletes a file, or a folder with all that is in it; links are deleted, not followed.
   *
   * @throws IOException if something is not there to be read, or can't be deleted
   */
  public static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
