package io.salesledger.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.Folders;
import io.salesledger.parts.Waiting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** A run with all around it: its folder, Ctrl-C, the report. Runs once. */
final class BenchSession {
  private static final long GRACE_SECONDS = 60;

  private final String command;
  private final Path folder;
  private final boolean keepsData;
  private final PrintWriter err;
  private final Waiting waiting = new Waiting();
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * One that is not begun.
   *
   * @param command its name
   * @param folder takes all data; does not exist yet, or is empty
   * @param keepsData whether the data stays after a run without a failure
   * @param err for complaints
   */
  BenchSession(String command, Path folder, boolean keepsData, PrintWriter err) {
    this.command = command;
    this.folder = folder;
    this.keepsData = keepsData;
    this.err = err;
  }

  /**
   * Runs it and hands over the report.
   *
   * @param measuring makes the report
   * @param told gets it
   * @return the exit code
   * @throws LedgerFailure if a contender fails or counts wrongly, or the folder is not fit
   */
  int run(Function<Waiting, JsonNode> measuring, Consumer<JsonNode> told) {
    prepareFolder();
    Runtime.getRuntime().addShutdownHook(new Thread(this::onShutdown, "stop bench"));
    try {
      told.accept(measuring.apply(waiting));
      deleteUnlessKept();
      return 0;
    } catch (Waiting.StoppedException e) {
      return stopped();
    } catch (RuntimeException e) {
      // Ctrl-C may have ended what was waited for, or keeps more from being started.
      if (waiting.isStopRequested() || isEnding()) {
        return stopped();
      }
      err.println(command + ": the data stays in " + folder);
      throw e;
    } finally {
      ended.countDown();
    }
  }

  private int stopped() {
    err.println(command + ": stopped before it was done");
    err.flush();
    deleteUnlessKept();
    return LedgerFailure.Kind.FAILED.exitCode();
  }

  /** Whether this JVM is: it lets no hook be taken back then. */
  private static boolean isEnding() {
    try {
      boolean unused = Runtime.getRuntime().removeShutdownHook(new Thread(() -> {}, "never begun"));
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
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
    try {
      if (Files.exists(folder) && !Files.isDirectory(folder)) {
        throw LedgerFailure.usage("cannot write in " + folder + ": it is no folder");
      }
      if (Files.exists(folder)) {
        try (Stream<Path> entries = Files.list(folder)) {
          if (entries.findAny().isPresent()) {
            throw LedgerFailure.usage(
                folder + " is not empty; name an empty folder, or a new one, with --data");
          }
        }
      }
      Files.createDirectories(folder);
    } catch (AccessDeniedException e) {
      throw LedgerFailure.usage("cannot write in " + folder + ": this user may not");
    } catch (IOException e) {
      throw LedgerFailure.usage("cannot write in " + folder + ": " + e.getMessage());
    }
  }

  private void deleteUnlessKept() {
    if (keepsData) {
      return;
    }
    try {
      Folders.deleteAll(folder);
    } catch (IOException e) {
      err.println(command + ": cannot delete " + folder + ": " + e.getMessage());
    }
  }
}
