package io.salesledger.queryapi.page;

import static io.salesledger.queryapi.page.PageFixture.awaitLive;
import static io.salesledger.queryapi.page.PageFixture.awaitProductTimeline;
import static io.salesledger.queryapi.page.PageFixture.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The page for who uses a keyboard or a screen reader, or wants nothing to move. */
@TestInstance(Lifecycle.PER_CLASS)
final class PageAccessIT {
  /** Colours that words have, too little apart from the panels that they stand on. */
  private static final String PALE =
      "() => { const style = getComputedStyle(document.documentElement);"
          + " const light = name => { const [r, g, b] = [1, 3, 5]"
          + ".map(at => parseInt(style.getPropertyValue(name).trim().slice(at, at + 2), 16) / 255)"
          + ".map(one => one <= .04045 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4);"
          + " return .2126 * r + .7152 * g + .0722 * b + .05; };"
          + " return ['ink', 'soft', 'amount', 'units', 'good', 'warn', 'bad'].filter(name => {"
          + " const ratio = light(`--${name}`) / light('--panel');"
          + " return !(Math.max(ratio, 1 / ratio) >= 4.5); }); }";

  private final PageFixture fixture;
  private final SimulatedSales sales;

  PageAccessIT(@TempDir Path folder) {
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
  void givenSomeoneWhoCannotSeeThenTheChartsSayWhatTheyShow() throws Exception {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      patiently().untilAsserted(() -> assertThat(page.text("#total-amount")).startsWith("CN¥"));
      String total = page.text("#total-amount");
      patiently()
          .untilAsserted(
              () ->
                  assertThat(page.page().getAttribute("#timeline", "aria-label"))
                      .startsWith("Total over time – 90 minutes; highest CN¥")
                      .contains("; newest " + total + ", "));
      patiently()
          .untilAsserted(
              () ->
                  assertThat(page.page().getAttribute("#bars", "aria-label"))
                      .startsWith(
                          "Amount and units by product – "
                              + page.text("#board li:first-child .name")
                              + ": "
                              + page.text("#board li:first-child .score")
                              + ", "));
      assertThat(page.page().getAttribute("#timeline", "role")).isEqualTo("img");
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenSomeoneWhoCannotSeeThenTheFiguresOnTopAreNamedInThePagesLanguage() {
    try (LedgerPage page = fixture.open()) {
      assertThat(page.page().getAttribute(".cards", "aria-label")).isEqualTo("Totals");
      page.page().navigate(fixture.api().address() + "/?lang=zh");
      assertThat(page.page().getAttribute(".cards", "aria-label")).isEqualTo("总计");
    }
  }

  /** As WCAG 2 has it for small text: 4.5 to 1. */
  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "DARK"})
  void givenWordsInAColourThenTheyStandOutFromTheirGround(ColorScheme scheme) {
    try (LedgerPage page = fixture.open("en-US", scheme, 1280, 1000)) {
      assertThat((List<?>) page.page().evaluate(PALE)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "DARK"})
  void givenFiguresThatStandStillThenTheyLoseTheirColourAndNotTheirContrast(ColorScheme scheme) {
    try (LedgerPage page = fixture.open("en-US", scheme, 1280, 1000)) {
      awaitLive(page);
      patiently().untilAsserted(() -> assertThat(page.text("#total-amount")).startsWith("CN¥"));
      page.page().route("**/api/**", Route::abort);
      patiently().untilAsserted(() -> assertThat(page.text("#state")).isEqualTo("Away"));
      page.keep("away-" + scheme);
      assertThat(style(page, "opacity")).isEqualTo("1");
      assertThat((String) style(page, "filter")).startsWith("grayscale(");
    }
  }

  private static Object style(LedgerPage page, String name) {
    return page.page()
        .evaluate("name => getComputedStyle(document.querySelector('main'))[name]", name);
  }

  @Test
  void givenSomeoneWhoWantsNothingToMoveThenNothingIsAnimated() {
    try (LedgerPage page = fixture.open()) {
      page.page()
          .emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
      page.page().reload();
      awaitLive(page);
      page.page()
          .evaluate(
              "() => { Element.prototype.scrollIntoView = function (how) {"
                  + " window.scrolledHow = how.behavior; }; }");
      page.page().locator("#board button").first().click();
      awaitProductTimeline(page, page.text("#board li:first-child .name"));
      assertThat(page.chart("#timeline", "chart.getOption().animation")).isEqualTo(false);
      assertThat(page.page().evaluate("window.scrolledHow")).isEqualTo("auto");
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenAProductIsOpenedByKeyboardThenItsNameHasTheFocusAndClosingGivesItBack() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      String product = page.text("#board li:nth-child(3) .name");
      page.page().focus("#board li:nth-child(3) button");
      page.page().keyboard().press("Enter");
      awaitProductTimeline(page, product);
      assertThat(page.page().evaluate("document.activeElement.textContent"))
          .isEqualTo("Product over time: " + product);

      page.page().focus("#product-close");
      page.page().keyboard().press("Enter");
      assertThat(page.page().isVisible("#product-panel")).isFalse();
      assertThat(page.page().evaluate("document.activeElement.title")).isEqualTo(product);
      assertThat(page.complaints()).isEmpty();
    }
  }

  @Test
  void givenWhatAProductWasOpenedFromIsGoneThenClosingItLeavesTheFocusOnThePage() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      page.page().locator("#board button").first().click();
      page.page().selectOption("#board-metric", "count");
      page.page().click("#product-close");
      assertThat(page.page().evaluate("document.activeElement.textContent"))
          .isEqualTo("Amount and units by product");
      assertThat(page.complaints()).isEmpty();
    }
  }
}
