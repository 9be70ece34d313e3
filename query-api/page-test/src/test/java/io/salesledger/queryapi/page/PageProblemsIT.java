package io.salesledger.queryapi.page;

import static io.salesledger.queryapi.page.PageFixture.awaitLive;
import static io.salesledger.queryapi.page.PageFixture.awaitProductTimeline;
import static io.salesledger.queryapi.page.PageFixture.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.LoadState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the page says when figures are missing, refused or old: never another thing's in their
 * place.
 */
@TestInstance(Lifecycle.PER_CLASS)
final class PageProblemsIT {
  private final PageFixture fixture;
  private final SimulatedSales sales;

  PageProblemsIT(@TempDir Path folder) {
    fixture = new PageFixture(folder);
    sales = fixture.sales();
  }

  @AfterAll
  void stop() {
    fixture.close();
  }

  @BeforeEach
  void seed() {
    sales.begin(90, 20);
  }

  @Test
  void givenTheApiOrRedisIsAwayThenThePageSaysSoAndComesBack() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      whileApiIsAway(
          () -> {
            patiently()
                .untilAsserted(() -> assertThat(page.text("#banner")).contains("does not answer"));
            assertThat(page.text("#state")).isEqualTo("Away");
            page.keep("away");
          });
      awaitLive(page);
      assertThat(page.page().isVisible("#banner")).isFalse();

