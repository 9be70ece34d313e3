package io.salesledger.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerLogsTest {
  private final Path supervisor;

  WorkerLogsTest(@TempDir Path supervisor) {
    this.supervisor = supervisor;
  }

  @Test
  void noWorkerHasWritten() {
    assertThat(new WorkerLogs(supervisor).lastLines()).startsWith("no worker has written a log");
  }

  @Test
  void newestLogIsTheOneThatTells() throws IOException {
    write("sales-ledger-1/6700", "the old reason", 1_000);
    Path newest = write("sales-ledger-2/6701", "the reason", 2_000);
    assertThat(new WorkerLogs(supervisor).lastLines())
        .isEqualTo("its log " + newest + " ends:\nthe reason");
  }

  private Path write(String worker, String line, long atMillis) throws IOException {
    Path folder =
        Files.createDirectories(supervisor.resolve("logs/workers-artifacts").resolve(worker));
    Path log = Files.writeString(folder.resolve("worker.log"), line + "\n");
    return Files.setLastModifiedTime(log, FileTime.fromMillis(atMillis));
  }
}
