package io.salesledger.local.stack;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.PartProcess;
import io.salesledger.parts.PartSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one part running: started again whenever it dies, after a pause that doubles while it keeps
 * dying. {@link #start()} and {@link #stop()} are called by one thread each; the restarts happen on
 * a thread of its own.
 */
final class PartKeeper {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  // A part that lived this long is well: its next death counts as the first.
  private static final Duration LONG_LIFE = Duration.ofMinutes(1);
  private static final int DEATHS_TO_EXPLAIN = 3;

  private final PartSpec spec;
  private final Announcer announcer;
  private final Runnable onChange;
  private final Clock clock;
  private final Thread watcher;
  private volatile boolean stopping;
  private volatile @Nullable PartProcess process;
  private volatile StackState.@Nullable Part state;
  private int restarts;

  PartKeeper(PartSpec spec, Announcer announcer, Runnable onChange, Clock clock) {
    this.spec = spec;
    this.announcer = announcer;
    this.onChange = onChange;
    this.clock = clock;
    this.watcher = new Thread(this::keepRunning, "keep " + spec.name());
    this.watcher.setDaemon(true);
  }

  PartSpec spec() {
    return spec;
  }

  /** The process that was ready last. */
  Optional<StackState.Part> state() {
    return Optional.ofNullable(state);
  }

  /**
   * Starts it, waits until it is ready and keeps it running from then on.
   *
   * @throws LedgerFailure if it does not come up
   */
  void start() {
    launch();
    watcher.start();
  }

  /** Ends it and all that it has started, and keeps it ended. */
  void stop() {
    stopping = true;
    watcher.interrupt();
    boolean interrupted = false;
    while (watcher.isAlive()) {
      try {
        watcher.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    PartProcess running = process;
    if (running != null) {
      running.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private PartProcess launch() {
    long sinceMillis = clock.millis();
    PartProcess started = PartProcess.start(spec, PartProcess.WhenParentDies.LIVE_ON);
    process = started;
    state =
        new StackState.Part(
            spec.name(), ProcessId.of(started.handle()), spec.port(), sinceMillis, restarts);
    onChange.run();
    return started;
  }

  private void keepRunning() {
    Duration pause = FIRST_PAUSE;
    int deaths = 0;
    try {
      while (!stopping) {
        PartProcess running = process;
        if (running != null && running.isAlive()) {
          long bornNanos = System.nanoTime();
          awaitEnd(running.handle().onExit());
          if (System.nanoTime() - bornNanos > LONG_LIFE.toNanos()) {
            pause = FIRST_PAUSE;
            deaths = 0;
          }
        }
        deaths++;
        announceDeath(deaths, pause);
        Thread.sleep(pause.toMillis());
        pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        tryAgain();
      }
    } catch (InterruptedException e) {
      // Only stop() interrupts: there is nothing left to keep.
      return;
    }
  }

  private void awaitEnd(CompletableFuture<ProcessHandle> end) throws InterruptedException {
    try {
      end.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  private void announceDeath(int deaths, Duration pause) {
    String line =
        spec.name() + " has ended; it is started again in " + pause.toMillis() / 1000.0 + " s";
    if (deaths < DEATHS_TO_EXPLAIN) {
      announcer.say(line);
    } else {
      announcer.say(
          line
              + " ("
              + deaths
              + " times in a row); its log "
              + spec.log()
              + " ends:\n"
              + PartProcess.lastLines(spec.log()));
    }
  }

  private void tryAgain() throws InterruptedException {
    try {
      restarts++;
      long startNanos = System.nanoTime();
      launch();
      announcer.step(spec.name(), "is back", startNanos);
    } catch (LedgerFailure e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      // Dead again: the loop waits longer and tells why.
    }
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
