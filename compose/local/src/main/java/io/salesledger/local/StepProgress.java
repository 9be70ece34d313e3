package io.salesledger.local;

import io.salesledger.contract.Terminal;
import io.salesledger.windowing.rebuild.RebuildProgress;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows the steps of an audit or a rebuild as bars with rate and time left, on a terminal only, and
 * hands Ctrl-C on to it. Used by the thread that runs it; closed when that has ended.
 */
final class StepProgress implements RebuildProgress, AutoCloseable {
  private static final long GRACE_SECONDS = 5;

  private final boolean shown;
  private final PrintWriter notes;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::onShutdown, "stop-between-steps");
  private @Nullable ProgressBar bar;

  private StepProgress(boolean shown, PrintWriter notes) {
    this.shown = shown;
    this.notes = notes;
  }

  /** Shows it, unless quiet, and listens to Ctrl-C until closed; says what is said to notes. */
  static StepProgress show(boolean quiet, PrintWriter notes) {
    StepProgress progress = new StepProgress(!quiet && Terminal.showsErrors(), notes);
    Runtime.getRuntime().addShutdownHook(progress.hook);
    return progress;
  }

  private void onShutdown() {
    stop.countDown();
    try {
      ended.await(GRACE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void begin(String step, long total) {
    closeBar();
    if (shown) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(step)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .showSpeed()
              .build();
    }
  }

  @Override
  public void advance(long more) {
    ProgressBar current = bar;
    if (current != null) {
      current.stepBy(more);
    }
  }

  @Override
  public void say(String line) {
    closeBar();
    notes.println(line);
    notes.flush();
  }

  @Override
  public boolean isStopRequested() {
    return stop.getCount() == 0;
  }

  private void closeBar() {
    ProgressBar current = bar;
    if (current != null) {
      current.close();
      bar = null;
    }
  }

  @Override
  public void close() {
    closeBar();
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // Shutting down already: the hook is what waited for this call.
      return;
    }
  }
}
