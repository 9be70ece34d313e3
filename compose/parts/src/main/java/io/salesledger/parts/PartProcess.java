package io.salesledger.parts;

import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One part as a process of its own: started, killed, stopped and started again on the same port and
 * the same data. Any thread may call it; calls take turns.
 */
public final class PartProcess implements AutoCloseable {
  /** What happens to the process when this JVM ends without having stopped it. */
  public enum WhenParentDies {
    /** It ends too, whatever happens to this JVM: for tests. */
    END,
    /** It lives on. */
    LIVE_ON
  }

  private static final long STOP_PATIENCE_SECONDS = 15;
  private static final long POLL_MILLIS = 50;
  private static final int LAST_LINES = 15;

  /** Room for the last lines, also where each is a long one. */
  private static final int LAST_BYTES = 1 << 16;

  /** Weeks of what parts say, and little beside the room that a stack needs. */
  static final long LONGEST_LOG_BYTES = 32L << 20;

  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final PartSpec spec;
  private final WhenParentDies whenParentDies;
  private @Nullable Process process;
  private @Nullable ParentGuard guard;
  private @Nullable Thread shutdownHook;

  private PartProcess(PartSpec spec, WhenParentDies whenParentDies) {
    this.spec = spec;
    this.whenParentDies = whenParentDies;
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @throws LedgerFailure if it ends or is not ready in time; the message holds its log's last
   *     lines
   */
  public static PartProcess start(PartSpec spec, WhenParentDies whenParentDies) {
    PartProcess part = new PartProcess(spec, whenParentDies);
    part.start();
    return part;
  }

  /** How it is run. */
  public PartSpec spec() {
    return spec;
  }

  /**
   * Starts it again after {@link #stop()}, {@link #kill()} or a death of its own, on the same port
   * and data; stops it first if it runs.
   */
  public synchronized void restart() {
    stop();
    start();
  }

  /** Its process's number. */
  public synchronized long pid() {
    return running().pid();
  }

  /** Its process, started last; it may have ended. */
  public synchronized ProcessHandle handle() {
    return running().toHandle();
  }

  /** Whether it runs now. */
  public synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Ends it at once, as {@code kill -9}; what it has started itself lives on. */
  public synchronized void kill() {
    if (process != null) {
      process.destroyForcibly();
      process.onExit().join();
    }
  }

  /** Stops one of a pair: freezes the process as {@code kill -STOP}, until {@link #thaw()}. */
  public synchronized void freeze() {
    signal("STOP");
  }

  /** Lets a frozen process go on. */
  public synchronized void thaw() {
    signal("CONT");
  }

  /** Asks it to end and waits; ends it after a while; then ends what it has started itself. */
  public synchronized void stop() {
    if (process != null) {
      process.destroy();
      try {
        if (!process.waitFor(STOP_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          kill();
        }
      } catch (InterruptedException e) {
        kill();
        Thread.currentThread().interrupt();
      }
    }
    MarkedProcesses.kill(MarkedProcesses.find(spec.markers()));
  }

  /** Ends it and all that it has started, for good. */
  @Override
  public synchronized void close() {
    stop();
    if (guard != null) {
      guard.close();
      guard = null;
    }
    if (shutdownHook != null && Thread.currentThread() != shutdownHook) {
      try {
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
      } catch (IllegalStateException e) {
        // The JVM is ending already: the hook has nothing left to do.
      }
      shutdownHook = null;
    }
  }

  /** The last lines of a part's log, for messages. */
  public static String lastLines(Path log) {
    try {
      List<String> lines = end(log).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log at " + log + ")";
    }
  }

  /** A log may be larger than the heap. */
  private static String end(Path log) throws IOException {
    try (SeekableByteChannel bytes = Files.newByteChannel(log)) {
      bytes.position(Math.max(0, bytes.size() - LAST_BYTES));
      return new String(
          Channels.newInputStream(bytes).readNBytes(LAST_BYTES), StandardCharsets.UTF_8);
    }
  }

  /** What was said before is kept once, so that a log does not grow for ever. */
  static void turnOver(Path log) throws IOException {
    if (Files.exists(log) && Files.size(log) > LONGEST_LOG_BYTES) {
      Files.move(
          log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private synchronized void start() {
    try {
      Files.createDirectories(spec.folder());
      Files.createDirectories(spec.log().toAbsolutePath().getParent());
      turnOver(spec.log());
      spec.preparation().run();
      if (whenParentDies == WhenParentDies.END) {
        guardAgainstParentDeath();
      }
      process = launch();
      awaitReady(process);
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot start " + spec.name() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw LedgerFailure.failed("interrupted while starting " + spec.name(), e);
    } catch (LedgerFailure e) {
      close();
      throw e;
    }
  }

  private Process launch() throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      // A session of its own: Ctrl-C reaches who runs the parts, which stops them in order.
      command.add(SETSID.toString());
    }
    command.addAll(spec.command());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(spec.folder().toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
    builder.environment().putAll(spec.environment());
    return builder.start();
  }

  private void guardAgainstParentDeath() throws IOException {
    if (guard == null) {
      guard = ParentGuard.over(spec.markers());
    }
    if (shutdownHook == null) {
      shutdownHook = new Thread(this::close, "end " + spec.name());
      Runtime.getRuntime().addShutdownHook(shutdownHook);
    }
  }

  private void awaitReady(Process started) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + spec.patience().toNanos();
    while (!spec.readiness().isReady()) {
      if (!started.isAlive()) {
        throw notReady("ended with exit code " + started.exitValue());
      }
      if (System.nanoTime() - deadlineNanos > 0) {
        throw notReady("was not ready within " + spec.patience().toSeconds() + " s");
      }
      Thread.sleep(POLL_MILLIS);
    }
    if (!started.isAlive()) {
      throw notReady("ended with exit code " + started.exitValue());
    }
  }

  private LedgerFailure notReady(String what) {
    return LedgerFailure.failed(
        spec.name() + " " + what + "; its log " + spec.log() + " ends:\n" + lastLines(spec.log()));
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException(spec.name() + " was never started");
    }
    return process;
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(running().pid())).start().waitFor();
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot signal " + spec.name(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
