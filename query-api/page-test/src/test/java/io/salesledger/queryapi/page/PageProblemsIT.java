package io.salesledger.queryapi.page;

import static io.salesledger.queryapi.page.PageFixture.awaitLive;
import static io.salesledger.queryapi.page.PageFixture.awaitProductTimeline;
import static io.salesledger.queryapi.page.PageFixture.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
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
      fixture.api().kill();
      patiently().untilAsserted(() -> assertThat(page.text("#banner")).contains("does not answer"));
      assertThat(page.text("#state")).isEqualTo("Away");
      page.keep("away");
      fixture.api().restart();
      awaitLive(page);
      assertThat(page.page().isVisible("#banner")).isFalse();

      fixture.server().stop();
      patiently()
          .untilAsserted(
              () -> assertThat(page.text("#banner")).contains("cannot be read now: Redis at "));
      fixture.server().restart();
      fixture.redis().reconnect();
      awaitLive(page);
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenThePageIsOpenedWhileRedisIsAwayThenItTellsThatFromAnApiThatIsAway() {
    fixture.server().stop();
    try (LedgerPage page = fixture.open()) {
      patiently()
          .untilAsserted(
              () ->
                  assertThat(page.text("#banner"))
                      .startsWith("The views cannot be read now: Redis at "));
      assertThat(page.text("#state")).isEqualTo("Away");
      fixture.server().restart();
      fixture.redis().reconnect();
      awaitLive(page);
    } finally {
      fixture.server().restart();
      fixture.redis().reconnect();
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
      fixture
          .redis()
          .run("HSET sales:heartbeat:0 atMillis " + (Clock.systemUTC().millis() - 7_200_000));
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
  void givenASilentTopologyThenThatIsReadOutOnceAndNotItsEverySecond() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      fixture
          .redis()
          .run("HSET sales:heartbeat:0 atMillis " + (Clock.systemUTC().millis() - 7_200_000));
      patiently().untilAsserted(() -> assertThat(page.text("#state")).isEqualTo("Stale"));
      page.page()
          .evaluate(
              "() => { window.readOut = []; const look = new MutationObserver(changes =>"
                  + " window.readOut.push(...changes.map(one => one.target.textContent)));"
                  + " document.querySelectorAll('[role=status], [role=alert]').forEach(one =>"
                  + " look.observe(one, {childList: true, characterData: true, subtree: true})); }");
      for (int changes = 0; changes < 2; changes++) {
        String before = page.text("#banner");
        patiently().untilAsserted(() -> assertThat(page.text("#banner")).isNotEqualTo(before));
      }
      assertThat((List<?>) page.page().evaluate("window.readOut")).isEmpty();
      assertThat(page.complaints()).isEmpty();
    }
  }

  private static int rows(LedgerPage page) {
    return page.page().locator("#board li").count();
  }
}
