package io.salesledger.queryapi.page;

import static io.salesledger.queryapi.page.PageFixture.LONG_NAME;
import static io.salesledger.queryapi.page.PageFixture.awaitLive;
import static io.salesledger.queryapi.page.PageFixture.awaitProductTimeline;
import static io.salesledger.queryapi.page.PageFixture.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** How a product is searched for, and that what is found stays true. */
@TestInstance(Lifecycle.PER_CLASS)
final class PageSearchIT {
  private static final String BARS =
      "JSON.stringify([chart.getOption().yAxis[0].data,"
          + " chart.getOption().series.map(series => series.data)])";

  private static final String BARS_OF_THE_FULL_LIST =
      "async metric => { const all = await (await fetch('/api/realtime', {headers: {'x-asker': 'Tester'}})).json();"
          + " const best = all.sort((a, b) => b[metric] - a[metric]).slice(0, 20);"
          + " return JSON.stringify([best.map(one => one.productId),"
          + " ['amount', 'count'].map(key => best.map(one => Number(one[key])))]); }";

  private final PageFixture fixture;
  private final SimulatedSales sales;

  PageSearchIT(@TempDir Path folder) {
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
  void givenAProductIsClickedOrSearchedThenItsOwnTimelineOpens() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      search(page, "very|long");
      assertThat(page.text("#bars-note")).startsWith("1 of 1 found, as of ");

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
      awaitProductTimeline(page, LONG_NAME);
      page.keep("desktop-product");

      page.page().click("#product-close");
      page.page().fill("#bars-search", "");
      page.page().locator("#board button", new Page.LocatorOptions().setHasText("茶叶")).click();
      awaitProductTimeline(page, "茶叶/一级?");
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenASearchThenEnterOpensTheFirstProductFound() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      search(page, "very|long");
      assertThat(page.text("#bars-hint")).isEqualTo("Enter opens " + LONG_NAME);
      page.keep("desktop-search");
      page.page().press("#bars-search", "Enter");
      awaitProductTimeline(page, LONG_NAME);

      page.page().fill("#bars-search", "no such product");
      page.page().press("#bars-search", "Enter");
      assertThat(page.text("#product-name")).isEqualTo(LONG_NAME);
      assertThat(page.text("#bars-hint")).isEmpty();
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenAnIdIsTypedWholeThenItComesFirstHoweverManyOthersHaveItToo() {
    // The others begin with it, and more was sold of each.
    sales.sell("PRODUCTID", 1);
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      page.page().selectOption("#bars-top", "10");
      page.page().fill("#bars-search", "ProductId");
      patiently().untilAsserted(() -> assertThat(found(page)).hasSize(10).startsWith("PRODUCTID"));
      assertThat(page.text("#bars-hint")).isEqualTo("Enter opens PRODUCTID");
      assertThat(page.text("#bars-note")).startsWith("10 of 119 found, as of ");
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenASearchStandsThenWhatWasFoundFollowsTheSales() {
    try (LedgerPage page = fixture.open()) {
      page.page().clock().install();
      page.page().reload();
      awaitLive(page);
      search(page, "very|long");
      String before = String.valueOf(page.chart("#bars", BARS));
      sales.sell(LONG_NAME, 123_456_789L);
      page.page().clock().fastForward("00:31");
      patiently().untilAsserted(() -> assertThat(page.chart("#bars", BARS)).isNotEqualTo(before));
      assertThat(page.complaints()).isEmpty();
    }
  }

  /** Half a minute of it is not another day's. */
  @Test
  void givenFiguresOfAnotherDayThenTheirDayIsSaidToo() {
    try (LedgerPage page = fixture.open()) {
      page.page().clock().install();
      page.page().reload();
      awaitLive(page);
      search(page, "very|long");
      assertThat(page.text("#bars-note")).matches(".*, as of [0-9:]+\\s[AP]M");

      page.page()
          .route(
              url -> url.endsWith("/api/realtime") || url.endsWith("/api/ledger"),
              route -> route.abort());
      page.page().clock().fastForward("50:00:00");
      String dayAndTime = "[A-Z][a-z]+ [0-9]+, [0-9]{4}, [0-9:]+\\s[AP]M";
      patiently()
          .untilAsserted(
              () -> assertThat(page.text("#bars-note")).matches(".*, as of " + dayAndTime));
      patiently()
          .untilAsserted(
              () ->
                  assertThat(page.text("#banner"))
                      .matches(".* These figures are from " + dayAndTime + " and stand still.*"));
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenANameThatChartsTakeForMarkupThenTheTooltipShowsItWhole() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      search(page, "very|long");
      page.chart("#bars", "chart.dispatchAction({type: 'showTip', seriesIndex: 0, dataIndex: 0})");
      patiently()
          .untilAsserted(
              () -> assertThat(drawn(page).replace("\u200b", "")).contains(LONG_NAME + "\nCN¥"));
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenNobodySearchesThenTheBarsHaveTheBestProductsWithoutTheFullList() {
    // Best by amount, and by units so far behind that no list of the best has it.
    sales.sell("PRODUCTID119", 900_000_000_00L);
    try (LedgerPage page = fixture.open()) {
      List<String> fullLists = new CopyOnWriteArrayList<>();
      page.page()
          .onRequest(
              request -> {
                if (request.url().endsWith("/api/realtime")
                    && !"Tester".equals(request.headers().get("x-asker"))) {
                  fullLists.add(request.url());
                }
              });
      page.page().reload();
      awaitBars(page, "amount");
      page.page().selectOption("#bars-order", "count");
      awaitBars(page, "count");
      sales.sell("PRODUCTID60", 1);
      page.page().selectOption("#bars-order", "amount");
      awaitBars(page, "amount");
      assertThat(fullLists).isEmpty();
      assertThat(page.text("#bars-note")).isEqualTo("the best 20 products");

      search(page, "very|long");
      search(page, "very|lon");
      assertThat(fullLists).hasSize(1);
      assertThat(page.complaints()).isEmpty();
    }
  }

  private static void search(LedgerPage page, String words) {
    page.page().fill("#bars-search", words);
    patiently()
        .untilAsserted(
            () ->
                assertThat(page.chart("#bars", "chart.getOption().yAxis[0].data.join()"))
                    .isEqualTo(LONG_NAME));
  }

  private static List<String> found(LedgerPage page) {
    return List.of(
        String.valueOf(page.chart("#bars", "chart.getOption().yAxis[0].data.join('\\n')"))
            .split("\n", -1));
  }

  /** All words on the chart's canvas, line by line. */
  private static String drawn(LedgerPage page) {
    return String.valueOf(
        page.chart(
            "#bars",
            "chart.getZr().storage.getDisplayList(true).map(one => one.style.text)"
                + ".filter(Boolean).join('\\n')"));
  }

  private static void awaitBars(LedgerPage page, String metric) {
    patiently()
        .untilAsserted(
            () ->
                assertThat(page.chart("#bars", BARS))
                    .isEqualTo(page.page().evaluate(BARS_OF_THE_FULL_LIST, metric)));
  }
}
