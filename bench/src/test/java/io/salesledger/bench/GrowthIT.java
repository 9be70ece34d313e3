package io.salesledger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real thing with few payments: a ledger folds them, others are made anew and verified. */
class GrowthIT {
  @Test
  void eachPointIsMeasuredOnceItsSumsAreRight(@TempDir Path folder) throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        MeasuringCommand.commandLine(new GrowthCommand(folder, Clock.systemUTC()))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute("--records=10000", "--sweep=backlog,audit", "--json");
    assertThat(exitCode).as(err.toString()).isZero();
    JsonNode sweeps = JsonMapper.builder().build().readTree(out.toString()).get("sweeps");
    assertThat(sweeps.path("backlog").findValuesAsText("at"))
        .containsExactly("5000", "20000", "80000");
    for (JsonNode point : sweeps.path("backlog")) {
      JsonNode ours = point.path("ours");
      assertThat(ours.path("records").asLong()).isEqualTo(point.path("at").asLong());
      assertThat(ours.path("redisBytes").asLong()).isPositive();
      assertThat(ours.path("processes").path("worker").path("peakRssBytes").asLong()).isPositive();
      assertThat(ours.path("settings").path("JVM flags of the worker").asText())
          .endsWith("-Xmx512m");
    }
    assertThat(sweeps.path("audit").findValuesAsText("at"))
        .containsExactly("5000", "10000", "20000");
    for (JsonNode point : sweeps.path("audit")) {
      for (String work : new String[] {"verify", "rebuild"}) {
        assertThat(point.path(work).path("recordsPerSecond").path("median").asLong())
            .as(work)
            .isPositive();
      }
    }
    assertThat(folder).as("its data is deleted").isEmptyDirectory();
  }
}
