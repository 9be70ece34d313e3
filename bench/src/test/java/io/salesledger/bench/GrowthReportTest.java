package io.salesledger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.salesledger.bench.contender.Sums;
import io.salesledger.contract.LedgerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowthReportTest {
  private static final long RECORDS = 1_000_000;
  private static final Setup PLAIN = Setup.plain(RECORDS, new LedgerSettings.Window(10_000, 250));

  private static JsonNode report() {
    return GrowthReport.of(
        2,
        Map.of(
            Sweep.PRODUCTS,
            List.of(
                point(PLAIN, Map.of("ours", runs(1, 1 << 20))),
                point(
                    PLAIN.with(Knob.PRODUCTS, 1_124),
                    Map.of("ours", runs(2, (1 << 20) + 1_024_000)))),
            Sweep.AUDIT,
            List.of(point(PLAIN, Map.of("verify", runs(1, 0), "rebuild", runs(4, 0))))),
        Map.of("Storm", "2.8.3"));
  }

  private static GrowthPoint point(Setup setup, Map<String, List<Measured>> runs) {
    return new GrowthPoint(setup, runs);
  }

  /** Two rounds, of which one took three times as long. */
  private static List<Measured> runs(double seconds, long redisBytes) {
    return List.of(measured(seconds, redisBytes), measured(3 * seconds, redisBytes));
  }

  private static Measured measured(double seconds, long redisBytes) {
    return new Measured(
        RECORDS,
        seconds,
        redisBytes,
        Map.of(
            "worker", new ProcessUse(3 * seconds, 100 << 20), "Redis", new ProcessUse(1, 10 << 20)),
        Map.of("workers", "1"),
        new Sums());
  }

  @Test
  void aPointTellsWhatItWasAndWhatItCameTo() {
    JsonNode point = report().path("sweeps").path("products").path(1);
    assertThat(point.path("at").asLong()).isEqualTo(1_124);
    assertThat(point.path("setup").path("products").asLong()).isEqualTo(1_124);
    assertThat(point.path("setup").path("partitions").asLong()).isEqualTo(8);
    assertThat(point.path("ours").path("redisBytes").asLong()).isEqualTo((1 << 20) + 1_024_000);
    assertThat(point.path("ours").path("recordsPerSecond").toString())
        .isEqualTo("{\"min\":166667,\"median\":333333,\"max\":500000}");
  }

  @Test
  void thePageHasATableAndAPictureASweep(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("growth.md");
    ReportPage.write(report(), page, new GrowthText());
    assertThat(Files.readAllLines(page))
        .startsWith("<!-- what `ledger bench-growth --report` wrote begins here -->")
        .containsSubsequence(
            "### products",
            "| 100 | 666,667 | 7.00 | 100 | 1.00 |  |",
            "| 1,124 | 333,333 | 13.00 | 100 | 1.98 | 1,000 |",
            "![products](growth-products.svg)",
            "### audit",
            "| 1,000,000 | 1.50 | 666,667 | 110 | 6.00 | 166,667 | 110 |",
            "![payments](growth-audit.svg)",
            "| Storm | 2.8.3 |",
            "| products, verify, rebuild | workers `1` |");
    for (String picture : List.of("growth-products.svg", "growth-audit.svg")) {
      assertThat(folder.resolve(picture)).content().contains("<svg");
    }
  }

  @Test
  void linesStandBelowEachOther() {
    assertThat(new GrowthText().lines(report()))
        .startsWith(
            "products  payments/s  CPU s a million  worker, peak MB  Redis, MB  Redis, bytes a product"
                + " more",
            "     100     666,667             7.00              100       1.00                         "
                + "    ");
  }
}
