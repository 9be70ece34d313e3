package io.salesledger.local.stack;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * One run of a stack, from {@code up} to its end: alone in its folder, noted in its state file,
 * stopped when this process is asked to end. Not for reuse.
 */
public final class StackRun {
  private final StackFolder folder;
  private final LedgerSettings settings;
  private final Announcer announcer;
  private final StackStateFile stateFile;
  private final Stack stack;
  private final long sinceMillis;
  private boolean healthy;
  private boolean over;

  /** One that is not started yet. */
  public StackRun(
      Installation installation,
      StackFolder folder,
      LedgerSettings settings,
      Topology topology,
      Announcer announcer,
      Clock clock) {
    this.folder = folder;
    this.settings = settings;
    this.announcer = announcer;
    this.stateFile = new StackStateFile(folder);
    this.sinceMillis = clock.millis();
    this.stack =
        new Stack(
            new StackParts(installation, folder, settings),
            settings,
            new TopologyKeeper(topology, installation.topologyJar(), folder, settings),
            announcer,
            this::note,
            clock);
    // Looked for before anything is started, though it is needed late.
    installation.queryApiJar();
  }

  /**
   * Refuses a folder that cannot be used, one whose stack runs already, and ports that others have.
   *
   * @throws LedgerFailure for each
   */
  public static void check(StackFolder folder, LedgerSettings settings) {
    Addresses.checkLocal(settings);
    new FolderCheck(folder).run();
    if (new StackStateFile(folder).running().isPresent()) {
      throw alreadyRuns(folder);
    }
    int leftovers = new Leftovers(folder).find().size();
    if (leftovers > 0) {
      throw LedgerFailure.failed(
          leftovers
              + " processes of an earlier up still run in "
              + folder.root()
              + "; end them with: ledger down"
              + folder.option());
    }
    PortPlan.of(settings).check();
  }

  /**
   * Brings the stack up and keeps it running until this process is asked to end.
   *
   * @param generatorRate payments a second to generate; empty: none
   * @param whenHealthy called once all is well
   * @throws LedgerFailure if it does not come up; then nothing is left running
   */
  public void run(Optional<String> generatorRate, Runnable whenHealthy) {
    try (StackLock lock = StackLock.take(folder).orElseThrow(() -> alreadyRuns(folder))) {
      check(folder, settings);
      runAlone(generatorRate, whenHealthy);
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot write in " + folder.root() + ": " + e.getMessage(), e);
    }
  }

  private void runAlone(Optional<String> generatorRate, Runnable whenHealthy) {
    write();
    Runtime.getRuntime().addShutdownHook(new Thread(this::endWhenAsked, "stop the stack"));
    try {
      long startNanos = System.nanoTime();
      stack.start(generatorRate);
      announcer.step("all is healthy", "", startNanos);
      whenHealthy.run();
      // Last: whoever waits for a detached up stops listening to it now.
      becomeHealthy();
      // Whoever asks this process to end starts the hook, and that stops the stack.
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      // What fails because it is stopped is no news.
      if (!isOver()) {
        throw e;
      }
    } finally {
      end();
    }
  }

  private void endWhenAsked() {
    if (!isOver()) {
      long startNanos = System.nanoTime();
      announcer.say("stopping, writers first; the data stays in " + folder.root());
      end();
      announcer.step("stopped", "", startNanos);
    }
  }

  private synchronized void becomeHealthy() {
    healthy = true;
    note();
  }

  private void end() {
    if (markOver()) {
      stack.stop();
      new Leftovers(folder).end();
      stateFile.delete();
    }
  }

  private synchronized boolean markOver() {
    boolean first = !over;
    over = true;
    return first;
  }

  private synchronized boolean isOver() {
    return over;
  }

  /** What runs goes on running when it cannot be noted, for example on a full disk. */
  private synchronized void note() {
    try {
      if (!over) {
        write();
      }
    } catch (LedgerFailure e) {
      announcer.say(String.valueOf(e.getMessage()));
    }
  }

  private synchronized void write() {
    stateFile.write(
        new StackState(
            ProcessId.of(ProcessHandle.current()),
            sinceMillis,
            healthy,
            Addresses.of(settings),
            stack.parts()));
  }

  private static LedgerFailure alreadyRuns(StackFolder folder) {
    return LedgerFailure.failed(
        "a stack runs in "
            + folder.root()
            + " already"
            + StackLock.holder(folder).map(up -> " (process " + up.pid() + ")").orElse("")
            + "; see ledger status"
            + folder.option()
            + ", stop it with ledger down"
            + folder.option());
  }
}
