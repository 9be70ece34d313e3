package io.salesledger.local.stack;

import io.salesledger.parts.MarkedProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * One process for ever: numbers are used again, a number with its start is not. Immutable.
 *
 * @param pid the system's number
 * @param start when it started, as the system counts it, without a space: on Linux in ticks of this
 *     boot, which stay the same when the clock is set
 */
public record ProcessId(long pid, String start) {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  /** Of those behind the command, which is in parentheses and may hold anything. */
  private static final int START_TICKS = 19;

  /** That of a living process. */
  public static ProcessId of(ProcessHandle process) {
    return new ProcessId(
        process.pid(), Files.exists(BOOT) ? ticks(process.pid()) : byClock(process));
  }

  /** The process, if it still lives. */
  public Optional<ProcessHandle> find() {
    return ProcessHandle.of(pid)
        .filter(MarkedProcesses::isRunning)
        .filter(process -> of(process).equals(this));
  }

  // Java's own start is counted from when the system booted by today's clock.
  private static String ticks(long pid) {
    try {
      String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ", -1);
      return Files.readString(BOOT).strip() + "/" + fields[START_TICKS];
    } catch (IOException e) {
      return "gone";
    }
  }

  private static String byClock(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("gone");
  }
}
