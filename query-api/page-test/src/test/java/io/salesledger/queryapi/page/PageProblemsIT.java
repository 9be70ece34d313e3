package io.salesledger.queryapi.page;

import static io.salesledger.queryapi.page.PageFixture.awaitLive;
import static io.salesledger.queryapi.page.PageFixture.awaitProductTimeline;
import static io.salesledger.queryapi.page.PageFixture.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Its page says nothing of the ledger: least of all that it is damaged. */
  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  void givenAProxyThatAnswersForAnApiThatIsAwayThenTheFiguresStand(int status) {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      patiently().untilAsserted(() -> assertThat(page.text("#total-amount")).startsWith("CN¥"));
      patiently().untilAsserted(() -> assertThat(rows(page)).isEqualTo(20));
      page.page()
          .route(
              "**/api/**",
              route ->
                  route.fulfill(
                      new Route.FulfillOptions()
                          .setStatus(status)
                          .setContentType("text/html")
                          .setBody("<html><h1>Bad Gateway</h1></html>")));
      patiently()
          .untilAsserted(
              () ->
                  assertThat(page.text("#banner"))
                      .startsWith("The API does not answer. These figures are from "));
      assertThat(page.text("#state")).isEqualTo("Away");
      assertThat(page.text("#total-amount")).startsWith("CN¥");
      assertThat(rows(page)).isEqualTo(20);
      assertThat(page.page().isVisible("#timeline")).isTrue();
      page.keep("proxy");

      page.page().unroute("**/api/**");
      awaitLive(page);
      assertThat(page.complaintsBesides(status)).isEmpty();
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
      page.page().clock().install();
      page.page().reload();
      awaitLive(page);
      HeldClock clock = HeldClock.of(page.page(), "**/api/ledger");
      assertThat(clock.answerAfter(Duration.ZERO).ok()).isTrue();
      awaitLive(page);
      page.page()
          .evaluate(
              "() => { const pill = document.querySelector('#state'); window.states = [];"
                  + " new MutationObserver(() => window.states.push(pill.className))"
                  + ".observe(pill, {attributes: true}); }");
      for (int answers = 0; answers < 5; answers++) {
        assertThat(clock.answerAfter(Duration.ofMillis(350)).ok()).isTrue();
      }
      assertThat((List<?>) page.page().evaluate("window.states")).allMatch("state live"::equals);
      assertThat(page.complaints()).isEmpty();
    }
  }

  private static int rows(LedgerPage page) {
    return page.page().locator("#board li").count();
  }
}
