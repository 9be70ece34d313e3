package io.salesledger.windowing.topology;

import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two topologies on one ledger. */
@ExtendWith(SharedParts.class)
final class TakeOverIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final LedgerUnderTest ledger;

  TakeOverIT(LedgerUnderTest ledger) {
    this.ledger = ledger;
  }

  @Test
  void theNewerOfTwoTopologiesTakesOverAndTheOlderStaysOut() {
    LedgerSettings settings = ledger.settings("two", "ledger.window.length", "1s");
    ledger.prepare(settings);
    WatchedViews views = ledger.watch(settings);
    Shop shop = new Shop(ledger, settings, 16, 10, 0);
    try (LedgerUnderTest.RunningTopology older = ledger.submit(settings)) {
      shop.sell(300);
      views.awaitBooks(shop.books());
      String olderLaunch = views.launch();
      try (LedgerUnderTest.RunningTopology newer = ledger.submit(settings)) {
        await().atMost(PATIENCE).until(() -> !olderLaunch.equals(views.launch()));
        shop.sell(300);
        views.awaitBooks(shop.books());
        views.awaitBalancedAccountsUpToTheEnd();
      }
    }
  }
}
