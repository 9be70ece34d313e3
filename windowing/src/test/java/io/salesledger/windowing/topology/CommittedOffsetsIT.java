package io.salesledger.windowing.topology;

import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.log.LogBounds;
import io.salesledger.windowing.log.ToldLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The group's committed offsets are KafkaSpout's beginning, but anybody can commit. */
@ExtendWith(SharedParts.class)
final class CommittedOffsetsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final LedgerUnderTest ledger;

  CommittedOffsetsIT(LedgerUnderTest ledger) {
    this.ledger = ledger;
  }

  /**
   * A spout that was replaced and lives on commits what was acked to it, above a mark that went
   * back: between the moment at which the mark is committed and the one at which KafkaSpout asks
   * for it, what lies in between would not be read, and pass for a gap.
   */
  @Test
  void whateverOthersCommitReadingBeginsAtTheMark(@TempDir Path folder) throws Exception {
    LedgerSettings settings = ledger.settings("zombie", "ledger.window.length", "1s");
    ledger.prepare(settings);
    WatchedViews views = ledger.watch(settings);
    Shop shop = new Shop(ledger, settings, 21, 40, 0.1);
    shop.sell(2_000);
    // While the mark stays below what others commit, each look at it is another chance.
    Path gate = Files.createFile(folder.resolve("gate"));
    AtomicBoolean enough = new AtomicBoolean();
    Thread zombie = new Thread(() -> commitAfterTheTopology(views, enough), "zombie");
    try (ToldLines told = new ToldLines(TakenPartitions.class)) {
      zombie.start();
      try (LedgerUnderTest.RunningTopology running =
          ledger.submitWith(settings, new GateBolt(gate.toString()))) {
        await().atMost(PATIENCE).until(() -> told.count("would be read from") > 0);
        enough.set(true);
        zombie.join();
        Files.delete(gate);
        views.awaitBooks(shop.books());
        views.awaitBalancedAccountsUpToTheEnd();
      }
    } finally {
      enough.set(true);
      zombie.join();
    }
  }

  /** At once after the topology has committed, again and again. */
  private static void commitAfterTheTopology(WatchedViews views, AtomicBoolean enough) {
    Map<TopicPartition, Long> halves = new HashMap<>(views.endsByPartition());
    halves.replaceAll((partition, end) -> end / 2);
    try (LogBounds log = new LogBounds(views.settings().kafka())) {
      log.setCommitted(halves);
      while (!enough.get()) {
        if (!log.committed().equals(halves)) {
          log.setCommitted(halves);
        }
      }
    }
  }
}
