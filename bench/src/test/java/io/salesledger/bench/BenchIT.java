package io.salesledger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.parts.MarkedProcesses;
import io.salesledger.parts.Waiting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real thing with few payments: one broker, real contenders, each one's sums checked. A point
 * of growth that the ledger folds is what the bench runs; one that is made anew and verified is
 * measured on the same broker.
 */
class BenchIT {
  private static final int RECORDS = 10_000;
  private static final int DEMO_RECORDS = 300;
  private static final int AUDITED_RECORDS = 5_000;

  private static final List<String> CONTENDERS =
      List.of(
          "ceiling",
          "ours",
          "ours-no-store",
          "kafka-streams-exactly-once",
          "kafka-streams-redis",
          "flink",
          "flink-redis",
          "demo");

  private final Path folder;
  private final Path parts;

  BenchIT(@TempDir Path folder, @TempDir Path parts) {
    this.folder = folder;
    this.parts = parts;
  }

  @Test
  void contendersAndAuditsAreMeasuredOnceTheirSumsAreRight() throws Exception {
    Ground ground = Ground.start(parts, Map.of());

    GrowthPoint audited = audit(ground);
    JsonNode report = bench(ground);

    for (String work : List.of(AuditContender.REBUILD, AuditContender.VERIFY)) {
      assertThat(audited.runs().get(work)).as(work).hasSize(1);
      assertThat(audited.runs().get(work).get(0).records()).as(work).isEqualTo(AUDITED_RECORDS);
      assertThat(audited.runs().get(work).get(0).recordsPerSecond()).as(work).isPositive();
    }
    assertThat(report.path("workloads").path(0).path("partitions").asInt()).isEqualTo(3);
    for (String name : CONTENDERS) {
      JsonNode contender = report.path("contenders").path(name);
      assertThat(contender.path("records").asLong())
          .as(name)
          .isEqualTo(name.equals("demo") ? DEMO_RECORDS : RECORDS);
      assertThat(contender.path("recordsPerSecond").path("median").asLong()).as(name).isPositive();
      assertThat(contender.path("cpuSeconds").asDouble()).as(name).isPositive();
      assertThat(contender.path("peakRssBytes").asLong()).as(name).isPositive();
      assertThat(contender.path("settings").toString()).as(name).contains("-Xmx");
    }
    assertThat(folder).as("its data is deleted").isEmptyDirectory();
    assertThat(
            ProcessHandle.allProcesses()
                .filter(
                    process ->
                        MarkedProcesses.arguments(process).stream()
                            .anyMatch(
                                argument ->
                                    argument.contains(folder.toString())
                                        || argument.contains(parts.toString()))))
        .as("no process is left")
        .isEmpty();
  }

  private GrowthPoint audit(Ground ground) {
    GrowthCommand command = new GrowthCommand(parts, Clock.systemUTC());
    MeasuringCommand.commandLine(command).parseArgs("--data=audit", "--sweep=audit");
    LedgerSettings.Window window = ground.settings("any", Map.of()).window();
    return new GrowthRun(command.plan(), Installed.located(), new Waiting(), line -> {})
        .audit(ground, Setup.plain(AUDITED_RECORDS, window));
  }

  private JsonNode bench(Ground ground) throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        BenchCommand.commandLine(new BenchCommand(folder, Clock.systemUTC(), plan -> ground))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(
                "--records=" + RECORDS,
                "--demo-records=" + DEMO_RECORDS,
                "--rounds=1",
                "--products=40",
                "--partitions=3",
                "--distribution=zipf",
                "--event-rate=100",
                "--only=" + String.join(",", CONTENDERS),
                "--json");
    assertThat(exitCode).as(err.toString()).isZero();
    return JsonMapper.builder().build().readTree(out.toString());
  }
}
