package io.salesledger.bench.latency;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.local.stack.OwnStack;
import io.salesledger.parts.Folders;
import io.salesledger.parts.Waiting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A run with all around it: its folder and its stack, which is ended whatever happens. Runs once.
 */
final class LatencySession {
  private static final long GRACE_SECONDS = 60;

  private final LatencyPlan plan;
  private final boolean keepsData;
  private final PrintWriter err;
  private final Waiting waiting = new Waiting();
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * One that is not begun.
   *
   * @param keepsData whether the folder stays after a run without a failure
   */
  LatencySession(LatencyPlan plan, boolean keepsData, PrintWriter err) {
    this.plan = plan;
    this.keepsData = keepsData;
    this.err = err;
  }

  /**
   * Runs it.
   *
   * @throws LedgerFailure if the folder is not empty, the stack does not come up, or it counts
   *     wrongly; the folder then stays
   * @throws Waiting.StoppedException if this JVM is to end; that is told by then
   */
  List<RateLatency> run() {
    prepareFolder();
    long startNanos = System.nanoTime();
    OwnStack stack = OwnStack.in(plan.home(), Map.of());
    Thread hook = new Thread(() -> onShutdown(stack), "end the stack");
    Runtime.getRuntime().addShutdownHook(hook);
    try (stack) {
      tell("a stack of its own comes up");
      stack.up(waiting);
      tell("up after " + (System.nanoTime() - startNanos) / 1_000_000_000 + " s");
      List<RateLatency> measured = new LatencyRun(plan, stack.settings(), waiting, err).run();
      stack.close();
      deleteUnlessKept();
      return measured;
    } catch (RuntimeException e) {
      // Ctrl-C may have ended what was waited for.
      if (waiting.isStopRequested()) {
        deleteUnlessKept();
        tell("stopped before it was done");
        throw new Waiting.StoppedException();
      }
      tell("the data stays in " + plan.home());
      throw e;
    } finally {
      ended.countDown();
    }
  }

  private void onShutdown(OwnStack stack) {
    waiting.requestStop();
    try {
      boolean unused = ended.await(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    stack.close();
  }

  private void tell(String what) {
    err.println("ledger bench-latency: " + what);
    err.flush();
  }

  private void prepareFolder() {
    Path home = plan.home();
    try {
      Files.createDirectories(home);
      try (Stream<Path> entries = Files.list(home)) {
        if (entries.findAny().isPresent()) {
          throw LedgerFailure.usage(
              home + " is not empty; name an empty folder, or a new one, with --data");
        }
      }
    } catch (IOException e) {
      throw LedgerFailure.usage("cannot write in " + home + ": " + e.getMessage());
    }
  }

  private void deleteUnlessKept() {
    if (keepsData) {
      return;
    }
    try {
      Folders.deleteAll(plan.home());
    } catch (IOException e) {
      tell("cannot delete " + plan.home() + ": " + e.getMessage());
    }
  }
}
