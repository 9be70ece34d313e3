package io.salesledger.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerCommandTest {
  private final Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  LedgerCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "up", "down", "status", "generate", "import", "submit", "kill"})
  void everyCommandHasHelp(String command) {
    assertThat(run((command + " --help").strip().split(" ", -1))).isZero();
    assertThat(out.toString()).startsWith(("Usage: ledger " + command).strip());
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "up --bogus | ledger up: Unknown option: '--bogus'; see ledger up --help",
        "bogus | ledger: Unmatched argument at index 0: 'bogus'; see ledger --help",
        "up --generate many | ledger up: bad --generate many; right would be payments a second, a"
            + " whole number from 1",
        "up --api-port 0 | ledger up: bad setting ledger.api.port=0; right would be a port from 1"
            + " to 65535",
        "kill --wait -1 | ledger kill: bad --wait -1; right would be 0 to 3600",
        "submit --nimbus here | ledger submit: bad --nimbus here; right would be host:port, for"
            + " example 127.0.0.1:6627",
        "submit --jar missing.jar | ledger submit: no such file: missing.jar"
      })
  void wrongUsageIsOneLineAndExitCodeTwo(String arguments, String line) {
    assertThat(run(arguments.split(" ", -1))).isEqualTo(2);
    assertThat(err.toString().lines()).containsExactly(line);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void noCommandIsWrongUsage() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void statusOfNothingFails() {
    assertThat(run("status")).isEqualTo(1);
    assertThat(out.toString().lines())
        .containsExactly(
            "nothing runs in " + folder.resolve(".ledger") + "; start it with: ledger up");
  }

  @Test
  void statusOfNothingForMachines() {
    assertThat(run("status", "--json")).isEqualTo(1);
    assertThat(out.toString()).contains("\"running\":false", "\"partitions\":[]");
  }

  @Test
  void downOfNothingIsDone() {
    assertThat(run("down")).isZero();
    assertThat(out.toString().lines())
        .containsExactly("nothing runs in " + folder.resolve(".ledger"));
  }

  private int run(String... arguments) {
    CommandContext context =
        new CommandContext(
            folder,
            Map.of(),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            Clock.systemUTC());
    return LedgerCommand.commandLine(context).execute(arguments);
  }
}
