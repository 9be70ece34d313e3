package io.salesledger.local.stack;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.MarkedProcesses;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Ends a stack, whether its {@code up} still lives or was killed. Any thread may call it. */
public final class StackEnd {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final StackFolder folder;

  /** That of this folder. */
  public StackEnd(StackFolder folder) {
    this.folder = folder;
  }

  /**
   * Ends all of its processes and waits until they are gone; the data stays.
   *
   * @return whether anything ran
   * @throws LedgerFailure if it is another user's
   */
  public boolean end() {
    StackStateFile stateFile = new StackStateFile(folder);
    Leftovers leftovers = new Leftovers(folder);
    List<ProcessHandle> keepers = new ArrayList<>(leftovers.keepers());
    StackLock.holder(folder).filter(holder -> !keepers.contains(holder)).ifPresent(keepers::add);
    leftovers.ask(keepers);
    if (!MarkedProcesses.awaitEnd(keepers, PATIENCE)) {
      MarkedProcesses.kill(keepers);
    }
    int ended = leftovers.end();
    stateFile.delete();
    return !keepers.isEmpty() || ended > 0;
  }
}
