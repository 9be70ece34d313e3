package io.salesledger.bench;

import io.salesledger.bench.contender.ContenderProcess;
import io.salesledger.bench.contender.Order;
import io.salesledger.bench.contender.Sums;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.JavaCommand;
import io.salesledger.parts.ParentGuard;
import io.salesledger.parts.PartProcess;
import io.salesledger.parts.RedisServer;
import io.salesledger.parts.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/** A contender that is one JVM with a class path of its own. */
final class OwnJvm implements Contender {
  private static final long POLL_MILLIS = 1;
  private static final long COMMITTED_POLL_MILLIS = 20;
  private static final Duration REPORT_PATIENCE = Duration.ofMinutes(15);

  private final Ground ground;
  private final Waiting waiting;
  private final Patience patience;
  private final Program program;
  private final int threads;

  /**
   * What is run.
   *
   * @param label of the contender
   * @param classpath all it needs
   * @param main its main class
   * @param jvmFlags of its JVM
   * @param finish how it is known to be done
   * @param redis that it writes to, if any: its use is taken with the contender's own, before the
   *     sums are read back
   */
  record Program(
      String label,
      String classpath,
      String main,
      List<String> jvmFlags,
      Finish finish,
      Optional<RedisServer> redis) {
    Program {
      jvmFlags = List.copyOf(jvmFlags);
    }
  }

  /** How a contender is known to be done. */
  enum Finish {
    /** It says so. */
    SAID,
    /** Its group has committed all offsets, which it does after all that they stand for. */
    COMMITTED
  }

  OwnJvm(Ground ground, Waiting waiting, Patience patience, Program program, int threads) {
    this.ground = ground;
    this.waiting = waiting;
    this.patience = patience;
    this.program = program;
    this.threads = threads;
  }

  @Override
  public Measured run(Payments payments, Path folder, int run) {
    Order order =
        new Order(
            ground.bootstrapServers(),
            ground.registryUrl(),
            payments.topic(),
            payments.ends(),
            program.label() + "-" + run,
            threads,
            folder);
    Path orderFile = folder.resolve("order.properties");
    Path errors = folder.resolve("err.log");
    String marker = JavaCommand.marker(folder);
    try (ParentGuard guard = ParentGuard.over(List.of(marker));
        Stopwatch stopwatch = Stopwatch.watch(ground, payments.topic())) {
      order.write(orderFile);
      Process process =
          new ProcessBuilder(command(marker, orderFile))
              .directory(folder.toFile())
              .redirectError(errors.toFile())
              .start();
      try {
        return measure(payments, order, process, stopwatch, errors);
      } finally {
        process.destroyForcibly();
        process.onExit().join();
      }
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot run it: " + e.getMessage(), e);
    }
  }

  private Measured measure(
      Payments payments, Order order, Process process, Stopwatch stopwatch, Path errors)
      throws IOException {
    Words words = listen(process);
    long finishedNanos =
        switch (program.finish()) {
          case SAID -> awaitFinished(stopwatch, process, words, errors);
          case COMMITTED -> awaitCommitted(order, stopwatch, process, errors);
        };
    Map<String, ProcessUse> uses = new LinkedHashMap<>();
    uses.put("JVM", ProcessUse.of(process.pid()));
    program.redis().ifPresent(redis -> uses.put("Redis", ProcessUse.of(redis.pid())));
    long redisBytes = program.redis().map(RedisMemory::used).orElse(0L);
    words.settings().put("JVM flags", JvmFlags.of(List.of(process.toHandle())));
    PrintStream in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    in.println(ContenderProcess.REPORT);
    waiting.until(
        missing(ContenderProcess.REPORTED, errors),
        REPORT_PATIENCE,
        POLL_MILLIS,
        () -> said(ContenderProcess.REPORTED, process, words, errors).isPresent());
    return new Measured(
        payments.records(),
        stopwatch.secondsUntil(finishedNanos),
        redisBytes,
        uses,
        words.settings(),
        Sums.read(order.sumsFile()));
  }

  private record Said(String line, long atNanos) {}

  /** What a contender has said: words not yet looked at, and settings. */
  private record Words(BlockingQueue<Said> said, Map<String, String> settings) {}

  private static Words listen(Process process) {
    Words words = new Words(new LinkedBlockingQueue<>(), new ConcurrentHashMap<>());
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    Thread listener =
        new Thread(() -> out.lines().forEach(line -> note(line, words)), "contender's words");
    listener.setDaemon(true);
    listener.start();
    return words;
  }

  private static void note(String line, Words words) {
    int equals = line.indexOf('=');
    if (line.startsWith(ContenderProcess.SETTING) && equals > 0) {
      words
          .settings()
          .put(
              line.substring(ContenderProcess.SETTING.length(), equals),
              line.substring(equals + 1));
    } else {
      words.said().add(new Said(line, System.nanoTime()));
    }
  }

  private long awaitFinished(Stopwatch stopwatch, Process process, Words words, Path errors) {
    List<Long> at = new ArrayList<>();
    patience.await(
        waiting,
        missing(ContenderProcess.FINISHED, errors),
        POLL_MILLIS,
        stopwatch::hasBegun,
        () -> {
          ground.refuseEnded();
          said(ContenderProcess.FINISHED, process, words, errors).ifPresent(at::add);
          return !at.isEmpty();
        });
    return at.get(0);
  }

  private long awaitCommitted(Order order, Stopwatch stopwatch, Process process, Path errors) {
    patience.await(
        waiting,
        missing("last committed offset", errors),
        COMMITTED_POLL_MILLIS,
        stopwatch::hasBegun,
        () -> {
          refuseIfEnded(process, errors);
          ground.refuseEnded();
          return ground.committed().reach(order.group(), order.topic(), order.ends());
        });
    return System.nanoTime();
  }

  private static String missing(String what, Path errors) {
    return what + " from it (" + errors + " may say why)";
  }

  /** When it said this, if it has by now. */
  private static Optional<Long> said(String wanted, Process process, Words words, Path errors) {
    refuseIfEnded(process, errors);
    for (Said next = words.said().poll(); next != null; next = words.said().poll()) {
      if (next.line().equals(wanted)) {
        return Optional.of(next.atNanos());
      }
    }
    return Optional.empty();
  }

  private static void refuseIfEnded(Process process, Path errors) {
    if (!process.isAlive()) {
      throw LedgerFailure.failed(
          "it ended with exit code "
              + process.exitValue()
              + " before it was done:\n"
              + PartProcess.lastLines(errors));
    }
  }

  private List<String> command(String marker, Path orderFile) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(marker);
    command.addAll(program.jvmFlags());
    command.addAll(List.of("-cp", program.classpath(), program.main(), orderFile.toString()));
    return command;
  }
}
