package io.salesledger.local.chaos;

import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows how far a run is: a bar on a terminal, otherwise a line for each fault, nothing where only
 * the report is wanted. For one thread.
 */
final class ChaosProgress implements AutoCloseable {
  private final @Nullable ProgressBar bar;
  private final @Nullable PrintWriter lines;
  private final int faults;

  private ChaosProgress(@Nullable ProgressBar bar, @Nullable PrintWriter lines, int faults) {
    this.bar = bar;
    this.lines = lines;
    this.faults = faults;
  }

  /**
   * One of a run.
   *
   * @param quiet whether only the report is wanted
   */
  // JDK 22 and newer give null off a terminal only under -Djdk.console=java.base; 17 ignores it.
  @SuppressWarnings("SystemConsoleNull")
  static ChaosProgress show(int faults, boolean quiet, PrintWriter out) {
    if (quiet) {
      return new ChaosProgress(null, null, faults);
    }
    if (System.console() == null) {
      return new ChaosProgress(null, out, faults);
    }
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("faults")
            .setInitialMax(faults)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(200)
            .build();
    return new ChaosProgress(bar, null, faults);
  }

  /** What goes on now. */
  void step(String what) {
    if (bar != null) {
      bar.setExtraMessage(" " + what);
    }
  }

  /** A fault was survived. */
  void done(FaultResult result, ChaosTally tally) {
    if (bar != null) {
      bar.step();
    }
    if (lines != null) {
      lines.printf(
          Locale.ROOT,
          "%3d of %d  %-20s  %5.1f s  %,d figures equal with %,d offsets (%s)%n",
          tally.results().size(),
          faults,
          result.kind().label(),
          result.recoverySeconds(),
          result.figures(),
          result.offsets(),
          result.detail());
      lines.flush();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
