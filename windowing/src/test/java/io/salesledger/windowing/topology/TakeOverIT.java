package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.PartitionOwners;
import io.salesledger.windowing.log.ToldLines;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two topologies on one ledger. */
@ExtendWith(SharedParts.class)
final class TakeOverIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

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
      assertThat(views.launch()).isEqualTo(older.launch().id());
      try (LedgerUnderTest.RunningTopology newer = ledger.submit(settings)) {
        await().atMost(PATIENCE).until(() -> newer.launch().id().equals(views.launch()));
        shop.sell(300);
        views.awaitBooks(shop.books());
        views.awaitBalancedAccountsUpToTheEnd();
      }
    }
  }

  /** A worker that dies is started again, also one of a launch that is over. */
  @Test
  void anOlderTopologyThatIsStartedAgainStaysOut() {
    LedgerSettings settings = ledger.settings("again", "ledger.window.length", "1s");
    ledger.prepare(settings);
    WatchedViews views = ledger.watch(settings);
    Shop shop = new Shop(ledger, settings, 22, 10, 0);
    shop.sell(300);
    Launch olderLaunch;
    try (LedgerUnderTest.RunningTopology older = ledger.submit(settings)) {
      olderLaunch = older.launch();
      views.awaitBooks(shop.books());
    }
    try (LedgerUnderTest.RunningTopology newer = ledger.submit(settings)) {
      await().atMost(PATIENCE).until(() -> newer.launch().id().equals(views.launch()));
      shop.sell(300);
      views.awaitBooks(shop.books());
      List<String> epochs = views.epochs();
      try (ToldLines told = new ToldLines(PartitionOwners.class);
          LedgerUnderTest.RunningTopology again = ledger.submit(settings, olderLaunch)) {
        await().atMost(PATIENCE).until(() -> told.count("this one stays out") > 0);
        views.awaitNextHeartbeats();
        assertBelongsTo(newer, views, epochs);

        shop.sell(300);
        views.awaitBooks(shop.books());
        views.awaitNextHeartbeats();
        assertBelongsTo(newer, views, epochs);
      }
    }
  }

  private static void assertBelongsTo(
      LedgerUnderTest.RunningTopology owner, WatchedViews views, List<String> epochs) {
    assertThat(views.launch()).isEqualTo(owner.launch().id());
    assertThat(views.epochs()).isEqualTo(epochs);
  }
}
