package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.log.ToldLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The two faults for which the demo is known. */
@ExtendWith(SharedParts.class)
final class DemoFaultsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final LedgerUnderTest ledger;

  DemoFaultsIT(LedgerUnderTest ledger) {
    this.ledger = ledger;
  }

  /** The demo's first fault: each parallel bolt held its own total, and the last to write won. */
  @Test
  void totalNeverJumpsBackWithManyParallelTasks() {
    LedgerSettings settings =
        ledger.settings(
            "parallel",
            "ledger.topic.partitions",
            "6",
            "ledger.storm.spout.tasks",
            "2",
            "ledger.storm.decode.tasks",
            "3",
            "ledger.storm.ledger.tasks",
            "3",
            "ledger.poll.records",
            "50",
            "ledger.window.slide",
            "50ms",
            "ledger.window.length",
            "2s");
    ledger.prepare(settings);
    WatchedViews views = ledger.watch(settings);
    Shop shop = new Shop(ledger, settings, 11, 40, 0);
    shop.sell(2_000);
    List<Long> seen = new ArrayList<>();
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
      for (int round = 0; round < 10; round++) {
        shop.sell(500);
        String expected = shop.books().totalText();
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofMillis(5))
            .until(
                () -> {
                  String total = views.total().orElse("0");
                  seen.add(Long.parseLong(total));
                  return expected.equals(total);
                });
      }
      assertThat(seen).isSorted();
      assertThat(seen.stream().distinct().count()).isGreaterThan(10);
      views.awaitBooks(shop.books());
    }
  }

  /**
   * The demo's second fault: a reconnect read the log again and counted it again. In each of two
   * launches the broker dies while it is written and read, and what is on its way to the ledger is
   * read from the log once more.
   */
  @Test
  void figuresDoNotDoubleAfterReconnectsAndRestarts(@TempDir Path folder) throws IOException {
    LedgerSettings settings = ledger.settings("restarts", "ledger.window.length", "1s");
    ledger.prepare(settings);
    WatchedViews views = ledger.watch(settings);
    Shop shop = new Shop(ledger, settings, 12, 20, 0.1);
    for (int launch = 0; launch < 2; launch++) {
      Path gate = folder.resolve("gate-" + launch);
      try (LedgerUnderTest.RunningTopology running =
          ledger.submitWith(settings, new GateBolt(gate.toString()))) {
        shop.sell(500);
        views.awaitBooks(shop.books());
        // Else the spout could put back what is committed below.
        views.awaitCommitted();
        long duplicates = views.account("duplicates");
        Files.createFile(gate);
        try (ToldLines told = new ToldLines(TakenPartitions.class)) {
          sellWhileTheBrokerDies(shop);
          await().atMost(PATIENCE).until(() -> Files.exists(Path.of(gate + GateBolt.HELD)));
          views.commitEnds();
          await().atMost(PATIENCE).until(() -> isEachTakenAgain(told, views));
        } finally {
          Files.delete(gate);
        }
        views.awaitBooks(shop.books());
        views.awaitBalancedAccountsUpToTheEnd();
        assertThat(views.account("duplicates")).isGreaterThan(duplicates);
      }
    }
    views.awaitBooks(shop.books());
  }

  private void sellWhileTheBrokerDies(Shop shop) {
    CompletableFuture<Void> selling = CompletableFuture.runAsync(() -> shop.sell(1_000));
    ledger.kafka.kill();
    ledger.kafka.restart();
    selling.join();
  }

  private static boolean isEachTakenAgain(ToldLines told, WatchedViews views) {
    return IntStream.range(0, views.ends().size())
        .allMatch(p -> told.count("Reading partition " + p + " from ") > 0);
  }
}
