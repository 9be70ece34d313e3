package io.salesledger.queryapi.page;

import static io.salesledger.queryapi.page.PageFixture.awaitLive;
import static io.salesledger.queryapi.page.PageFixture.patiently;
import static org.assertj.core.api.Assertions.assertThat;

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
              () -> assertThat(page.text("#banner")).contains("Redis is away"));
      fixture.server().restart();
      fixture.redis().reconnect();
      awaitLive(page);
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
      assertThat((List<?>) page.page().evaluate("window.states")).isNotEmpty().allMatch("state live"::equals);
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
      assertThat(page.text("#banner")).startsWith("The topology has been silent for 7,20");
      page.keep("stale");

      fixture.redis().beat(0, 9);
      awaitLive(page);
      assertThat(page.complaints()).isEmpty();
    }
  }
}
