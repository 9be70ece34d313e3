package io.salesledger.local;

import io.salesledger.windowing.audit.AuditProgress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows an audit's steps as bars with rate and time left, on a terminal only, and hands Ctrl-C on
 * to it. Used by the thread that runs the audit; closed when that has ended.
 */
final class VerifyProgress implements AuditProgress, AutoCloseable {
  private static final long GRACE_SECONDS = 5;

  private final boolean shown;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook = new Thread(this::onShutdown, "stop-verify");
  private @Nullable ProgressBar bar;

  private VerifyProgress(boolean shown) {
    this.shown = shown;
  }

  /** Shows it, unless quiet, and listens to Ctrl-C until closed. */
  // JDK 22 and newer give null off a terminal only under -Djdk.console=java.base; 17 ignores it.
  @SuppressWarnings("SystemConsoleNull")
  static VerifyProgress show(boolean quiet) {
    VerifyProgress progress = new VerifyProgress(!quiet && System.console() != null);
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
