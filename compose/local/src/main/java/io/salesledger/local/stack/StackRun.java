package io.salesledger.local.stack;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * One run of a stack, from {@code up} to its end: alone in its folder, noted in its state file,
 * stopped when this process is asked to end. Not for reuse.
 */
public final class StackRun {
  private static final long UNKNOWN_PID = 0;

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
  }

  /**
   * Refuses a folder whose stack runs already, and ports that others have.
   *
   * @throws LedgerFailure for each
   */
  public static void check(StackFolder folder, LedgerSettings settings) {
    Addresses.checkLocal(settings);
    Optional<StackState> running = new StackStateFile(folder).running();
    if (running.isPresent()) {
      throw alreadyRuns(folder, running.get().up().pid());
    }
    int leftovers = new Leftovers(folder).find().size();
    if (leftovers > 0) {
      throw LedgerFailure.failed(
          leftovers
              + " processes of an earlier up still run in "
              + folder.root()
              + "; end them with: ledger down");
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
    // Closing the file gives up the lock; the system does so too when this process is killed.
    try (FileChannel lockFile = openLock()) {
      lock(lockFile);
      check(folder, settings);
      runAlone(generatorRate, whenHealthy);
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot write in " + folder.root() + ": " + e.getMessage(), e);
    }
  }

  private void runAlone(Optional<String> generatorRate, Runnable whenHealthy) {
    Thread hook = new Thread(this::end, "stop the stack");
    Runtime.getRuntime().addShutdownHook(hook);
    note();
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
    } finally {
      end();
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

  private synchronized void note() {
    if (!over) {
      stateFile.write(
          new StackState(
              ProcessId.of(ProcessHandle.current()),
              sinceMillis,
              healthy,
              Addresses.of(settings),
              stack.parts()));
    }
  }

  private FileChannel openLock() throws IOException {
    Files.createDirectories(folder.root());
    return FileChannel.open(folder.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private void lock(FileChannel file) throws IOException {
    if (!tryLock(file)) {
      throw alreadyRuns(
          folder, stateFile.read().map(state -> state.up().pid()).orElse(UNKNOWN_PID));
    }
  }

  private static boolean tryLock(FileChannel file) throws IOException {
    try {
      return file.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // Held by this very process.
      return false;
    }
  }

  private static LedgerFailure alreadyRuns(StackFolder folder, long pid) {
    return LedgerFailure.failed(
        "a stack runs in "
            + folder.root()
            + " already (process "
            + pid
            + "); see ledger status, stop it with ledger down");
  }
}
