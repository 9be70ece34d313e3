package io.salesledger.queryapi.page;

import static io.salesledger.queryapi.page.PageFixture.awaitLive;
import static io.salesledger.queryapi.page.PageFixture.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.LoadState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** What the page says when the topology is silent, warns, or nobody looks. */
@TestInstance(Lifecycle.PER_CLASS)
final class PageSilenceIT {
  private static final String SILENT_FOR_TWO_HOURS = "Silent for 7,[2-9][0-9]{2} s\\.";

  private final PageFixture fixture;
  private final SimulatedSales sales;

  PageSilenceIT(@TempDir Path folder) {
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
      HeldClock clock = HeldClock.of(page.page(), "**/api/ledger");
      clock.pass(Duration.ofHours(1));
      page.page().evaluate("window.see(true)");
      assertThat(clock.answerAfter(Duration.ofMillis(1200)).ok()).isTrue();
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

  /** As when a file is imported once more into a ledger that was begun anew. */
  @Test
  void givenAnotherLedgerThatIsAtTheSameOffsetsThenItsFiguresAreShown() {
    try (LedgerPage page = fixture.open()) {
      awaitLive(page);
      patiently().untilAsserted(() -> assertThat(page.text("#total-amount")).startsWith("CN¥"));

      fixture.redis().run("SET sales:total 1234567890");
      fixture.redis().run("HSET sales:ledger id another");

      patiently()
          .untilAsserted(
              () -> assertThat(page.text("#total-amount")).isEqualTo("CN¥12,345,678.90"));
      awaitLive(page);
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
          .matches(
              Pattern.quote("The topology is silent: figures stand still until it is back. ")
                  + SILENT_FOR_TWO_HOURS);
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
                  assertThat(page.text("#banner"))
                      .matches(Pattern.quote(silent + ahead) + SILENT_FOR_TWO_HOURS));

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
      // On a busy machine the API may have been late in between; that is read out as well.
      String readOut = (String) page.page().evaluate("window.readOut.join('|')");
      assertThat(readOut.replaceAll("\\|Away\\|[^|]*\\|Stale\\|[^|]*", ""))
          .isEqualTo("Stale|The topology is silent: figures stand still until it is back.");
      assertThat(page.complaints()).isEmpty();
    }
  }
}
