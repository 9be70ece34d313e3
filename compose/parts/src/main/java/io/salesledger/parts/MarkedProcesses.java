package io.salesledger.parts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Finds processes by an argument that only they carry, so that one can be ended whose number nobody
 * noted, and none is ended that merely got the same number later. Stateless; any thread may call
 * it.
 */
public final class MarkedProcesses {
  private static final Path PROCESSES = Path.of("/proc/self");
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 20;

  private MarkedProcesses() {}

  /** The living processes that carry at least one of these arguments, never this one. */
  public static List<ProcessHandle> find(Collection<String> markers) {
    return ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(process -> arguments(process).stream().anyMatch(markers::contains))
        .toList();
  }

  /** Ends all of these at once, without asking them, and waits until they are gone. */
  public static void kill(Collection<ProcessHandle> processes) {
    processes.forEach(ProcessHandle::destroyForcibly);
    awaitEnd(processes, GRACE);
  }

  /**
   * Waits until these are gone.
   *
   * @return whether they are; false when the patience ended first, or this thread was interrupted
   */
  public static boolean awaitEnd(Collection<ProcessHandle> processes, Duration patience) {
    long deadlineNanos = System.nanoTime() + patience.toNanos();
    // ProcessHandle.onExit looks seldom at processes that are not our own children.
    while (processes.stream().anyMatch(MarkedProcesses::isRunning)) {
      if (System.nanoTime() - deadlineNanos > 0) {
        return false;
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  /** Whether a process still does something: one that has ended but is not reaped does not. */
  public static boolean isRunning(ProcessHandle process) {
    return process.isAlive()
        && !(Files.exists(PROCESSES) && arguments(process).stream().allMatch(String::isEmpty));
  }

  /** The command line of a process, as told by the system; empty if it is gone or not ours. */
  public static List<String> arguments(ProcessHandle process) {
    // ProcessHandle's own view ends after one page of the command line.
    Path commandLine = Path.of("/proc", Long.toString(process.pid()), "cmdline");
    if (Files.exists(commandLine)) {
      try {
        return List.of(
            new String(Files.readAllBytes(commandLine), StandardCharsets.UTF_8).split("\0"));
      } catch (IOException e) {
        return List.of();
      }
    }
    return process.info().arguments().map(Arrays::asList).orElse(List.of());
  }
}
