package io.salesledger.queryapi.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.salesledger.queryapi.support.ServiceFixture;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard, as someone before it sees it. */
@TestInstance(Lifecycle.PER_CLASS)
final class PageIT {
  private static final String LONG_NAME =
      "85123A-WHITE-HANGING-HEART-T-LIGHT-HOLDER-<b>with</b>-a-{very|long}-name";

  private final Chromium chromium;
  private final ServiceFixture fixture;
  private final SimulatedSales sales;

  PageIT(@TempDir Path folder) {
    chromium = Chromium.start();
    fixture = new ServiceFixture(folder, Map.of("ledger.heartbeat.max.age", "1h"));
    String[] products = new String[120];
    for (int i = 0; i < products.length; i++) {
      products[i] = "PRODUCTID" + i;
    }
    products[1] = "茶叶/一级?";
    products[2] = LONG_NAME;
    sales = new SimulatedSales(fixture.redis(), products);
  }

  @AfterAll
  void stop() {
    fixture.close();
    chromium.close();
  }

  @BeforeEach
  void seed() {
    sales.begin(90, 20);
  }

  @Test
  void givenSalesThenThePageShowsThemAndMovesWithoutReload() throws Exception {
    try (LedgerPage page = open("en-US", ColorScheme.LIGHT, 1280, 1000)) {
      awaitFiguresOfTheApi(page);
      assertThat(page.text("#total-amount")).startsWith("CN¥");
      assertThat(page.text("#rate")).isEqualTo("123.4");
      assertThat(page.text("#lag")).isEqualTo("7");
      assertThat(page.text("#quarantined")).isEqualTo("2");
      assertThat(page.text("#accounts")).isEqualTo("balanced");
      page.keep("desktop-light");

      String before = page.text("#total-amount");
      sales.sell("PRODUCTID7", 9_999_999_99L);
      patiently().untilAsserted(() -> assertThat(page.text("#total-amount")).isNotEqualTo(before));
      awaitFiguresOfTheApi(page);
      assertThat(page.text("#board li:first-child .name")).isEqualTo("PRODUCTID7");
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenTheTimelineThenItMarksHighAndLowAndKeepsItsZoomWhileItMoves() {
    try (LedgerPage page = open("en-US", ColorScheme.LIGHT, 1280, 1000)) {
      awaitLive(page);
      patiently()
          .untilAsserted(
              () ->
                  assertThat(page.chart("#timeline", "chart.getOption().series[0].data.length"))
                      .isEqualTo(90));
      assertThat(
              page.chart(
                  "#timeline",
                  "chart.getOption().series[0].markPoint.data.map(one => one.type).join()"))
          .isEqualTo("max,min");

      Locator chart = page.page().locator("#timeline");
      chart.hover();
      page.page().mouse().wheel(0, -600);
      patiently().untilAsserted(() -> assertThat(zoomed(page)).isLessThan(99));
      double zoomed = zoomed(page);
      sales.sell(5);
      patiently()
          .untilAsserted(
              () ->
                  assertThat(page.chart("#timeline", "chart.getOption().series[0].data.length"))
                      .isNotEqualTo(90));
      assertThat(zoomed(page)).isEqualTo(zoomed);

      page.page().selectOption("#timeline-view", "minute");
      patiently()
          .untilAsserted(
              () ->
                  assertThat(page.chart("#timeline", "chart.getOption().series[0].type"))
                      .isEqualTo("bar"));
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenAProductIsClickedOrSearchedThenItsOwnTimelineOpens() {
    try (LedgerPage page = open("en-US", ColorScheme.LIGHT, 1280, 1000)) {
      awaitLive(page);
      page.page().fill("#bars-search", "very|long");
      patiently()
          .untilAsserted(
              () ->
                  assertThat(page.chart("#bars", "chart.getOption().yAxis[0].data.join()"))
                      .isEqualTo(LONG_NAME));
      assertThat(page.text("#bars-note")).isEqualTo("1 of 120 products");

      Object at =
          page.chart(
              "#bars",
              "chart.convertToPixel({xAxisIndex: 0, yAxisIndex: 0},"
                  + " [chart.getOption().series[0].data[0] / 2, 0]).join()");
      List<Double> point =
          Stream.of(String.valueOf(at).split(",", -1)).map(Double::valueOf).toList();
      page.page()
          .locator("#bars")
          .click(new Locator.ClickOptions().setPosition(point.get(0), point.get(1) - 6));
      patiently().untilAsserted(() -> assertThat(page.text("#product-name")).isEqualTo(LONG_NAME));
      awaitProductTimeline(page);
      page.keep("desktop-product");

      page.page().click("#product-close");
      page.page().fill("#bars-search", "");
      page.page().locator("#board button", new Page.LocatorOptions().setHasText("茶叶")).click();
      assertThat(page.text("#product-name")).isEqualTo("茶叶/一级?");
      awaitProductTimeline(page);
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenAnotherWindowOrMetricThenTheBoardFollows() throws Exception {
    try (LedgerPage page = open("en-US", ColorScheme.LIGHT, 1280, 1000)) {
      awaitLive(page);
      page.page().selectOption("#board-metric", "count");
      page.page().selectOption("#board-window", "5m");
      sales.sell("PRODUCTID119", 1);

      String best = fixture.api().body("/api/leaderboard?topN=1&window=5m");
      patiently()
          .untilAsserted(
              () ->
                  assertThat(best)
                      .isEqualTo(
                          "[{\"productId\":\""
                              + page.text("#board li:first-child .name")
                              + "\",\"count\":"
                              + page.text("#board li:first-child .score")
                              + "}]"));
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenAChineseBrowserAtNightThenThePageIsChineseAndDark() {
    try (LedgerPage page = open("zh-CN", ColorScheme.DARK, 1280, 1000)) {
      patiently().untilAsserted(() -> assertThat(page.text("#state")).isEqualTo("实时"));
      patiently().untilAsserted(() -> assertThat(page.text("#total-amount")).startsWith("¥"));
      patiently().untilAsserted(() -> assertThat(page.text("#board")).contains("PRODUCTID"));
      assertThat(page.page().title()).isEqualTo("销售账本");
      assertThat(page.page().evaluate("getComputedStyle(document.body).backgroundColor"))
          .isEqualTo("rgb(17, 21, 27)");
      page.keep("desktop-dark-chinese");
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenAPhoneThenNothingIsWiderThanItsScreen() {
    try (LedgerPage page = open("en-US", ColorScheme.LIGHT, 360, 740)) {
      awaitLive(page);
      page.page().locator("#board button").first().click();
      awaitProductTimeline(page);
      assertThat(page.isWiderThanScreen()).isFalse();
      page.keep("phone");
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenTheApiOrRedisIsAwayThenThePageSaysSoAndComesBack() {
    try (LedgerPage page = open("en-US", ColorScheme.LIGHT, 1280, 1000)) {
      awaitLive(page);
      fixture.api().kill();
      patiently().untilAsserted(() -> assertThat(page.text("#banner")).contains("does not answer"));
      assertThat(page.text("#state")).isEqualTo("Away");
      page.keep("away");
      fixture.api().restart();
      awaitLive(page);
      assertThat(page.page().isVisible("#banner")).isFalse();

      fixture.server().stop();
      patiently().untilAsserted(() -> assertThat(page.text("#banner")).contains("Redis is away"));
      fixture.server().restart();
      fixture.redis().reconnect();
      awaitLive(page);
      assertThat(page.complaints()).isEmpty();
    }
  }

  /** As on a machine that is busy with something else: the API is slow, not away. */
  @Test
  void givenAnApiThatIsSlowToAnswerThenThePageStaysLive() {
    try (LedgerPage page = open("en-US", ColorScheme.LIGHT, 1280, 800)) {
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
      assertThat((List<?>) page.page().evaluate("window.states"))
          .isNotEmpty()
          .allMatch("state live"::equals);
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenASilentTopologyThenThePageCallsItsFiguresStale() {
    try (LedgerPage page = open("en-US", ColorScheme.LIGHT, 1280, 1000)) {
      awaitLive(page);
      fixture
          .redis()
          .run("HSET sales:heartbeat:0 atMillis " + (Clock.systemUTC().millis() - 7_200_000));
      patiently().untilAsserted(() -> assertThat(page.text("#state")).isEqualTo("Stale"));
      assertThat(page.text("#banner")).startsWith("The topology has been silent for 7,20");
      page.keep("stale");

      fixture.redis().beat(0, 9);
      awaitLive(page);
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenAnEmptyLedgerThenThePageSaysThatThereIsNothingYet() {
    fixture.redis().emptyLedger(0);
    try (LedgerPage page = open("en-US", ColorScheme.LIGHT, 1280, 1000)) {
      awaitLive(page);
      patiently().untilAsserted(() -> assertThat(page.text("#total-amount")).isEqualTo("CN¥0.00"));
      assertThat(page.page().isVisible("#timeline-panel .empty")).isTrue();
      assertThat(page.page().isVisible("#bars-panel .empty")).isTrue();
      page.keep("empty");
      assertThat(page.complaints()).isEmpty();
    }
  }

  /** A browser beside a busy build may take its time; what is not there yet is no failure. */
  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).ignoreExceptions();
  }

  private static void awaitLive(LedgerPage page) {
    patiently().untilAsserted(() -> assertThat(page.text("#state")).isEqualTo("Live"));
  }

  private static void awaitProductTimeline(LedgerPage page) {
    patiently()
        .untilAsserted(
            () ->
                assertThat(
                        page.chart("#product-timeline", "chart.getOption().series[0].data.length"))
                    .isNotEqualTo(0));
  }

  private static double zoomed(LedgerPage page) {
    Object span =
        page.chart(
            "#timeline", "chart.getOption().dataZoom[0].end - chart.getOption().dataZoom[0].start");
    return Double.parseDouble(String.valueOf(span));
  }

  /** The cards and the board against the API's own answers, digit by digit. */
  private void awaitFiguresOfTheApi(LedgerPage page) throws Exception {
    awaitLive(page);
    String total = fixture.api().body("/api/total");
    String best = fixture.api().body("/api/leaderboard?topN=1&metric=amount");
    patiently()
        .untilAsserted(
            () ->
                assertThat(total)
                    .isEqualTo(
                        "{\"totalAmount\":"
                            + digits(page.text("#total-amount"))
                            + ",\"totalCount\":"
                            + digits(page.text("#total-units"))
                            + "}"));
    patiently()
        .untilAsserted(
            () ->
                assertThat(best)
                    .contains("\"" + page.text("#board li:first-child .name") + "\"")
                    .contains("\"" + digits(page.text("#board li:first-child .score")) + "\""));
  }

  private static String digits(String shown) {
    return shown.replaceAll("[^0-9.-]", "");
  }

  private LedgerPage open(String locale, ColorScheme scheme, int width, int height) {
    return LedgerPage.open(
        chromium.browser(), fixture.api().address(), locale, scheme, width, height);
  }
}
