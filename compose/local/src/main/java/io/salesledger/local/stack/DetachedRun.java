package io.salesledger.local.stack;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.JavaCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@code up} that goes on in a process of its own, out of reach of this terminal. What it says
 * until all is healthy is said here too. Not for reuse.
 */
public final class DetachedRun {
  private static final int HEAP_MEGABYTES = 128;
  private static final long POLL_MILLIS = 100;
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final StackFolder folder;
  private final PrintWriter out;
  private final PrintWriter err;
  private @Nullable Process launched;

  /** One of this folder, heard through these. */
  public DetachedRun(StackFolder folder, PrintWriter out, PrintWriter err) {
    this.folder = folder;
    this.out = out;
    this.err = err;
  }

  /**
   * Starts it and waits until all is healthy, or it has ended.
   *
   * @param arguments of the ledger command, without the one that detaches
   * @return the exit code: 0 if it goes on
   */
  public int start(List<String> arguments) {
    try {
      folder.make();
      // Until it is healthy it belongs to this terminal: Ctrl-C ends it.
      Thread hook = new Thread(this::endWithUs, "end the detached up");
      Runtime.getRuntime().addShutdownHook(hook);
      DetachedOutput output = DetachedOutput.create(folder);
      int exitCode = follow(launch(arguments, output), output);
      Runtime.getRuntime().removeShutdownHook(hook);
      return exitCode;
    } catch (IllegalStateException e) {
      // Java's way to say that it is ending already, by Ctrl-C; the exit code is of the signal.
      throw LedgerFailure.failed("interrupted while starting", e);
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot write in " + folder.root() + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LedgerFailure.failed("interrupted while starting", e);
    }
  }

  private synchronized Process launch(List<String> arguments, DetachedOutput output)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(SETSID)) {
      command.add(SETSID.toString());
    }
    command.addAll(
        OwnProcess.with(new JavaCommand(folder.upMarker(), HEAP_MEGABYTES)).command(arguments));
    Process started =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.log().toFile())
            .redirectError(output.errors().toFile())
            .start();
    launched = started;
    return started;
  }

  private int follow(Process up, DetachedOutput output) throws IOException, InterruptedException {
    StackStateFile stateFile = new StackStateFile(folder);
    long said = 0;
    while (true) {
      boolean ended = up.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
      Optional<StackState> own = stateFile.read().filter(s -> s.up().pid() == up.pid());
      if (own.isPresent()) {
        output.keep();
      }
      said = relay(output.log(), said);
      if (ended) {
        err.print(Files.readString(output.errors()));
        err.flush();
        output.close();
        return up.exitValue();
      }
      if (own.filter(StackState::healthy).isPresent()) {
        return 0;
      }
    }
  }

  private long relay(Path file, long from) throws IOException {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      byte[] news = new byte[Math.toIntExact(log.length() - from)];
      log.seek(from);
      log.readFully(news);
      out.print(new String(news, StandardCharsets.UTF_8));
      out.flush();
      return from + news.length;
    }
  }

  private synchronized void endWithUs() {
    Process up = launched;
    if (up != null) {
      up.destroy();
      up.onExit().join();
    }
  }
}
