package io.salesledger.queryapi.page;

import static io.salesledger.queryapi.page.PageFixture.awaitLive;
import static io.salesledger.queryapi.page.PageFixture.awaitProductTimeline;
import static io.salesledger.queryapi.page.PageFixture.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** How someone before the page finds a product and looks at it, while sales move. */
@TestInstance(Lifecycle.PER_CLASS)
final class PageProductsIT {
  private static final String TEXTS =
      "chart.getZr().storage.getDisplayList().filter(one => one.type === 'tspan')"
          + ".map(one => one.style.text).join()";

  private static final String CUT_TEXTS =
      "chart.getZr().storage.getDisplayList().filter(one => one.type === 'tspan')"
          + ".filter(one => { const box = one.getBoundingRect().clone(); if (one.transform)"
          + " box.applyTransform(one.transform);"
          + " return box.x < 0 || box.x + box.width > chart.getWidth(); })"
          + ".map(one => one.style.text).join()";

  private final PageFixture fixture;
  private final SimulatedSales sales;

  PageProductsIT(@TempDir Path folder) {
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
  void givenSalesMoveWhileTheMouseIsDownThenTheClickOpensWhatWasPressed() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      String pressed = page.text("#board li:nth-child(3) .name");
      String first = page.text("#board li:first-child .name");
      String score = page.text("#board li:first-child .score");
      BoundingBox box = page.page().locator("#board li:nth-child(3)").boundingBox();
      page.page().mouse().move(box.x + box.width / 2, box.y + box.height / 2);
      page.page().mouse().down();
      sales.sell(first, 5_000_000_00L);
      sales.sell("PRODUCTID119", 4_000_000_00L);
      patiently()
          .untilAsserted(
              () -> assertThat(page.text("#board li:first-child .score")).isNotEqualTo(score));
      page.page().mouse().up();
      awaitProductTimeline(page, pressed);
      patiently()
          .untilAsserted(
              () ->
                  assertThat(page.text("#board li:nth-child(2) .name")).isEqualTo("PRODUCTID119"));
      assertThat(page.complaints()).isEmpty();
    }
  }

  /** An axis's largest figure stands at the chart's edge: centred there, half of it is beyond. */
  @Test
  void givenFiguresWithManyDigitsThenTheBarsAxesAreNotCutAtTheEdge() {
    sales.sell("PRODUCTID119", 140_000, 1_400_000_000_00L);
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      patiently()
          .untilAsserted(
              () -> assertThat((String) page.chart("#bars", TEXTS)).contains("CN¥1.5B", "150K"));
      assertThat(page.chart("#bars", CUT_TEXTS)).isEqualTo("");
    }
  }

  @Test
  void givenARowHasTheFocusAndOthersPassItThenTheFocusStaysWithItsProduct() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      String focused = page.text("#board li:nth-child(3) .name");
      page.page().focus("#board li:nth-child(3) button");
      sales.sell("PRODUCTID119", 900_000_000_00L);
      patiently()
          .untilAsserted(
              () -> assertThat(page.text("#board li:nth-child(4) .name")).isEqualTo(focused));
      assertThat(page.text("#board li:first-child .name")).isEqualTo("PRODUCTID119");
      assertThat(page.page().evaluate("document.activeElement.title")).isEqualTo(focused);
      page.page().keyboard().press("Enter");
      awaitProductTimeline(page, focused);
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenAnotherWindowOrMetricThenTheBoardFollows() throws Exception {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      page.page().selectOption("#board-metric", "count");
      page.page().selectOption("#board-window", "5m");
      sales.sell("PRODUCTID119", 1);

      // What the board is of moves on with the minute.
      patiently()
          .untilAsserted(
              () ->
                  assertThat(fixture.api().body("/api/leaderboard?topN=1&window=5m"))
                      .isEqualTo(
                          "[{\"productId\":\""
                              + page.text("#board li:first-child .name")
                              + "\",\"count\":"
                              + page.text("#board li:first-child .score")
                              + "}]"));
      assertThat(page.complaints()).isEmpty();
    }
  }

  /** It is asked again and again: what gets no answer must not pile up. */
  @Test
  void givenABestProductsOtherFigureGetsNoAnswerThenItIsNotWaitedForForever() {
    sales.sell("ONCE", 900_000_000_00L);
    try (LedgerPage page = fixture.open()) {
      List<String> givenUp = new CopyOnWriteArrayList<>();
      page.page().onRequestFailed(request -> givenUp.add(request.url()));
      Queue<Route> held = new ConcurrentLinkedQueue<>();
      page.page().route("**/api/timeline/ONCE?limit=1&*", held::add);
      page.page().reload();
      awaitLive(page);
      patiently()
          .untilAsserted(
              () -> {
                awaitLive(page);
                assertThat(givenUp).anyMatch(url -> url.contains("/api/timeline/ONCE?"));
              });

      page.page().unroute("**/api/timeline/ONCE?limit=1&*");
      patiently()
          .untilAsserted(
              () ->
                  assertThat(page.page().getAttribute("#bars", "aria-label"))
                      .contains("ONCE: CN¥900,000,000.00, 1 units"));
    }
  }

  /** A browser takes its name for a step within the path. */
  @Test
  void givenAProductNamedLikeAStepOfAPathThenThePageShowsNothingElseInItsPlace() {
    sales.sell("..", 900_000_000_00L);
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      page.page().click("#board li:nth-child(2) button");
      awaitProductTimeline(page, page.text("#board li:nth-child(2) .name"));
      page.page().click("#board li:first-child button");
      assertThat(page.text("#product-name")).isEqualTo("..");
      patiently()
          .untilAsserted(
              () ->
                  assertThat(page.text("#product-panel .empty"))
                      .startsWith("A product named .. cannot be asked for"));
      page.page().selectOption("#product-view", "minute");
      assertThat(page.page().isVisible("#product-panel .empty")).isTrue();
      assertThat(page.page().isVisible("#product-timeline")).isFalse();
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenFiguresThatAFloatCannotHoldThenThePageShowsThemToTheLastCent() {
    sales.sell("PRODUCTID119", 8_000_000_000_000_001L);
    try (LedgerPage page = fixture.open()) {
      patiently()
          .untilAsserted(
              () -> assertThat(page.text("#minute")).isEqualTo("CN¥80,000,000,000,000.01"));
      page.page().click("#board li:first-child button");
      page.page().selectOption("#product-view", "minute");
      patiently()
          .untilAsserted(
              () ->
                  assertThat(
                          (String)
                              page.chart(
                                  "#product-timeline",
                                  "chart.getOption().tooltip[0].formatter([{value:"
                                      + " chart.getOption().series[0].data.at(-1), dataIndex:"
                                      + " chart.getOption().series[0].data.length - 1}])"))
                      .endsWith("\nCN¥80,000,000,000,000.01"));
      assertThat(page.complaints()).isEmpty();
    }
  }
}
