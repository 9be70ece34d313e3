package io.salesledger.parts;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The files by which Storm remembers a worker's processes: {@code workers/<id>/pids/<number>}. A
 * worker that dies without its supervisor leaves them, and the next supervisor ends whoever of the
 * same user has such a number by then. For one thread.
 */
final class WorkerPids {
  private final Path workers;

  /**
   * Those of one supervisor.
   *
   * @param data the folder that Storm calls its local one
   */
  WorkerPids(Path data) {
    this.workers = data.resolve("workers");
  }

  /**
   * Deletes the files of all other processes: Storm takes a worker without any for dead.
   *
   * @param living tells the supervisor's processes that live when it is asked
   * @throws IOException if a file can't be deleted
   */
  void keepOnly(Supplier<List<ProcessHandle>> living) throws IOException {
    // First, then who lives: a worker that starts meanwhile keeps its file.
    List<Path> noted = noted();
    Set<String> numbers =
        living.get().stream()
            .map(process -> Long.toString(process.pid()))
            .collect(Collectors.toSet());
    for (Path file : noted) {
      if (!numbers.contains(file.getFileName().toString())) {
        Files.deleteIfExists(file);
      }
    }
  }

  private List<Path> noted() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path worker : in(workers)) {
      files.addAll(in(worker.resolve("pids")));
    }
    return files;
  }

  private static List<Path> in(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
        all.forEach(found::add);
      }
    }
    return found;
  }
}
