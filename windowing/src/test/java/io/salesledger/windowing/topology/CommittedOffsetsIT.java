package io.salesledger.windowing.topology;

import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.log.LogBounds;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.Jedis;

/** The group's committed offsets are KafkaSpout's beginning, but anybody can commit. */
@ExtendWith(SharedParts.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CommittedOffsetsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Not each of them comes in between. */
  private static final int OVERWRITTEN = 5;

  private final LedgerUnderTest ledger;
  private final Jedis jedis;

  CommittedOffsetsIT(LedgerUnderTest ledger) {
    this.ledger = ledger;
    this.jedis = ledger.jedis();
  }

  @AfterAll
  void close() {
    jedis.close();
  }

  /**
   * A spout that was replaced and lives on commits what was acked to it, above a mark that went
   * back: between the moment at which the mark is committed and the one at which KafkaSpout asks
   * for it, what lies in between would not be read, and pass for a gap.
   */
  @Test
  void whateverOthersCommitReadingBeginsAtTheMark() throws InterruptedException {
    LedgerSettings settings = ledger.settings("zombie", "ledger.window.length", "1s");
    ledger.prepare(settings);
    Shop shop = new Shop(ledger, settings, 21, 40, 0.1);
    shop.sell(2_000);
    AtomicInteger overwritten = new AtomicInteger();
    Thread zombie = new Thread(() -> commitAfterTheTopology(settings, overwritten), "zombie");
    zombie.start();
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
      awaitApplied(settings);
      await().atMost(PATIENCE).until(() -> overwritten.get() > 0);
      shop.books().assertEqualsViews(jedis, ledger.keys(settings));
    } finally {
      zombie.interrupt();
      zombie.join();
    }
  }

  /** At once after the topology has committed, several times. */
  private static void commitAfterTheTopology(LedgerSettings settings, AtomicInteger overwritten) {
    try (LogBounds log = new LogBounds(settings.kafka())) {
      Map<TopicPartition, Long> halves = new HashMap<>(log.ends(partitions(settings)));
      halves.replaceAll((partition, end) -> end / 2);
      log.setCommitted(halves);
      while (overwritten.get() < OVERWRITTEN && !Thread.currentThread().isInterrupted()) {
        if (!log.committed().equals(halves)) {
          log.setCommitted(halves);
          overwritten.incrementAndGet();
        }
      }
    } catch (LogBounds.KafkaAwayException e) {
      // Interrupted while it waited for the answer.
      Thread.currentThread().interrupt();
    }
  }

  private static List<TopicPartition> partitions(LedgerSettings settings) {
    return IntStream.range(0, settings.kafka().topicPartitions())
        .mapToObj(p -> new TopicPartition(settings.kafka().topic(), p))
        .toList();
  }

  private void awaitApplied(LedgerSettings settings) {
    ViewKeys keys = ledger.keys(settings);
    try (LogBounds log = new LogBounds(settings.kafka())) {
      Map<TopicPartition, Long> ends = log.ends(partitions(settings));
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  ends.entrySet().stream()
                      .allMatch(
                          end ->
                              Long.toString(end.getValue())
                                  .equals(
                                      jedis.hget(
                                          keys.partition(end.getKey().partition()), "low"))));
    }
  }
}
