package io.salesledger.local.stack;

import io.salesledger.parts.PartProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** What the Storm workers of a supervisor write. Stateless. */
final class WorkerLogs {
  private static final int DEPTH = 3;

  private final Path folder;

  /** Those of a supervisor's folder. */
  WorkerLogs(Path supervisor) {
    this.folder = supervisor.resolve("logs/workers-artifacts");
  }

  /** For a message: which log was written last, and how it ends. */
  String lastLines() {
    return newest()
        .map(log -> "its log " + log + " ends:\n" + PartProcess.lastLines(log))
        .orElse("no worker has written a log below " + folder);
  }

  private Optional<Path> newest() {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> logs = Files.walk(folder, DEPTH)) {
      return logs.filter(log -> log.endsWith("worker.log"))
          .max(Comparator.comparingLong(log -> log.toFile().lastModified()));
    } catch (IOException e) {
      // What it says is only to help: it is not there, then.
      return Optional.empty();
    }
  }
}
