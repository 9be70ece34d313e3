package io.salesledger.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessIdTest {
  private final Path folder;

  ProcessIdTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void processThatHasEndedIsNotFound() throws IOException, InterruptedException {
    Process process = new ProcessBuilder("/bin/sh", "-c", "read line").start();
    ProcessId id = ProcessId.of(process.toHandle());
    assertThat(id.find()).isPresent();
    process.destroyForcibly().waitFor();
    assertThat(id.find()).isEmpty();
  }

  /** Counted by the clock it would be another process's as soon as that is set. */
  @Test
  void startIsCountedFromBoot() throws IOException {
    String start = ProcessId.of(ProcessHandle.current()).start();
    String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    String uptime = Files.readString(Path.of("/proc/uptime"));

    assertThat(start).startsWith(boot + "/");
    assertThat(Long.parseLong(start.substring(boot.length() + 1)))
        .isPositive()
        .isLessThanOrEqualTo(Long.parseLong(uptime.split(" ", 2)[0].replace(".", "")));
  }

  @Test
  void commandMayHaveAnyName() throws IOException {
    Path odd = Files.createSymbolicLink(folder.resolve("a ) b"), Path.of("/bin/sh"));
    Process process = new ProcessBuilder(odd.toString(), "-c", "read line").start();
    try {
      assertThat(ProcessId.of(process.toHandle()).find()).contains(process.toHandle());
      assertThat(ProcessId.of(process.toHandle()).start()).matches("[-0-9a-f]{36}/[0-9]+");
    } finally {
      process.destroyForcibly();
    }
  }
}
