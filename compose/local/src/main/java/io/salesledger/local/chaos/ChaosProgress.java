package io.salesledger.local.chaos;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a run is: a bar on a terminal, otherwise a line for each fault, nothing where only
 * the report is wanted. Each step is noted with its time in a file too. For one thread.
 */
final class ChaosProgress implements AutoCloseable {
  private final @Nullable ProgressBar bar;
  private final @Nullable PrintWriter lines;
  private final PrintWriter notes;
  private final Clock clock;
  private final int faults;

  private ChaosProgress(
      @Nullable ProgressBar bar,
      @Nullable PrintWriter lines,
      PrintWriter notes,
      Clock clock,
      int faults) {
    this.bar = bar;
    this.lines = lines;
    this.notes = notes;
    this.clock = clock;
    this.faults = faults;
  }

  /**
   * One of a run.
   *
   * @param quiet whether only the report is wanted
   * @param out takes the lines
   */
  static ChaosProgress show(ChaosPlan plan, boolean quiet, PrintWriter out, Clock clock) {
    int faults = plan.order().size();
    boolean terminal = Terminal.showsErrors();
    Path file = plan.home().resolve("chaos.log");
    try {
      Files.createDirectories(plan.home());
      return new ChaosProgress(
          quiet || !terminal ? null : bar(faults),
          quiet || terminal ? null : out,
          new PrintWriter(Files.newBufferedWriter(file)),
          clock,
          faults);
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private static ProgressBar bar(int faults) {
    return new ProgressBarBuilder()
        .setTaskName("faults")
        .setInitialMax(faults)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(200)
        .build();
  }

  /** What goes on now. */
  void step(String what) {
    notes.println(clock.instant() + " " + what);
    notes.flush();
    if (bar != null) {
      bar.setExtraMessage(" " + what);
    }
  }

  /** A fault was survived. */
  void done(FaultResult result, ChaosTally tally) {
    String line =
        String.format(
            Locale.ROOT,
            "%3d of %d  %-20s  %5.1f s  %,d figures equal with %,d offsets (%s)",
            tally.results().size(),
            faults,
            result.kind().label(),
            result.recoverySeconds(),
            result.figures(),
            result.offsets(),
            result.detail());
    step(line);
    if (bar != null) {
      bar.step();
    }
    if (lines != null) {
      lines.println(line);
      lines.flush();
    }
  }

  @Override
  public void close() {
    notes.close();
    if (bar != null) {
      bar.close();
    }
  }
}
