package io.salesledger.local.chaos;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.Folders;
import io.salesledger.parts.Waiting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A run with all around it: its folder, Ctrl-C, the report. What it started is ended whatever
 * happens; the data stays where something failed, or the folder was named. Runs once.
 */
public final class ChaosSession {
  /** A whole stack is stopped in order meanwhile. */
  private static final long GRACE_SECONDS = 120;

  private final ChaosPlan plan;
  private final boolean keepsData;
  private final boolean json;
  private final PrintWriter out;
  private final PrintWriter err;
  private final Clock clock;
  private final Waiting waiting = new Waiting();
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * One that is not begun.
   *
   * @param keepsData whether the data stays after a run without a failure
   * @param json whether the report is for machines
   */
  public ChaosSession(
      ChaosPlan plan,
      boolean keepsData,
      boolean json,
      PrintWriter out,
      PrintWriter err,
      Clock clock) {
    this.plan = plan;
    this.keepsData = keepsData;
    this.json = json;
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  /**
   * Runs it and prints the report.
   *
   * @return the exit code
   * @throws LedgerFailure if the folder is not empty
   */
  public int run() {
    refuseUsedFolder();
    Thread hook = new Thread(this::onShutdown, "stop chaos");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return runGuarded();
    } finally {
      ended.countDown();
    }
  }

  private int runGuarded() {
    ChaosTally tally = new ChaosTally();
    long startNanos = System.nanoTime();
    Optional<String> failure = Optional.empty();
    boolean stopped = false;
    try (ChaosProgress progress = ChaosProgress.show(plan, json, out, clock);
        ChaosStack stack = ChaosStack.in(plan, waiting)) {
      new ChaosRun(plan, stack, waiting, progress, tally, clock).run();
    } catch (Waiting.StoppedException e) {
      stopped = true;
      failure = Optional.of(String.valueOf(e.getMessage()));
    } catch (LedgerFailure e) {
      // Ctrl-C may have ended what was waited for.
      stopped = waiting.isStopRequested();
      failure = Optional.of(String.valueOf(e.getMessage()));
    }
    ChaosReport report =
        new ChaosReport(plan.seed(), tally, (System.nanoTime() - startNanos) / 1e9, failure);
    print(report);
    if (failure.isEmpty()) {
      deleteUnlessKept();
      return 0;
    }
    err.println("ledger chaos: " + (stopped ? "stopped before it was done" : failure.get()));
    if (stopped) {
      deleteUnlessKept();
    } else {
      err.printf(
          "seed %d, commit entries %d, faults %s; the data stays in %s, where `ledger up` and `ledger verify` show it%n",
          plan.seed(), plan.commitEntries(), FaultKind.labels(tally.begun()), plan.home());
    }
    err.flush();
    return LedgerFailure.Kind.FAILED.exitCode();
  }

  private void print(ChaosReport report) {
    if (json) {
      out.println(report.json());
    } else {
      report.lines().forEach(out::println);
    }
    out.flush();
  }

  private void onShutdown() {
    waiting.requestStop();
    try {
      ended.await(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void refuseUsedFolder() {
    try {
      if (Files.exists(plan.home())) {
        try (Stream<Path> entries = Files.list(plan.home())) {
          if (entries.findAny().isPresent()) {
            throw LedgerFailure.failed(
                plan.home() + " is not empty; name an empty folder, or a new one, with --data");
          }
        }
      }
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot read " + plan.home() + ": " + e.getMessage(), e);
    }
  }

  private void deleteUnlessKept() {
    if (keepsData) {
      return;
    }
    try {
      Folders.deleteAll(plan.home());
    } catch (IOException e) {
      err.println("ledger chaos: cannot delete " + plan.home() + ": " + e.getMessage());
    }
  }
}
