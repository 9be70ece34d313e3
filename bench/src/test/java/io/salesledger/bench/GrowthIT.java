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

/**
 * The real thing with few payments, made anew and verified. A point that a ledger folds is what
 * {@link BenchIT} runs.
 */
class GrowthIT {
  @Test
  void eachPointIsMeasuredOnceItsSumsAreRight(@TempDir Path folder) throws Exception {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        MeasuringCommand.commandLine(new GrowthCommand(folder, Clock.systemUTC()))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute("--records=10000", "--sweep=audit", "--json");
    assertThat(exitCode).as(err.toString()).isZero();
    JsonNode sweeps = JsonMapper.builder().build().readTree(out.toString()).get("sweeps");
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
