package io.salesledger.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.PartsHome;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A run with all around it: its folder, Ctrl-C, the report. Runs once. */
final class BenchSession {
  private static final long GRACE_SECONDS = 60;

  private final BenchPlan plan;
  private final Installed installed;
  private final boolean keepsData;
  private final Consumer<JsonNode> told;
  private final PrintWriter err;
  private final Waiting waiting = new Waiting();
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * One that is not begun.
   *
   * @param keepsData whether the data stays after a run without a failure
   * @param told gets the report
   * @param err for progress and complaints
   */
  BenchSession(
      BenchPlan plan,
      Installed installed,
      boolean keepsData,
      Consumer<JsonNode> told,
      PrintWriter err) {
    this.plan = plan;
    this.installed = installed;
    this.keepsData = keepsData;
    this.told = told;
    this.err = err;
  }

  /**
   * Runs it and hands over the report.
   *
   * @return the exit code
   * @throws LedgerFailure if a contender fails or counts wrongly, or the folder is not fit
   */
  int run() {
    prepareFolder();
    Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown, "stop bench"));
    try {
      List<Tally> tallies = new BenchRun(plan, installed, waiting, err).run();
      JsonNode report =
          BenchReport.of(plan, tallies, Versions.of(installed.home(), PartsHome.located().root()));
      told.accept(report);
      deleteUnlessKept();
      return 0;
    } catch (Waiting.StoppedException e) {
      return stopped();
    } catch (LedgerFailure e) {
      // Ctrl-C may have ended what was waited for.
      if (waiting.isStopRequested()) {
        return stopped();
      }
      err.println("ledger bench: the data stays in " + plan.folder());
      throw e;
    } finally {
      ended.countDown();
    }
  }

  private int stopped() {
    err.println("ledger bench: stopped before it was done");
    err.flush();
    deleteUnlessKept();
    return LedgerFailure.Kind.FAILED.exitCode();
  }

  private void onShutdown() {
    waiting.requestStop();
    try {
      boolean unused = ended.await(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void prepareFolder() {
    Path folder = plan.folder();
    try {
      if (Files.exists(folder)) {
        try (Stream<Path> entries = Files.list(folder)) {
          if (entries.findAny().isPresent()) {
            throw LedgerFailure.usage(
                folder + " is not empty; name an empty folder, or a new one, with --data");
          }
        }
      }
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw LedgerFailure.usage("cannot write in " + folder + ": " + e.getMessage());
    }
  }

  private void deleteUnlessKept() {
    if (keepsData) {
      return;
    }
    try {
      BenchRun.delete(plan.folder());
    } catch (IOException e) {
      err.println("ledger bench: cannot delete " + plan.folder() + ": " + e.getMessage());
    }
  }
}
