package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.log.LogBounds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.Jedis;

/** A topology that starts and finds no topic. */
@ExtendWith(SharedParts.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DeletedTopicIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final LedgerUnderTest ledger;
  private final Jedis jedis;

  DeletedTopicIT(LedgerUnderTest ledger) {
    this.ledger = ledger;
    this.jedis = ledger.jedis();
  }

  @AfterAll
  void close() {
    jedis.close();
  }

  @Test
  void givenALedgerThatCountedThenItStopsAndSaysSo() throws Exception {
    LedgerSettings settings = ledger.settings("gone", "ledger.topic.partitions", "1");
    ledger.prepare(settings);
    Shop shop = new Shop(ledger, settings, 23, 5, 0);
    shop.sell(50);
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
      awaitCounted(settings, shop);
    }
    delete(settings);

    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
      await().atMost(PATIENCE).until(() -> broken(settings) != null);
      assertThat(broken(settings))
          .isEqualTo(
              "topic gone is gone: the ledger was folded from topic id "
                  + jedis.hget(ledger.keys(settings).ledger(), "topicId"));
    }
    shop.books().assertEqualsViews(jedis, ledger.keys(settings));
  }

  private void awaitCounted(LedgerSettings settings, Shop shop) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> shop.books().assertEqualsViews(jedis, ledger.keys(settings)));
  }

  private String broken(LedgerSettings settings) {
    return jedis.hget(ledger.keys(settings).ledger(), "broken");
  }

  private void delete(LedgerSettings settings) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", ledger.kafka.bootstrapServers()));
        LogBounds log = new LogBounds(settings.kafka())) {
      admin.deleteTopics(List.of(settings.kafka().topic())).all().get();
      await().atMost(PATIENCE).until(log::topicId, Optional::isEmpty);
    }
  }
}
