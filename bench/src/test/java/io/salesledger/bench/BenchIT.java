package io.salesledger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.parts.MarkedProcesses;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real thing with few payments: one broker, real contenders, each one's sums checked. */
class BenchIT {
  private static final int RECORDS = 30_000;

  @Test
  void contendersAreMeasuredOnceTheirSumsAreRight(@TempDir Path folder) throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        BenchCommand.commandLine(new BenchCommand(folder, Clock.systemUTC()))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(
                "--records=" + RECORDS,
                "--demo-records=300",
                "--rounds=1",
                "--products=40",
                "--partitions=3",
                "--distribution=zipf",
                "--only=ceiling,ours,ours-no-store,kafka-streams,kafka-streams-redis,flink,flink-redis",
                "--json");
    assertThat(exitCode).as(err.toString()).isZero();
    JsonNode report = JsonMapper.builder().build().readTree(out.toString());
    assertThat(report.path("workloads").path(0).path("partitions").asInt()).isEqualTo(3);
    JsonNode contenders = report.get("contenders");
    for (String name :
        List.of(
            "ceiling",
            "ours",
            "ours-no-store",
            "kafka-streams",
            "kafka-streams-redis",
            "flink",
            "flink-redis")) {
      JsonNode contender = contenders.path(name);
      assertThat(contender.path("records").asLong()).as(name).isEqualTo(RECORDS);
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
                            .anyMatch(argument -> argument.contains(folder.toString()))))
        .as("no process is left")
        .isEmpty();
  }
}
