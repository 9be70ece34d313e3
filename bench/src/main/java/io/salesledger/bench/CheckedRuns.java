package io.salesledger.bench;

import io.salesledger.bench.contender.Sums;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.Folders;
import io.salesledger.parts.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** Lets contenders run, each in a folder of its own, and checks their sums. For one thread. */
final class CheckedRuns {
  private final Path folder;
  private final Waiting waiting;
  private final Consumer<String> progress;
  private int runs;

  /**
   * None yet.
   *
   * @param folder takes the runs' folders
   * @param progress is told each run, in one line
   */
  CheckedRuns(Path folder, Waiting waiting, Consumer<String> progress) {
    this.folder = folder;
    this.waiting = waiting;
    this.progress = progress;
  }

  /**
   * One run.
   *
   * @param label of the contender
   * @param title of the run, for progress
   * @throws LedgerFailure if the contender fails, or its sums are wrong
   */
  Measured run(Contender contender, String label, String title, Payments payments) {
    waiting.check();
    int number = ++runs;
    Path own = folder.resolve("run-" + number + "-" + label);
    try {
      Files.createDirectories(own);
      Measured measured = contender.run(payments, own, number);
      refuseWrong(measured.sums(), contender.expected(payments.expected()));
      progress.accept(
          String.format(
              Locale.ROOT,
              "%s: %,.0f payments/s (%.2f s, %.1f s of CPU, %d MB)",
              title,
              measured.recordsPerSecond(),
              measured.seconds(),
              measured.use().cpuSeconds(),
              measured.use().peakRssBytes() >> 20));
      Folders.deleteAll(own);
      return measured;
    } catch (LedgerFailure e) {
      throw LedgerFailure.failed(label + ": " + e.getMessage(), e);
    } catch (JedisConnectionException e) {
      throw LedgerFailure.failed(
          label + ": its Redis does not answer: " + LedgerFailure.rootMessage(e), e);
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot write in " + own + ": " + e.getMessage(), e);
    }
  }

  /** Whoever counts wrongly is not measured. */
  static void refuseWrong(Sums found, Sums expected) {
    Optional<String> difference = found.differenceFrom(expected);
    if (difference.isPresent()) {
      throw LedgerFailure.failed("its sums are wrong: " + difference.get());
    }
  }
}
