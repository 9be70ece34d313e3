package io.salesledger.bench;

import io.salesledger.parts.MarkedProcesses;
import java.util.List;
import java.util.stream.Collectors;

/** The flags that a JVM runs with, as the system tells them. Stateless. */
final class JvmFlags {
  private static final String PREFIX = "-X";

  private JvmFlags() {}

  /** Of these processes, which run alike; empty if there is none. */
  static String of(List<ProcessHandle> processes) {
    return processes.stream()
        .findFirst()
        .map(
            process ->
                MarkedProcesses.arguments(process).stream()
                    .filter(argument -> argument.startsWith(PREFIX))
                    .collect(Collectors.joining(" ")))
        .orElse("");
  }
}
