package io.salesledger.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the measurements ran on, for the report. Stateless. */
final class Machine {
  private static final long BYTES_A_KB = 1024;

  private Machine() {}

  /** Fills it in. */
  static void describe(ObjectNode machine) {
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    machine.put("processor", field("/proc/cpuinfo", "model name").orElse("unknown"));
    machine.put(
        "memoryBytes",
        field("/proc/meminfo", "MemTotal")
            .map(text -> Long.parseLong(text.replace("kB", "").strip()) * BYTES_A_KB)
            .orElse(0L));
    machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    machine.put(
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
  }

  private static Optional<String> field(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file), StandardCharsets.UTF_8).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
