package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.log.LogBounds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The two faults for which the demo is known. */
@ExtendWith(SharedParts.class)
final class DemoFaultsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

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

  /** The demo's second fault: a reconnect read the log again and counted it again. */
  @Test
  void figuresDoNotDoubleAfterReconnectsAndRestarts() {
    LedgerSettings settings = ledger.settings("restarts", "ledger.window.length", "1s");
    ledger.prepare(settings);
    WatchedViews views = ledger.watch(settings);
    Shop shop = new Shop(ledger, settings, 12, 20, 0.1);
    for (int launch = 0; launch < 3; launch++) {
      try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
        shop.sell(500);
        views.awaitBooks(shop.books());
      }
      rewindTheGroupToTheBeginning(settings, views.ends().size());
    }
    views.awaitBalancedAccountsUpToTheEnd();
    views.awaitBooks(shop.books());
  }

  private static void rewindTheGroupToTheBeginning(LedgerSettings settings, int partitions) {
    Map<TopicPartition, Long> beginnings = new HashMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      beginnings.put(new TopicPartition(settings.kafka().topic(), partition), 0L);
    }
    try (LogBounds log = new LogBounds(settings.kafka())) {
      log.setCommitted(beginnings);
    }
  }
}