      whileRedisIsAway(
          () ->
              patiently()
                  .untilAsserted(
                      () ->
                          assertThat(page.text("#banner"))
                              .contains("cannot be read now: Redis at ")));
      awaitLive(page);
      assertThat(page.complaints()).isEmpty();
    }
  }

  /** Back again whatever happens: the other tests need it. */
  private void whileApiIsAway(Runnable look) {
    fixture.api().kill();
    try {
      look.run();
    } finally {
      fixture.api().restart();
    }
  }

  private void whileRedisIsAway(Runnable look) {
    fixture.server().stop();
    try {
      look.run();
    } finally {
      fixture.server().restart();
      fixture.redis().reconnect();
    }
  }

  @Test
  void givenThePageIsOpenedWhileRedisIsAwayThenItTellsThatFromAnApiThatIsAway() {
    try (LedgerPage page = fixture.open()) {
      whileRedisIsAway(
          () -> {
            page.page().reload();
            patiently()
                .untilAsserted(
                    () ->
                        assertThat(page.text("#banner"))
                            .startsWith("The views cannot be read now: Redis at "));
            assertThat(page.text("#state")).isEqualTo("Away");
          });
      awaitLive(page);
    }
  }

  @Test
  void givenTheLedgersCurrencyIsNotKnownYetThenAmountsAreShownWithoutOne() {
    fixture.redis().run("HSET sales:ledger currency EUR");
    try (LedgerPage page = fixture.open()) {
      page.page()
          .route(
              "**/api/ledger",
              route -> route.fulfill(new Route.FulfillOptions().setStatus(500).setBody("{}")));
      page.page().reload();
      String plain = "-?[0-9,]+\\.[0-9]{2}";
      patiently().untilAsserted(() -> assertThat(page.text("#total-amount")).matches(plain));
      patiently().untilAsserted(() -> assertThat(page.text("#minute")).matches(plain));
      patiently()
          .untilAsserted(
              () -> assertThat(page.text("#board li:first-child .score")).matches(plain));
      assertThat(page.text("#total-amount-note")).isEmpty();
      patiently()
          .untilAsserted(
              () ->
                  assertThat(page.page().getAttribute("#bars", "aria-label"))
                      .contains("PRODUCTID")
                      .doesNotContain("¥"));

      page.page().unroute("**/api/ledger");
      awaitLive(page);
      assertThat(page.text("#total-amount")).startsWith("€");
      assertThat(page.text("#board li:first-child .score")).startsWith("€");
      assertThat(page.page().getAttribute("#bars", "aria-label")).contains("€");
      assertThat(page.complaintsBesides(500)).isEmpty();
    }
  }

  @Test
  void givenATabThatNobodySawForAWhileThenItIsNotCalledAwayBeforeItCouldAsk() {
    try (LedgerPage page = fixture.open()) {
      page.page().clock().install();
      page.page().reload();
      awaitLive(page);
      page.page()
          .evaluate(
              "() => { const pill = document.querySelector('#state'); window.states = [];"
                  + " new MutationObserver(() => window.states.push(pill.className))"
                  + ".observe(pill, {attributes: true}); window.see = isSeen => {"
                  + " Object.defineProperty(document, 'hidden', {value: !isSeen, configurable:"
                  + " true}); document.dispatchEvent(new Event('visibilitychange')); }; }");
      page.page().evaluate("window.see(false)");
      // An answer that was under way when it went out of sight would be one of now.
      page.page().waitForLoadState(LoadState.NETWORKIDLE);
      page.page().clock().fastForward("01:00:00");
      page.page().route("**/api/ledger", LedgerPage.after(Duration.ofMillis(1200)));
      assertThat(
              page.page()
                  .waitForResponse("**/api/ledger", () -> page.page().evaluate("window.see(true)"))
                  .ok())
          .isTrue();
      assertThat((List<?>) page.page().evaluate("window.states")).allMatch("state live"::equals);
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenAnApiThatDiedWhileNobodySawThePageThenThatIsSaidAfterAll() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      page.page()
          .evaluate(
              "() => { window.see = isSeen => { Object.defineProperty(document, 'hidden',"
                  + " {value: !isSeen, configurable: true});"
                  + " document.dispatchEvent(new Event('visibilitychange')); }; see(false); }");
      page.page().route("**/api/**", Route::abort);
      page.page().evaluate("see(true)");
      patiently().untilAsserted(() -> assertThat(page.text("#state")).isEqualTo("Away"));
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenDamagedAccountsThenThePageSaysWhatIsWrongWithThem() {
    fixture.redis().run("HSET sales:ledger:0 applied <i>3</i>");
    try (LedgerPage page = fixture.open()) {
      patiently()
          .untilAsserted(
              () ->
                  assertThat(page.text("#banner"))
                      .startsWith("The accounts of this ledger cannot be read: ")
                      .contains("'<i>3</i>'"));
      assertThat(page.text("#state")).isEqualTo("Away");
      sales.sell(1);
      awaitLive(page);
      assertThat(page.complaintsBesides(500)).isEmpty();
    }
  }

  @Test
  void givenADamagedViewThenItsCardsSayWhyAndThePageIsNotLive() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      patiently().untilAsserted(() -> assertThat(page.text("#total-amount")).startsWith("CN¥"));
      fixture.redis().run("SET sales:total <i>3</i>");
      sales.move();
      patiently()
          .untilAsserted(() -> assertThat(page.text("#total-amount-note")).contains("'<i>3</i>'"));
      assertThat(page.text("#total-amount")).isEqualTo("–");
      assertThat(page.text("#total-units")).isEqualTo("–");
      patiently().untilAsserted(() -> assertThat(page.text("#state")).isEqualTo("Incomplete"));
      assertThat(page.text("#banner"))
          .startsWith("A part of this page is not shown: ")
          .contains("'<i>3</i>'");
      page.keep("damaged");

      sales.sell(1);
      awaitLive(page);
      assertThat(page.text("#total-amount")).startsWith("CN¥");
      assertThat(page.text("#total-units-note")).isEqualTo("refunded units taken off");
      assertThat(page.complaintsBesides(500)).isEmpty();
    }
  }

  @Test
  void givenAWindowThatIsRefusedThenTheBoardSaysSoInPlaceOfTheOldRows() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      patiently().untilAsserted(() -> assertThat(rows(page)).isEqualTo(20));
      page.page().selectOption("#board-window", "24h");
      patiently()
          .untilAsserted(
              () ->
                  assertThat(page.text("#board-panel .empty")).contains("window=24h is not right"));
      assertThat(rows(page)).isZero();
      patiently().untilAsserted(() -> assertThat(page.text("#state")).isEqualTo("Incomplete"));
      page.keep("refused");

      page.page().selectOption("#board-window", "1h");
      patiently().untilAsserted(() -> assertThat(rows(page)).isEqualTo(20));
      assertThat(page.page().isVisible("#board-panel .empty")).isFalse();
      awaitLive(page);
      assertThat(page.complaintsBesides(400)).isEmpty();
    }
  }

  @Test
  void givenAnotherProductThatGetsNoAnswerThenNothingStandsUnderItsName() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      String first = page.text("#board li:first-child .name");
      String other = page.text("#board li:nth-child(2) .name");
      page.page().click("#board li:first-child button");
      awaitProductTimeline(page, first);

      page.page()
          .route(
              "**/api/timeline/*limit=1440*",
              route -> route.fulfill(new Route.FulfillOptions().setStatus(503)));
      page.page().click("#board li:nth-child(2) button");
      assertThat(page.text("#product-name")).isEqualTo(other);
      assertThat(page.page().isVisible("#product-timeline")).isFalse();
      assertThat(page.text("#product-panel .empty")).isEqualTo("Loading …");
      patiently().untilAsserted(() -> assertThat(page.text("#state")).isEqualTo("Incomplete"));

      page.page().unroute("**/api/timeline/*limit=1440*");
      awaitLive(page);
      awaitProductTimeline(page, other);
      assertThat(page.complaints()).isEmpty();
    }
  }

  /** As on a machine that is busy with something else: the API is slow, not away. */
  @Test
  void givenAnApiThatIsSlowToAnswerThenThePageStaysLive() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      page.page()
          .evaluate(
              "() => { const pill = document.querySelector('#state'); window.states = [];"
                  + " new MutationObserver(() => window.states.push(pill.className))"
                  + ".observe(pill, {attributes: true}); }");
      page.page().route("**/api/ledger", LedgerPage.after(Duration.ofMillis(350)));
      for (int answers = 0; answers < 5; answers++) {
        assertThat(page.page().waitForResponse("**/api/ledger", () -> {}).ok()).isTrue();
      }
      assertThat((List<?>) page.page().evaluate("window.states")).allMatch("state live"::equals);
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenASilentTopologyThenThePageCallsItsFiguresStale() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      beatSince(0, 7_200_000);
      patiently().untilAsserted(() -> assertThat(page.text("#state")).isEqualTo("Stale"));
      assertThat(page.text("#banner"))
          .startsWith(
              "The topology is silent: figures stand still until it is back. Silent for 7,20");
      page.keep("stale");

      fixture.redis().beat(0, 9);
      awaitLive(page);
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenEachPartitionIsQuietForAnotherReasonThenThePageSaysWhichForWhat() {
    fixture
        .redis()
        .runAll(
            "HSET sales:ledger partitions 0,1",
            "HSET sales:ledger:1 low 0 applied 0 quarantined 0 gaps 0 dirty 0");
    try (LedgerPage page = fixture.open()) {
      awaitBanner(
          page, "The topology has not spoken of partitions 1 yet: their figures stand still. ");
      assertThat(page.text("#state")).isEqualTo("Stale");

      String ahead =
          "The clock of the topology is ahead of the service for partitions 1: whether it lives"
              + " there cannot be told. ";
      beatSince(1, -7_200_000);
      awaitBanner(page, ahead);

      beatSince(0, 7_200_000);
      String silent =
          "The topology is silent about partitions 0: their figures stand still until it is back. ";
      patiently()
          .untilAsserted(
              () ->
                  assertThat(page.text("#banner")).startsWith(silent + ahead + "Silent for 7,20"));

      beatSince(0, -7_200_000);
      awaitBanner(
          page,
          "The clock of the topology is ahead of the service: whether it lives cannot be told. ");
      fixture.redis().run("DEL sales:heartbeat:0 sales:heartbeat:1");
      awaitBanner(page, "The topology has not spoken yet: figures stand still. ");
      assertThat(page.complaints()).isEmpty();
    }
  }

  private void beatSince(int partition, long agoMillis) {
    fixture
        .redis()
        .run(
            "HSET sales:heartbeat:"
                + partition
                + " atMillis "
                + (Clock.systemUTC().millis() - agoMillis));
  }

  private static void awaitBanner(LedgerPage page, String words) {
    patiently().untilAsserted(() -> assertThat(page.text("#banner")).isEqualTo(words));
  }

  @Test
  void givenAllThatWasQuarantinedIsRequeuedThenNothingIsRedAnyMore() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      assertThat(page.text("#quarantined")).isEqualTo("2");
      assertThat(page.page().getAttribute("#quarantined", "class")).isEqualTo("bad");
      fixture.redis().run("HSET sales:ledger:0 requeued 2");
      patiently().untilAsserted(() -> assertThat(page.text("#quarantined")).isEqualTo("0"));
      assertThat(page.page().getAttribute("#quarantined", "class")).isEmpty();
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenATopologyThatWarnsThenThePageIsLiveAndTheWarningIsThere() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      assertThat(page.page().isVisible("#banner")).isFalse();
      fixture.redis().run("HSET sales:ledger warning topic-<b>would</b>-delete-sales");
      awaitBanner(
          page,
          "Payments are counted, but this should be mended: topic-<b>would</b>-delete-sales ");
      assertThat(page.page().isVisible("#banner")).isTrue();
      assertThat(page.text("#state")).isEqualTo("Live");
      assertThat(
              page.page()
                  .evaluate("getComputedStyle(document.querySelector('#banner')).backgroundColor"))
          .isEqualTo("rgb(255, 243, 214)");
      page.keep("warning");
      fixture.redis().run("HDEL sales:ledger warning");
      patiently().untilAsserted(() -> assertThat(page.page().isVisible("#banner")).isFalse());
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenASilentTopologyThenThatIsReadOutOnceAndNotItsEverySecond() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      page.page()
          .evaluate(
              "() => { window.readOut = []; const look = new MutationObserver(changes =>"
                  + " window.readOut.push(...changes.map(one => one.target.textContent)));"
                  + " document.querySelectorAll('[role=status], [role=alert]').forEach(one =>"
                  + " look.observe(one, {childList: true, characterData: true, subtree: true})); }");
      beatSince(0, 7_200_000);
      patiently().untilAsserted(() -> assertThat(page.text("#state")).isEqualTo("Stale"));
      for (int changes = 0; changes < 2; changes++) {
        String before = page.text("#banner");
        patiently().untilAsserted(() -> assertThat(page.text("#banner")).isNotEqualTo(before));
      }
      assertThat(page.page().evaluate("window.readOut.join('|')"))
          .isEqualTo("Stale|The topology is silent: figures stand still until it is back.");
      assertThat(page.complaints()).isEmpty();
    }
  }

  private static int rows(LedgerPage page) {
    return page.page().locator("#board li").count();
  }
}
