package io.salesledger.queryapi.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.options.ColorScheme;
import io.salesledger.parts.RedisServer;
import io.salesledger.queryapi.support.ApiProcess;
import io.salesledger.queryapi.support.RedisCommands;
import io.salesledger.queryapi.support.ServiceFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionFactory;

/** A service with sales of 120 products, and a browser to look at its page. */
final class PageFixture implements AutoCloseable {
  static final String LONG_NAME =
      "85123A-WHITE-HANGING-HEART-T-LIGHT-HOLDER-<b>with</b>-a-{very|long}-name";

  private final Chromium chromium;
  private final ServiceFixture service;
  private final SimulatedSales sales;

  PageFixture(Path folder) {
    chromium = Chromium.start();
    service =
        new ServiceFixture(
            folder,
            Map.of("ledger.heartbeat.max.age", "1h", "ledger.minute.board.retention", "2h"));
    String[] products = new String[120];
    for (int i = 0; i < products.length; i++) {
      products[i] = "PRODUCTID" + i;
    }
    products[1] = "茶叶/一级?";
    products[2] = LONG_NAME;
    sales = new SimulatedSales(service.redis(), products);
  }

  SimulatedSales sales() {
    return sales;
  }

  ApiProcess api() {
    return service.api();
  }

  RedisCommands redis() {
    return service.redis();
  }

  RedisServer server() {
    return service.server();
  }

  LedgerPage open() {
    return open("en-US", ColorScheme.LIGHT, 1280, 1000);
  }

  /** One with a touch screen. */
  LedgerPage openOnAPhone() {
    return LedgerPage.openOnAPhone(chromium.browser(), service.api().address());
  }

  LedgerPage open(String locale, ColorScheme scheme, int width, int height) {
    return LedgerPage.open(
        chromium.browser(), service.api().address(), locale, scheme, width, height);
  }

  /** A browser beside a busy build may take its time; what is not there yet is no failure. */
  static ConditionFactory patiently() {
    return await().atMost(Duration.ofSeconds(60)).ignoreExceptions();
  }

  static void awaitLive(LedgerPage page) {
    patiently().untilAsserted(() -> assertThat(page.text("#state")).isEqualTo("Live"));
  }

  /** Until the panel shows this product's own figures, all of them. */
  static void awaitProductTimeline(LedgerPage page, String productId) {
    patiently()
        .untilAsserted(
            () -> {
              assertThat(page.text("#product-name")).isEqualTo(productId);
              assertThat(page.page().isVisible("#product-timeline")).isTrue();
              assertThat(
                      page.chart(
                          "#product-timeline", "JSON.stringify(chart.getOption().series[0].data)"))
                  .isEqualTo(
                      page.page()
                          .evaluate(
                              "async id => { const answer = await fetch('/api/timeline/' +"
                                  + " encodeURIComponent(id) + '?limit=1440&metric=amount'); return"
                                  + " JSON.stringify((await answer.json()).map(point =>"
                                  + " [point.timestamp, point.value])); }",
                              productId));
            });
  }

  @Override
  public void close() {
    service.close();
    chromium.close();
  }
}
