package io.salesledger.windowing.topology;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.log.LogBounds;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A task done again and again on a daemon thread of its own. A failure is logged, and it goes on;
 * an error of the JVM ends the process, since the task would not be done any more.
 */
final class PeriodicTask implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);
  private static final long CLOSE_SECONDS = 5;

  private final String name;
  private final Halt halt;
  private final ScheduledExecutorService thread;
  private final ScheduledFuture<?> schedule;

  /** Starts at once. */
  PeriodicTask(String name, long periodMillis, Runnable task) {
    this(name, periodMillis, task, Halt.ofProcess());
  }

  PeriodicTask(String name, long periodMillis, Runnable task, Halt halt) {
    this.name = name;
    this.halt = halt;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            runnable -> {
              Thread made = new Thread(runnable, name);
              made.setDaemon(true);
              return made;
            });
    this.schedule =
        thread.scheduleWithFixedDelay(
            () -> runSafely(task), 0, periodMillis, TimeUnit.MILLISECONDS);
  }

  private void runSafely(Runnable task) {
    try {
      task.run();
    } catch (Views.ViewsAwayException | LogBounds.KafkaAwayException | LedgerFailure e) {
      LOG.warn("{} cannot go on now: {}", name, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("{} failed", name, e);
    } catch (Error e) {
      LOG.error("{} failed", name, e);
      halt.because(name + " failed: " + e);
    }
  }

  @Override
  public void close() {
    schedule.cancel(true);
    thread.shutdownNow();
    try {
      if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("{} does not end", name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
