package io.salesledger.local.stack;

import io.salesledger.parts.MarkedProcesses;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One process for ever: numbers are used again, a number with its start is not. Immutable.
 *
 * @param pid the system's number
 * @param startMillis when it started, UTC epoch milliseconds
 */
public record ProcessId(long pid, long startMillis) {
  // The system counts a start in ticks since boot, and boot moves when the clock is set.
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  /** That of a living process. */
  public static ProcessId of(ProcessHandle process) {
    return new ProcessId(
        process.pid(), process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
  }

  /** The process, if it still lives. */
  public Optional<ProcessHandle> find() {
    return ProcessHandle.of(pid).filter(MarkedProcesses::isRunning).filter(this::isSame);
  }

  private boolean isSame(ProcessHandle process) {
    return Math.abs(of(process).startMillis - startMillis) <= TOLERANCE.toMillis();
  }
}
