package io.salesledger.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.parts.LoopbackPorts;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
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
  @ValueSource(
      strings = {
        "",
        "up",
        "down",
        "status",
        "generate",
        "import",
        "tail",
        "verify",
        "schema check",
        "schema list",
        "schema diff",
        "schema register",
        "rebuild",
        "quarantine",
        "quarantine list",
        "quarantine show",
        "quarantine requeue",
        "schema",
        "submit",
        "kill",
        "chaos",
        "bench",
        "bench-latency",
        "bench-growth",
        "completion"
      })
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
            + " whole number from 1 to 10000000",
        "up --generate 10000001 | ledger up: bad --generate 10000001; right would be payments a"
            + " second, a whole number from 1 to 10000000",
        "up --api-port 0 | ledger up: bad setting ledger.api.port=0; right would be a port from 1"
            + " to 65535",
        "kill --wait -1 | ledger kill: bad --wait -1; right would be 0 to 3600",
        "submit --nimbus here | ledger submit: bad --nimbus here; right would be host:port, for"
            + " example 127.0.0.1:6627",
        "generate | ledger generate: Missing required option: '--rate=R'; see ledger generate --help",
        "generate --rate x | ledger generate: Invalid value for option '--rate': 'x' is not a double;"
            + " see ledger generate --help",
        "import a.csv --colums o=p | ledger import: Unknown option: '--colums'; see ledger import"
            + " --help",
        "generate --rat=5 --count 3 | ledger generate: Unknown option: '--rat'; see ledger generate"
            + " --help",
        "down --data | ledger down: Missing required parameter for option '--data' (DIR); see ledger"
            + " down --help",
        "status here | ledger status: Unmatched argument at index 1: 'here'; see ledger status --help",
        "tail --offset 3 | ledger tail: --offset needs --partition: each partition counts its own",
        "tail --partition 3 --offset 3 --from-beginning | ledger tail: --offset and --from-beginning"
            + " are two beginnings; choose one",
        "tail --partition -3 | ledger tail: bad --partition -3; right would be a partition from 0",
        "chaos --faults 0 | ledger chaos: bad --faults 0; right would be 1 to 100000",
        "chaos --rate -1 | ledger chaos: bad --rate -1; right would be 1 to 1000000",
        "chaos --payments -5 | ledger chaos: bad --payments -5; right would be 0 to 1000000000000",
        "chaos --only worker-kill,bogus | ledger chaos: bad --only bogus; right would be some of"
            + " worker-kill,supervisor-kill,nimbus-kill,zookeeper-kill,kafka-kill,redis-kill,"
            + "registry-kill,api-kill,worker-freeze,redis-older,redis-wipe,older-topology-kill,"
            + "newer-topology-kill,rebalance-more,rebalance-fewer",
        "rebuild --database 0 | ledger rebuild: bad --database 0; right would be a number from 0,"
            + " other than the live views' 0",
        "rebuild --database one | ledger rebuild: Invalid value for option '--database': 'one' is not"
            + " an int; see ledger rebuild --help",
        "rebuild --fresh --forget | ledger rebuild: Error: --fresh, --forget are mutually exclusive"
            + " (specify only one); see ledger rebuild --help",
        "bench-growth | ledger bench-growth: only the script runs it: ./ledger bench-growth, in a"
            + " checkout",
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
  void hintNamesTheFolderThatWasNamed() throws IOException {
    assertThat(run("status", "--data", "my shop")).isEqualTo(1);
    assertThat(out.toString().lines())
        .containsExactly(
            "nothing runs in "
                + folder.resolve("my shop")
                + "; start it with: ledger up --data 'my shop'");
    Path noted = Files.createDirectories(folder.resolve("shop")).resolve("stack.json");
    Files.writeString(noted, "{\"layout\": ");
    assertThat(run("status", "--data", "shop")).isEqualTo(1);
    assertThat(err.toString()).contains("; `ledger down --data shop` ends what still runs here");
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

  @ParameterizedTest
  @ValueSource(strings = {"up --detach", "--detach=true up", "up --detach=TRUE --detach"})
  void whatGoesOnInTheBackgroundDoesNotDetachAgain(String arguments) {
    assertThat(UpCommand.withoutDetach(List.of(arguments.split(" ", -1)))).containsExactly("up");
  }

  @Test
  void anEmptyDataFolderIsRefused() {
    assertThat(run("up", "--data", "")).isEqualTo(2);
    assertThat(err.toString()).contains("bad --data ''");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V", "up --version", "tail --version"})
  void versionNamesTheProjectAndItsJvm(String arguments) {
    assertThat(run(arguments.split(" ", -1))).isZero();
    assertThat(out.toString().lines())
        .satisfiesExactly(
            project -> assertThat(project).startsWith("ledger "),
            jvm ->
                assertThat(jvm)
                    .startsWith("Java " + Runtime.version().feature())
                    .contains(System.getProperty("java.vm.name")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ledger sta | status",
        "ledger tail --from | --from-beginning",
        "ledger up --det | --detach",
        "ledger import --rej | --rejects",
        "ledger schema che | check"
      })
  void bashCompletesWords(String typed, String word) throws Exception {
    assertThat(run("completion")).isZero();
    Path script = Files.writeString(folder.resolve("completion.bash"), out.toString());
    String[] words = typed.split(" ", -1);
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source '"
                    + script
                    + "'; COMP_WORDS=("
                    + typed
                    + "); COMP_CWORD="
                    + (words.length - 1)
                    + "; "
                    + "$(complete -p ledger | sed 's/.*-F \\([^ ]*\\).*/\\1/') ledger "
                    + words[words.length - 1]
                    + " "
                    + words[words.length - 2]
                    + "; printf '%s\\n' \"${COMPREPLY[@]}\"")
            .redirectErrorStream(true)
            .start();
    String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).isZero();
    assertThat(answer.lines()).contains(word);
  }

  @Test
  void damagedNotesOfAStackAreToldByEveryCommandAndClearedByDown() throws IOException {
    Path noted = Files.createDirectories(folder.resolve(".ledger")).resolve("stack.json");
    Files.writeString(noted, "{\"layout\": ");
    for (String command : List.of("up", "status", "kill")) {
      err.getBuffer().setLength(0);
      assertThat(run(command)).isEqualTo(1);
      assertThat(err.toString().lines())
          .containsExactly(
              "ledger "
                  + command
                  + ": "
                  + noted
                  + " is damaged; `ledger down` ends what still runs here and clears it, the data"
                  + " stays");
    }
    assertThat(run("down")).isZero();
    assertThat(noted).doesNotExist();
  }

  @Test
  void folderThatCannotBeMadeIsToldBeforeAnythingStarts() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(run("up", "--data", file.resolve("below").toString())).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "ledger up: "
                + file
                + " is not a folder; move it away, or choose another one with --data");
  }

  @Test
  void helpTellsEveryExitCode() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("0 done, 1 it failed", "2 wrong usage", "130", "143");
  }

  @Test
  void redisThatIsAwayIsToldWithoutTheNamesOfClasses() throws IOException {
    Files.writeString(
        folder.resolve("ledger.properties"), "ledger.redis.port=" + LoopbackPorts.freeRow(1));
    assertThat(run("quarantine", "list")).isEqualTo(1);
    assertThat(err.toString().lines())
        .singleElement()
        .asString()
        .contains("does not answer: ")
        .endsWith("; start it, on this machine with ./ledger up, or set ledger.redis.uri")
        .doesNotContain("Exception");
  }

  @Test
  void chaosTouchesNoFolderThatHoldsSomething() throws IOException {
    Path used = Files.createDirectories(folder.resolve("used"));
    Files.writeString(used.resolve("file"), "");
    assertThat(run("chaos", "--data", "used")).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactly(
            "ledger chaos: "
                + used
                + " is not empty; name an empty folder, or a new one, with --data");
    assertThat(used).isDirectoryContaining(path -> path.endsWith("file"));
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
