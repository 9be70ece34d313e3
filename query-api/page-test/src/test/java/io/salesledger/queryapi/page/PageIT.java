package io.salesledger.queryapi.page;

import static io.salesledger.queryapi.page.PageFixture.awaitLive;
import static io.salesledger.queryapi.page.PageFixture.awaitProductTimeline;
import static io.salesledger.queryapi.page.PageFixture.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard, as someone before it sees it. */
@TestInstance(Lifecycle.PER_CLASS)
final class PageIT {
  /** How many things are drawn at a place that is no number. */
  private static final String ASTRAY =
      "chart.getZr().storage.getDisplayList()"
          + ".filter(one => one.transform && one.transform.some(Number.isNaN)).length";

  private static final String MARKED =
      "chart.getZr().storage.getDisplayList().filter(one => one.type === 'tspan')"
          + ".map(one => one.style.text).filter(one => /^(high|low)est /.test(one)).join()";

  /** What should be marked, of the minutes that are seen. */
  private static final String BEST_SEEN =
      "await import('/app/format.js').then(({shortMoney}) => { const {series, dataZoom} ="
          + " chart.getOption(); const {startValue, endValue} = dataZoom[0]; const seen ="
          + " series[0].data.filter(([at]) => at >= startValue && at <= endValue).map(one =>"
          + " one[1]); return `highest ${shortMoney(Math.max(...seen))},lowest"
          + " ${shortMoney(Math.min(...seen))}`; })";

  private final PageFixture fixture;
  private final SimulatedSales sales;

  PageIT(@TempDir Path folder) {
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
  void givenSalesThenThePageShowsThemAndMovesWithoutReload() throws Exception {
    try (LedgerPage page = fixture.open()) {
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
  void givenSalesOfOneMinuteThenTheirPointStandsAloneUntilThereIsSomethingToZoom() {
    sales.begin(1, 20);
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      patiently().untilAsserted(() -> assertThat(points(page)).isEqualTo(1));
      assertThat(page.chart("#timeline", ASTRAY)).isEqualTo(0);
      assertThat(isSliderShown(page)).isEqualTo(false);
      assertThat(marks(page)).isEqualTo("");

      sales.sell(5);
      patiently().untilAsserted(() -> assertThat(points(page)).isEqualTo(2));
      assertThat(page.chart("#timeline", ASTRAY)).isEqualTo(0);
      assertThat(isSliderShown(page)).isEqualTo(true);
      assertThat(marks(page)).isEqualTo("max,min");
    }
  }

  @Test
  void givenMoreMinutesThanATimelineShowsThenItSaysThatTheyAreTheNewest() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      patiently().untilAsserted(() -> assertThat(points(page)).isEqualTo(90));
      assertThat(page.text("#timeline-note")).isEmpty();

      sales.begin(1441, 1);
      patiently().untilAsserted(() -> assertThat(points(page)).isEqualTo(1440));
      assertThat(page.text("#timeline-note")).isEqualTo("the newest 1,440 minutes with payments");
      page.keep("newest-minutes");
    }
  }

  private static Object points(LedgerPage page) {
    return page.chart("#timeline", "chart.getOption().series[0].data.length");
  }

  private static Object marks(LedgerPage page) {
    return page.chart(
        "#timeline", "chart.getOption().series[0].markPoint.data.map(one => one.type).join()");
  }

  private static Object isSliderShown(LedgerPage page) {
    return page.chart("#timeline", "chart.getOption().dataZoom[1].show");
  }

  @Test
  void givenTheTimelineThenItMarksHighAndLowAndKeepsItsZoomWhileItMoves() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      patiently()
          .untilAsserted(
              () ->
                  assertThat(page.chart("#timeline", "chart.getOption().series[0].data.length"))
                      .isEqualTo(90));
      assertThat(marks(page)).isEqualTo("max,min");

