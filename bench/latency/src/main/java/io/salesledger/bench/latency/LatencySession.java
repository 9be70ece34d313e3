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
import java.util.stream.Stream;

/**
 * A run with all around it: its folder and its stack, which is ended whatever happens. Runs once.
 */
final class LatencySession {
  private final LatencyPlan plan;
  private final boolean keepsData;
  private final PrintWriter err;
  private final Waiting waiting = new Waiting();

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
   */
  List<RateLatency> run() {
    prepareFolder();
    long startNanos = System.nanoTime();
    OwnStack stack = OwnStack.in(plan.home(), Map.of());
    Thread hook = new Thread(stack::close, "end the stack");
    Runtime.getRuntime().addShutdownHook(hook);
    try (stack) {
      tell("a stack of its own comes up");
      stack.up(waiting);
      tell("up after " + (System.nanoTime() - startNanos) / 1_000_000_000 + " s");
      List<RateLatency> measured = new LatencyRun(plan, stack.settings(), waiting, err).run();
      stack.close();
      deleteUnlessKept();
      return measured;
    } catch (LedgerFailure e) {
      tell("the data stays in " + plan.home());
      throw e;
    }
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
