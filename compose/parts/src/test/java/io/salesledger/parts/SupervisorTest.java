package io.salesledger.parts;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings.StormPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisorTest {
  private final Path folder;
  private final Path data;
  private final PartSpec spec;

  SupervisorTest(@TempDir Path root) throws IOException {
    PartsHome home = new PartsHome(root.resolve("parts"));
    Files.createDirectories(home.stormLib());
    Files.createDirectories(home.stormWorkerLib());
    this.folder = root.resolve("supervisor");
    this.data = folder.resolve("data");
    this.spec = Supervisor.spec(home, folder, StormPorts.wellKnown());
  }

  /** Storm ends whoever has a number that it remembers: after a worker's death, anybody. */
  @Test
  void numberOfAWorkerThatIsGoneIsForgottenBeforeAStartWhoeverHasItNow() throws Exception {
    Process stranger = start("somebody's");
    Process worker = start("-Dstorm.local.dir=" + data);
    try {
      Path stale = note("gone", Long.toString(stranger.pid()));
      Path live = note("lives", Long.toString(worker.pid()));

      spec.preparation().run();

      assertThat(stale).doesNotExist();
      assertThat(live).exists();
      assertThat(folder.resolve("storm.yaml")).exists();
      assertThat(List.of(stranger, worker)).allMatch(Process::isAlive);
    } finally {
      stranger.destroyForcibly();
      worker.destroyForcibly();
    }
  }

  @Test
  void firstStartFindsNoNumbers() throws Exception {
    Files.createDirectories(data.resolve("workers/without-a-process-yet"));

    spec.preparation().run();

    assertThat(data.resolve("workers/without-a-process-yet")).isEmptyDirectory();
  }

  private Path note(String worker, String number) throws IOException {
    Path numbers = Files.createDirectories(data.resolve("workers").resolve(worker).resolve("pids"));
    return Files.createFile(numbers.resolve(number));
  }

  private static Process start(String argument) throws IOException {
    return new ProcessBuilder("/bin/sh", "-c", "read -r never", "part", argument).start();
  }
}