      page.page().locator("#timeline").hover();
      page.page().keyboard().down("Control");
      page.page().mouse().wheel(0, -600);
      page.page().keyboard().up("Control");
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
  void givenAZoomedTimelineThenItsMarksTellTheFiguresOfTheMarkedMinutes() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      patiently().untilAsserted(() -> assertThat(points(page)).isEqualTo(90));
      patiently().untilAsserted(() -> assertMarked(page));
      Object ofAll = page.chart("#timeline", BEST_SEEN);
      page.chart("#timeline", "chart.dispatchAction({type: 'dataZoom', start: 30, end: 60})");
      patiently().untilAsserted(() -> assertMarked(page));
      assertThat(page.chart("#timeline", BEST_SEEN)).isNotEqualTo(ofAll);
      page.keep("zoomed");
    }
  }

  private static void assertMarked(LedgerPage page) {
    assertThat(page.chart("#timeline", MARKED)).isEqualTo(page.chart("#timeline", BEST_SEEN));
  }

  @Test
  void givenTheWheelOverATimelineThenItIsThePagesUnlessCtrlIsDown() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      patiently().untilAsserted(() -> assertThat(points(page)).isEqualTo(90));
      assertThat(isWheelLeftToThePage(page, false)).isEqualTo(true);
      assertThat(zoomed(page)).isEqualTo(100);
      assertThat(isWheelLeftToThePage(page, true)).isEqualTo(false);
      assertThat(page.complaints()).isEmpty();
    }
  }

  private static Object isWheelLeftToThePage(LedgerPage page, boolean isCtrlDown) {
    return page.page()
        .evaluate(
            "ctrlKey => { const canvas = document.querySelector('#timeline canvas'); const {x, y,"
                + " width, height} = canvas.getBoundingClientRect(); return"
                + " canvas.dispatchEvent(new WheelEvent('wheel', {deltaY: -100, clientX: x + width"
                + " / 2, clientY: y + height / 2, ctrlKey, bubbles: true, cancelable: true})); }",
            isCtrlDown);
  }

  @Test
  void givenAFingerOverATimelineThenThePageScrollsAndTheTimelineStays() {
    try (LedgerPage page = fixture.openOnAPhone()) {
      awaitLive(page);
      patiently().untilAsserted(() -> assertThat(points(page)).isEqualTo(90));
      page.page().locator("#timeline").scrollIntoViewIfNeeded();
      double before = scrolled(page);
      BoundingBox box = page.page().locator("#timeline").boundingBox();
      page.swipeUp(box.x + box.width / 2, box.y + box.height / 2, 150);
      patiently().untilAsserted(() -> assertThat(scrolled(page)).isGreaterThan(before));
      assertThat(zoomed(page)).isEqualTo(100);
      assertThat(page.complaints()).isEmpty();
    }
  }

  private static double scrolled(LedgerPage page) {
    return Double.parseDouble(String.valueOf(page.page().evaluate("window.scrollY")));
  }

  @Test
  void givenAChineseBrowserAtNightThenThePageIsChineseAndDark() {
    try (LedgerPage page = fixture.open("zh-CN", ColorScheme.DARK, 1280, 1000)) {
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

  /** As a link from elsewhere, or a locale of POSIX, may write it. */
  @Test
  void givenALanguageThatIsNotWrittenAsTheWebDoesThenThePageIsThereAllTheSame() {
    try (LedgerPage page = fixture.open()) {
      for (String language : List.of("en_US", "fr_FR", "en_US.UTF-8", "", "english-!")) {
        page.page().navigate(fixture.api().address() + "/?lang=" + language);
        awaitLive(page);
      }
      page.page().navigate(fixture.api().address() + "/?lang=zh_CN");
      patiently().untilAsserted(() -> assertThat(page.text("#state")).isEqualTo("实时"));
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenAPhoneThenNothingIsWiderThanItsScreen() {
    try (LedgerPage page = fixture.open("en-US", ColorScheme.LIGHT, 360, 740)) {
      awaitLive(page);
      page.page().locator("#board button").first().click();
      awaitProductTimeline(page, page.text("#board li:first-child .name"));
      assertThat(page.isWiderThanScreen()).isFalse();
      page.keep("phone");

      page.page().fill("#bars-search", "very|long");
      page.page().selectOption("#board-window", "24h");
      patiently()
          .untilAsserted(() -> assertThat(page.text("#bars-hint")).startsWith("Enter opens "));
      patiently().untilAsserted(() -> assertThat(page.text("#state")).isEqualTo("Incomplete"));
      assertThat(page.isWiderThanScreen()).isFalse();
      page.keep("phone-refused");
      assertThat(page.complaintsBesides(400)).isEmpty();
    }
  }

  @Test
  void givenAnEmptyLedgerThenThePageSaysThatThereIsNothingYet() {
    fixture.redis().emptyLedger(0);
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      patiently().untilAsserted(() -> assertThat(page.text("#total-amount")).isEqualTo("CN¥0.00"));
      for (String panel : List.of("#timeline-panel", "#bars-panel", "#board-panel")) {
        patiently()
            .untilAsserted(
                () -> assertThat(page.text(panel + " .empty")).isEqualTo("Nothing here yet"));
        assertThat(page.page().isVisible(panel + " .empty")).isTrue();
      }
      page.keep("empty");
      assertThat(page.complaints()).isEmpty();
    }
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
}
