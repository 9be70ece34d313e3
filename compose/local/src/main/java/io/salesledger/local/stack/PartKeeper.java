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
  private static final String DISK_FULL = "No space left on device";

  private final PartSpec spec;
  private final Announcer announcer;
  private final Runnable onChange;
  private final Clock clock;
  private final Thread watcher;
  private volatile boolean stopping;
  private volatile @Nullable PartProcess process;
  private volatile StackState.@Nullable Part state;
  private int restarts;
  private int deaths;

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
            spec.name(),
            ProcessId.of(started.handle()),
            spec.port(),
            sinceMillis,
            restarts,
            deaths,
            spec.log().toString());
    onChange.run();
    return started;
  }

  private void keepRunning() {
    Duration pause = FIRST_PAUSE;
    String why = spec.name() + " has ended";
    try {
      while (!stopping) {
        PartProcess running = process;
        if (running != null && running.isAlive()) {
          long bornNanos = System.nanoTime();
          awaitEnd(running.handle().onExit());
          if (System.nanoTime() - bornNanos > StackState.Part.LONG_LIFE.toNanos()) {
            pause = FIRST_PAUSE;
            deaths = 0;
          }
        }
        deaths++;
        noteDeath();
        announceDeath(why, pause);
        Thread.sleep(pause.toMillis());
        pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        why = tryAgain();
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

  private void noteDeath() {
    StackState.Part last = state;
    if (last != null) {
      state = last.diedAgain(deaths);
      onChange.run();
    }
  }

  private void announceDeath(String why, Duration pause) {
    String lastLines = PartProcess.lastLines(spec.log());
    boolean full = lastLines.contains(DISK_FULL);
    StringBuilder text = new StringBuilder(why);
    if (full) {
      text.append(": the disk is full");
    }
    text.append("; it is started again in ").append(pause.toMillis() / 1000.0).append(" s");
    if (full || deaths >= StackState.Part.MANY_DEATHS) {
      text.append(" (").append(deaths).append(deaths == 1 ? " time" : " times in a row");
      text.append("); its log ").append(spec.log()).append(" ends:\n").append(lastLines);
    }
    announcer.say(text.toString());
  }

  /** Starts it; returns why it ended, should it be found dead after. */
  private String tryAgain() throws InterruptedException {
    try {
      restarts++;
      long startNanos = System.nanoTime();
      launch();
      announcer.step(spec.name(), "is back", startNanos);
      return spec.name() + " has ended";
    } catch (LedgerFailure e) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      // What its log says is told when it has happened often enough.
      String reason = LedgerFailure.rootMessage(e);
      int end = reason.indexOf("; its log ");
      return end < 0 ? reason : reason.substring(0, end);
    }
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }
}
