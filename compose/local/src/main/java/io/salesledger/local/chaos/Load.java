package io.salesledger.local.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The steady load: one {@code ledger generate} in a process of its own, so that what it appends is
 * what users append. While paused it is frozen; it makes up for the pause afterwards, so that its
 * rate holds over the whole run. One that has ended, because Kafka was away for too long, is
 * followed by another one with the next seed. For one thread.
 */
final class Load implements AutoCloseable {
  private static final Duration STOP_PATIENCE = Duration.ofMinutes(2);
  private static final int PRODUCTS = 200;
  private static final int REFUND_PERCENT = 5;

  private final ChaosStack stack;
  private final Path home;
  private final Waiting waiting;
  private final int paymentsPerSecond;
  private final long seed;
  private final List<Path> reports = new ArrayList<>();
  private @Nullable Process process;

  /**
   * One that is not started.
   *
   * @param home takes the generators' reports
   * @param seed the same one makes the same payments
   */
  Load(ChaosStack stack, Path home, Waiting waiting, int paymentsPerSecond, long seed) {
    this.stack = stack;
    this.home = home;
    this.waiting = waiting;
    this.paymentsPerSecond = paymentsPerSecond;
    this.seed = seed;
  }

  /** Sees to it that it goes on: started, started again, or no longer frozen. */
  void resume() {
    Process running = process;
    if (running != null && running.isAlive()) {
      Signals.thaw(List.of(running.toHandle()));
      return;
    }
    int before = reports.size();
    Path report = home.resolve("generate-" + before + ".json");
    reports.add(report);
    process =
        stack.generate(
            List.of(
                "--rate=" + paymentsPerSecond,
                "--products=" + PRODUCTS,
                "--refunds=" + REFUND_PERCENT,
                "--seed=" + (seed + before),
                "--json"),
            report);
  }

  /** Whether it has ended by itself. */
  boolean hasEnded() {
    Process running = process;
    return running == null || !running.isAlive();
  }

  /** Freezes it; what is on its way to Kafka still arrives. */
  void pause() {
    Process running = process;
    if (running != null) {
      Signals.freeze(List.of(running.toHandle()));
    }
  }

  /**
   * Stops it once all that it made is on the log.
   *
   * @return how many payments Kafka has confirmed; empty if one ended without telling
   */
  OptionalLong stop() {
    Process running = process;
    if (running != null) {
      close();
      running.destroy();
      waiting.until("end of the generator", STOP_PATIENCE, () -> !running.isAlive());
    }
    long appended = 0;
    for (Path report : reports) {
      OptionalLong one = appended(report);
      if (one.isEmpty()) {
        return one;
      }
      appended += one.getAsLong();
    }
    return OptionalLong.of(appended);
  }

  private static OptionalLong appended(Path report) {
    try {
      List<String> said = Files.readAllLines(report);
      if (said.isEmpty()) {
        return OptionalLong.empty();
      }
      JsonNode last = JsonMapper.builder().build().readTree(said.get(said.size() - 1));
      return OptionalLong.of(last.path("appended").asLong());
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot read " + report + ": " + e.getMessage(), e);
    }
  }

  /** How many generators it took. */
  int starts() {
    return reports.size();
  }

  /** A frozen process does not end when it is asked to. */
  @Override
  public void close() {
    Process running = process;
    if (running != null && running.isAlive()) {
      Signals.thaw(List.of(running.toHandle()));
    }
  }
}
