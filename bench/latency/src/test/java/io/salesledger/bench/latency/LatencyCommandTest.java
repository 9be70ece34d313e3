package io.salesledger.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class LatencyCommandTest {
  private final StringWriter err = new StringWriter();
  private final Path folder;

  LatencyCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private int run(String... arguments) {
    CommandLine line = LatencyCommand.commandLine(new LatencyCommand(folder, Clock.systemUTC()));
    line.setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rate=0|bad --rate 0; right would be 1 to 1000000",
        "--rate=10,2000000|bad --rate 2000000; right would be 1 to 1000000",
        "--seconds=0|bad --seconds 0; right would be 1 to 86400",
        "--warm-up=-1|bad --warm-up -1; right would be 0 to 86400",
        "--products=0|bad --products 0; right would be 1 to 10000000",
        "--rates=1|Unknown option: '--rates=1'; see ledger bench-latency --help",
      })
  void wrongUsageIsOneLineAndNothingBegins(String argument, String message) throws IOException {
    assertThat(run(argument)).isEqualTo(2);
    assertThat(err.toString().lines()).containsExactly("ledger bench-latency: " + message);
    try (var entries = Files.list(folder)) {
      assertThat(entries).isEmpty();
    }
  }

  @Test
  void aFolderWithSomethingInItIsRefused() throws IOException {
    Files.writeString(folder.resolve("mine"), "x");

    assertThat(run("--data=" + folder)).isEqualTo(2);

    assertThat(err.toString())
        .isEqualTo(
            "ledger bench-latency: "
                + folder
                + " is not empty; name an empty folder, or a new one, with --data"
                + System.lineSeparator());
    try (var entries = Files.list(folder)) {
      assertThat(entries.map(path -> path.getFileName().toString())).isEqualTo(List.of("mine"));
    }
  }

  @Test
  void theReportTellsBothDelaysOfEachRate() {
    List<RateLatency> measured =
        List.of(
            new RateLatency(
                1000,
                999.6,
                4321,
                new Delays.Spread(60_000, 180.04, 350.5, 400, 500.25),
                new Delays.Spread(60_000, 170, 340, 390, 490)));

    assertThat(LatencyReport.lines(measured))
        .containsExactly(
            "payments/s     in fact   payments  from      p50 ms    p99 ms  p99.9 ms    max ms",
            "      1000        1000      60000  due        180.0     350.5     400.0     500.3",
            "      1000        1000      60000  append     170.0     340.0     390.0     490.0");
    assertThat(LatencyReport.json(measured))
        .isEqualTo(
            "{\"rates\":{\"1000\":{\"handedOverPerSecond\":999.6,\"answers\":4321,"
                + "\"dueToVisibleMillis\":{\"payments\":60000,\"p50\":180.04,\"p99\":350.5,"
                + "\"p999\":400.0,\"max\":500.25},"
                + "\"appendToVisibleMillis\":{\"payments\":60000,\"p50\":170.0,\"p99\":340.0,"
                + "\"p999\":390.0,\"max\":490.0}}}}");
  }
}
