package io.salesledger.local.chaos;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.MarkedProcesses;
import io.salesledger.parts.Waiting;
import java.io.IOException;
import java.util.List;

/** What is sent to processes. Stateless. */
final class Signals {
  private Signals() {}

  /** As {@code kill -9}, and waits until they are gone. */
  static void kill(List<ProcessHandle> processes) {
    MarkedProcesses.kill(processes);
  }

  /** As {@code kill -STOP}. */
  static void freeze(List<ProcessHandle> processes) {
    processes.forEach(process -> send("STOP", process));
  }

  /** As {@code kill -CONT}; those that have ended meanwhile are left out. */
  static void thaw(List<ProcessHandle> processes) {
    processes.stream().filter(MarkedProcesses::isRunning).forEach(process -> send("CONT", process));
  }

  private static void send(String signal, ProcessHandle process) {
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot signal process " + process.pid() + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Waiting.StoppedException();
    }
  }
}
