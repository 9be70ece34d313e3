package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.Jedis;

/** Views that are lost are folded anew, and whoever asks is not told to keep what he has. */
@ExtendWith(SharedParts.class)
final class WipedViewsIT {
  private final LedgerUnderTest ledger;

  WipedViewsIT(LedgerUnderTest ledger) {
    this.ledger = ledger;
  }

  @Test
  void
      given_views_that_were_damaged_and_wiped_then_the_same_offsets_are_told_to_be_of_another_set() {
    LedgerSettings settings = ledger.settings("wiped", "ledger.window.length", "1s");
    ledger.prepare(settings);
    Shop shop = new Shop(ledger, settings, 31, 10, 0.1);
    try (Jedis jedis = ledger.jedis()) {
      WatchedViews views = new WatchedViews(settings, jedis);
      shop.sell(200);
      try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
        views.awaitBooks(shop.books());
        assertThat(switchedAt(settings, jedis)).as("a ledger that is new").isEmpty();
      }
      jedis.keys(settings.redis().keys().prefix() + ":*").forEach(jedis::del);
      try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
        views.awaitBooks(shop.books());
        assertThat(switchedAt(settings, jedis)).isPresent();
      }
    }
  }

  private static Optional<String> switchedAt(LedgerSettings settings, Jedis jedis) {
    return Optional.ofNullable(jedis.hget(settings.redis().keys().ledger(), "switchedAtMillis"));
  }
}
