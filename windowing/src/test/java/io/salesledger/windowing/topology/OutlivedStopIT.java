package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.log.ToldLines;
import io.salesledger.windowing.store.LedgerStop;
import io.salesledger.windowing.store.RedisSession;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.Jedis;

/** A topology that was frozen so long that a newer one, which may not count, stopped its ledger. */
@ExtendWith(SharedParts.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OutlivedStopIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Launch NEWER = new Launch(Long.MAX_VALUE / 4096, "newer");

  private final LedgerUnderTest ledger;
  private final Jedis jedis;

  OutlivedStopIT(LedgerUnderTest ledger) {
    this.ledger = ledger;
    this.jedis = ledger.jedis();
  }

  @AfterAll
  void close() {
    jedis.close();
  }

  @Test
  void givenItGoesOnThenItCountsOn() {
    LedgerSettings settings = ledger.settings("frozen", "ledger.topic.partitions", "1");
    ledger.prepare(settings);
    Shop shop = new Shop(ledger, settings, 25, 5, 0);
    shop.sell(50);
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings);
        RedisSession session = new RedisSession(settings.redis(), PATIENCE);
        ToldLines told = new ToldLines(ReadGuard.class)) {
      awaitCounted(settings, shop);
      LedgerStop stop = new LedgerStop(session, ledger.keys(settings), NEWER);
      for (int times = 1; times <= 2; times++) {
        await().atMost(PATIENCE).until(() -> isStoppedWhileSilent(settings, stop));
        await().atMost(PATIENCE).until(() -> !isStopped(settings));

        shop.sell(50);
        awaitCounted(settings, shop);
        assertThat(told.count("Not reading: the ledger has stopped: another currency"))
            .isEqualTo(times);
      }
    }
  }

  /** Between two beats it is as silent as one that is frozen. */
  private boolean isStoppedWhileSilent(LedgerSettings settings, LedgerStop stop) {
    jedis.hset(ledger.keys(settings).heartbeat(0), "atMillis", "0");
    return stop.because("another currency");
  }

  private boolean isStopped(LedgerSettings settings) {
    return jedis.hexists(ledger.keys(settings).ledger(), "broken");
  }

  private void awaitCounted(LedgerSettings settings, Shop shop) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> shop.books().assertEqualsViews(jedis, ledger.keys(settings)));
  }
}
