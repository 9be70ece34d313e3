package io.salesledger.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.bench.contender.Sums;
import io.salesledger.contract.LedgerFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.CategorySeries;

class BenchReportTest {
  private static final long RECORDS = 1_000_000;
  private static final int PARTITIONS = 8;

  private static JsonNode report() {
    return BenchReport.of(
        new BenchPlan(
            Path.of("unused"),
            List.of(workload(100), workload(10_000)),
            PARTITIONS,
            List.of(ContenderName.OURS, ContenderName.FLINK),
            2,
            1,
            Map.of()),
        List.of(tally(100, 1.0), tally(10_000, 2.0)),
        Map.of("Storm", "2.8.3"));
  }

  private static Workload workload(int products) {
    return new Workload(RECORDS, products, Distribution.UNIFORM, 1, 0, 1000, 0);
  }

  private static Tally tally(int products, double seconds) {
    Tally tally =
        new Tally(
            workload(products),
            new Payments("unused", Collections.nCopies(PARTITIONS, 0L), 0, new Sums()));
    tally.add(ContenderName.FLINK, measured(4 * seconds));
    tally.add(ContenderName.FLINK, measured(4 * seconds));
    tally.add(ContenderName.OURS, measured(seconds));
    tally.add(ContenderName.OURS, measured(2 * seconds));
    return tally;
  }

  private static Measured measured(double seconds) {
    return new Measured(
        RECORDS,
        seconds,
        5_000_000,
        Map.of("JVM", new ProcessUse(3 * seconds, 100 << 20), "Redis", new ProcessUse(1, 10 << 20)),
        Map.of("JVM flags", "-Xmx2g"),
        new Sums());
  }

  @Test
  void theFirstWorkloadsFiguresStandOnTop() {
    JsonNode ours = report().path("contenders").path("ours");
    assertThat(ours.path("recordsPerSecond").toString())
        .isEqualTo("{\"min\":500000,\"median\":750000,\"max\":1000000}");
    assertThat(ours.path("cpuSeconds").asDouble()).isEqualTo(5.5);
    assertThat(ours.path("peakRssBytes").asLong()).isEqualTo(110 << 20);
    assertThat(ours.path("processes").path("JVM").path("cpuSeconds").asDouble()).isEqualTo(4.5);
    assertThat(ours.path("settings").path("JVM flags").asText()).isEqualTo("-Xmx2g");
  }

  @Test
  void thePageTellsRatiosOfMedians(@TempDir Path folder) throws IOException {
    Path page = Files.writeString(folder.resolve("page.md"), "# Title\n\nwritten by hand\n");
    ReportPage.write(report(), page, new ReportText());
    assertThat(Files.readAllLines(page))
        .startsWith("# Title", "", "written by hand", ReportPage.begin("ledger bench"))
        .contains(
            "| ours | 500,000 | 750,000 | 1,000,000 | 1.00 x | 5.50 | 110 |",
            "| flink | 250,000 | 250,000 | 250,000 | 3.00 x | 13.00 | 110 |",
            "| Storm | 2.8.3 |",
            "| ours | JVM flags `-Xmx2g` |")
        .endsWith(ReportPage.end("ledger bench"));
    for (String picture :
        List.of("page-100-uniform.svg", "page-10000-uniform.svg", "page-products-uniform.svg")) {
      assertThat(folder.resolve(picture)).content().contains("<svg");
      assertThat(page).content().contains("(" + picture + ")");
    }
  }

  @Test
  void thePictureShowsTheLeastAndTheGreatestRate() throws IOException {
    JsonNode workload =
        JsonMapper.builder()
            .build()
            .readTree(
                """
                {"contenders": {
                  "ours": {"recordsPerSecond": {"min": 1000, "median": 8000, "max": 9000}},
                  "flink": {"recordsPerSecond": {"min": 2000, "median": 2000, "max": 2000}}}}
                """);
    CategorySeries spreads = List.copyOf(Pictures.bars(workload).getSeriesMap().values()).get(1);
    assertThat(spreads.getYData()).isEqualTo(List.of(5.0, 2.0));
    assertThat(spreads.getExtraValues()).isEqualTo(List.of(4.0, 0.0));
  }

  @Test
  void thePageTellsWhoseProcessesItTellsOf(@TempDir Path folder) throws IOException {
    Path page = folder.resolve("page.md");
    ReportPage.write(report(), page, new ReportText());
    assertThat(Files.readAllLines(page))
        .containsSubsequence(
            "### CPU and memory by process",
            "",
            "With 1,000,000 payments, 100 products, uniform, 8 partitions.",
            "",
            "| contender | process | CPU s | peak MB |");
  }

  @Test
  void onlyWhatItWroteItselfIsReplaced() {
    assertThat(
            ReportPage.merge(
                List.of(
                    "before",
                    ReportPage.begin("ledger bench"),
                    "old",
                    ReportPage.end("ledger bench"),
                    "after"),
                List.of("new"),
                "ledger bench"))
        .containsExactly(
            "before",
            ReportPage.begin("ledger bench"),
            "",
            "new",
            "",
            ReportPage.end("ledger bench"),
            "after");
  }

  @Test
  void whoCountsWronglyIsRefused() {
    Sums expected = new Sums();
    expected.add("A", 0, 1250, 2, 1);
    Sums found = new Sums();
    found.add("A", 0, 1249, 2, 1);
    assertThatThrownBy(() -> CheckedRuns.refuseWrong(found, expected))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageStartingWith("its sums are wrong: a total of ");
  }

  @Test
  void whatEndedChildrenWorkedIsTheirParents() throws IOException {
    Process shell =
        new ProcessBuilder(
                "sh",
                "-c",
                "(i=0; while [ $i -lt 500000 ]; do i=$((i+1)); done); times; read unused")
            .start();
    try (BufferedReader told = shell.inputReader()) {
      String unused = told.readLine();
      String ofChildren = told.readLine();
      ProcessUse use = ProcessUse.of(shell.pid());
      // What it tells of itself is finer than what Linux counts, which are hundredths.
      assertThat(use.cpuSeconds()).isGreaterThan(seconds(ofChildren) - 0.05);
    } finally {
      shell.destroyForcibly();
    }
  }

  /** Of a line such as 0m0.25s 0m0.01s, in all. */
  private static double seconds(String times) {
    return Pattern.compile("([0-9]+)m([0-9.]+)s")
        .matcher(times)
        .results()
        .mapToDouble(
            one -> 60 * Double.parseDouble(one.group(1)) + Double.parseDouble(one.group(2)))
        .sum();
  }

  @Test
  void aProcessIsSeenToUseSomething() {
    ProcessUse own = ProcessUse.of(List.of(ProcessHandle.current()));
    assertThat(own.cpuSeconds()).isPositive();
    assertThat(own.peakRssBytes()).isGreaterThan(10 << 20);
    assertThat(ProcessUse.of(Long.MAX_VALUE)).isEqualTo(ProcessUse.NONE);
  }
}
