package io.salesledger.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParentGuardIT {
  private final Path folder;

  ParentGuardIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void partEndsWithTheJvmThatStartedItEvenAfterKill() throws IOException {
    Process jvm =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + PartsHome.PROPERTY + "=" + PartsHome.located().root(),
                "-cp",
                System.getProperty("java.class.path"),
                OrphanMaker.class.getName(),
                folder.toString())
            .start();
    try (BufferedReader said = jvm.inputReader(StandardCharsets.UTF_8)) {
      ProcessHandle redis = ProcessHandle.of(Long.parseLong(said.readLine())).orElseThrow();
      assertThat(MarkedProcesses.isRunning(redis)).isTrue();
      MarkedProcesses.kill(List.of(jvm.toHandle()));
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(MarkedProcesses.isRunning(redis)).isFalse());
    } finally {
      jvm.destroyForcibly();
    }
  }
}
