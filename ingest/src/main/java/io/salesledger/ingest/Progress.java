package io.salesledger.ingest;

import io.salesledger.contract.Terminal;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A bar with rate and, where the end is known, time left; on a terminal only. */
final class Progress implements AutoCloseable {
  private static final long BYTES_A_KB = 1_000;
  private static final long BYTES_A_MB = 1_000_000;

  private final @Nullable ProgressBarBuilder builder;
  private @Nullable ProgressBar bar;

  private Progress(@Nullable ProgressBarBuilder builder) {
    this.builder = builder;
  }

  /** Shows nothing. */
  static Progress silent() {
    return new Progress(null);
  }

  /** Over bytes read; the end may not be known. */
  static Progress ofBytes(String task, Optional<Long> totalBytes, boolean quiet) {
    return totalBytes.orElse(0L) < 100 * BYTES_A_MB
        ? of(task, totalBytes, quiet, "KB", BYTES_A_KB)
        : of(task, totalBytes, quiet, "MB", BYTES_A_MB);
  }

  /** Over payments; the end may not be known. */
  static Progress ofPayments(String task, Optional<Long> total, boolean quiet) {
    return of(task, total, quiet, "", 1);
  }

  private static Progress of(
      String task, Optional<Long> total, boolean quiet, String unit, long unitSize) {
    if (quiet || !Terminal.showsErrors()) {
      return silent();
    }
    return new Progress(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total.orElse(-1L))
            .setStyle(ProgressBarStyle.ASCII)
            .setUnit(unit, unitSize)
            .setUpdateIntervalMillis(200)
            .showSpeed());
  }

  /** How far it is. */
  void at(long done, long appended) {
    if (step(done)) {
      extra(" " + appended + " appended");
    }
  }

  /** How far it is, before anything is appended. */
  void at(long done) {
    boolean unused = step(done);
  }

  private boolean step(long done) {
    if (builder == null) {
      return false;
    }
    if (bar == null) {
      // What an earlier run did counts as done, but not for the rate.
      bar = builder.startsFrom(done, Duration.ZERO).build();
    }
    bar.stepTo(done);
    return true;
  }

  private void extra(String message) {
    if (bar != null) {
      bar.setExtraMessage(message);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
