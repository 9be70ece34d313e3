package io.salesledger.local.stack;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.MarkedProcesses;
import java.time.Duration;
import java.util.List;

/**
 * The processes of a stack that nobody keeps any more, because its {@code up} was killed: found by
 * their arguments, not by notes that may be old. Any thread may call it.
 */
public final class Leftovers {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final StackFolder folder;
  private final Duration patience;

  /** Those of this folder. */
  public Leftovers(StackFolder folder) {
    this(folder, PATIENCE);
  }

  /** Those of this folder, each given so long to end by itself. */
  Leftovers(StackFolder folder, Duration patience) {
    this.folder = folder;
    this.patience = patience;
  }

  /** Those that live now. */
  public List<ProcessHandle> find() {
    return MarkedProcesses.find(folder.markers());
  }

  /** A detached {@code up} of this folder. */
  public List<ProcessHandle> keepers() {
    return MarkedProcesses.find(List.of(folder.upMarker()));
  }

  /**
   * Ends them, each in an orderly way while that works, whoever writes first.
   *
   * @return how many there were
   * @throws LedgerFailure if one is another user's
   */
  public int end() {
    int ended = 0;
    for (String part : StackFolder.STOP_ORDER) {
      List<ProcessHandle> processes = MarkedProcesses.find(folder.markers(part));
      ask(processes);
      MarkedProcesses.awaitEnd(processes, patience);
      // Those that do not listen; and a supervisor may have started another worker in between.
      MarkedProcesses.kill(MarkedProcesses.find(folder.markers(part)));
      ended += processes.size();
    }
    return ended;
  }

  /**
   * Asks processes of this folder to end.
   *
   * @throws LedgerFailure if one is another user's: waiting for it would be in vain
   */
  void ask(List<ProcessHandle> processes) {
    for (ProcessHandle process : processes) {
      if (!process.destroy() && MarkedProcesses.isRunning(process)) {
        throw LedgerFailure.failed(
            "process "
                + process.pid()
                + " in "
                + folder.root()
                + " is of user "
                + process.info().user().orElse("unknown")
                + ", who alone can end it, or the superuser");
      }
    }
  }
}
