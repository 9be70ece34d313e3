package io.salesledger.local.chaos;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steady load: one {@code ledger generate} in a process of its own, so that what it appends is
 * what users append. While paused it is frozen; it makes up for the pause afterwards, so that its
 * rate holds over the whole run. For one thread.
 */
final class Load implements AutoCloseable {
  private static final Duration STOP_PATIENCE = Duration.ofMinutes(1);
  private static final int PRODUCTS = 200;
  private static final int REFUND_PERCENT = 5;

  private final ChaosStack stack;
  private final Waiting waiting;
  private final int paymentsPerSecond;
  private final Path report;
  private @Nullable Process process;

  Load(ChaosStack stack, Path home, Waiting waiting, int paymentsPerSecond) {
    this.stack = stack;
    this.waiting = waiting;
    this.paymentsPerSecond = paymentsPerSecond;
    this.report = home.resolve("generate.json");
  }

  /** Starts it; the same seed makes the same payments. */
  void start(long seed) {
    process =
        stack.generate(
            List.of(
                "--rate=" + paymentsPerSecond,
                "--products=" + PRODUCTS,
                "--refunds=" + REFUND_PERCENT,
                "--seed=" + seed,
                "--json"),
            report);
  }

  /** Freezes it; what is on its way to Kafka still arrives. */
  void pause() {
    Signals.freeze(List.of(running().toHandle()));
  }

  /**
   * Lets it go on, if it is frozen.
   *
   * @throws LedgerFailure if it has ended
   */
  void resume() {
    if (!running().isAlive()) {
      throw LedgerFailure.failed("the generator has ended, see " + report + " and generate.err");
    }
    Signals.thaw(List.of(running().toHandle()));
  }

  /**
   * Stops it once all that it made is on the log.
   *
   * @return how many payments Kafka has confirmed to it
   * @throws LedgerFailure if it had ended before, or could not append
   */
  long stop() {
    resume();
    Process running = running();
    running.destroy();
    waiting.until("end of the generator", STOP_PATIENCE, () -> !running.isAlive());
    try {
      List<String> said = Files.readAllLines(report);
      JsonNode last = JsonMapper.builder().build().readTree(said.get(said.size() - 1));
      if (last.has("failure")) {
        throw LedgerFailure.failed("the generator has failed: " + last);
      }
      return last.get("appended").asLong();
    } catch (JsonProcessingException | IndexOutOfBoundsException e) {
      throw LedgerFailure.failed("the generator ended without a report, see " + report, e);
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot read " + report + ": " + e.getMessage(), e);
    }
  }

  private Process running() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running;
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
