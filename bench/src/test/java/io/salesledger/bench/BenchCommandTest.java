package io.salesledger.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {
  private static final Instant NOW = Instant.parse("2026-11-25T10:00:30Z");

  private final Path folder;

  BenchCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private BenchPlan plan(String... arguments) {
    BenchCommand command = command();
    BenchCommand.commandLine(command).parseArgs(arguments);
    return command.plan();
  }

  private BenchCommand command() {
    return new BenchCommand(folder, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @Test
  void withoutOptionsAllContendersFoldFourMillionPaymentsThreeTimes() {
    BenchPlan plan = plan();
    assertThat(plan.contenders())
        .extracting(ContenderName::label)
        .containsExactly(
            "ceiling",
            "ours",
            "ours-no-store",
            "kafka-streams",
            "kafka-streams-exactly-once",
            "flink",
            "demo");
    assertThat(plan.partitions()).isEqualTo(8);
    assertThat(plan.rounds()).isEqualTo(3);
    assertThat(plan.demoRecords()).isEqualTo(100_000);
    // At 10,000 a second, ending in the minute before now.
    assertThat(plan.workloads())
        .containsExactly(
            new Workload(
                4_000_000,
                100,
                Distribution.UNIFORM,
                1,
                Instant.parse("2026-11-25T09:53:00Z").toEpochMilli(),
                10_000,
                0));
  }

  @Test
  void everyNumberOfProductsIsMeasuredInEachDistribution() {
    assertThat(plan("--products=100,10000,100", "--distribution=uniform,zipf").workloads())
        .extracting(Workload::title)
        .containsExactly(
            "100 products, uniform",
            "10000 products, uniform",
            "100 products, zipf",
            "10000 products, zipf");
  }

  @Test
  void theDatasFolderIsNamedAsProcessesNameIt() {
    assertThat(plan("--data=../x/./y").folder()).isEqualTo(folder.resolveSibling("x").resolve("y"));
  }

  @Test
  void eachRoundBeginsWithAnotherContender() {
    BenchPlan plan = plan("--only=ceiling,ours,flink");
    assertThat(List.of(plan.order(0).get(0), plan.order(1).get(0), plan.order(2).get(0)))
        .containsExactly(ContenderName.CEILING, ContenderName.OURS, ContenderName.FLINK);
    assertThat(plan.order(1)).containsExactlyInAnyOrderElementsOf(plan.contenders());
  }

  @Test
  void theDemoNeverFoldsMoreThanThereIs() {
    assertThat(plan("--records=500").demoRecords()).isEqualTo(500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --only=spark           | no contender spark; there are ceiling, ours, ours-no-store, kafka-streams, kafka-streams-exactly-once, kafka-streams-redis, flink, flink-redis, demo
          --records=0            | bad --records 0; right would be 1 to 1000000000
          --partitions=0         | bad --partitions 0; right would be 1 to 1000
          --rounds=0             | bad --rounds 0; right would be 1 to 100
          --products=0           | bad --products 0; right would be 1 to 10000000
          --event-rate=0         | bad --event-rate 0; right would be 1 to 10000000
          --distribution=normal  | no distribution normal; there are uniform, zipf
          --records=many         | Invalid value for option '--records': 'many' is not a long; see ledger bench --help
          --set=ledger.nothing=1 | unknown setting ledger.nothing=1; the known keys are listed in docs/reference/configuration.md
          --set=ledger.kafka.topic=t | ledger.kafka.topic is not to be set here: the bench sets it itself
          --set=ledger.topic.partitions=2 | ledger.topic.partitions is not to be set here: the bench sets it itself
          --event-rate=10        | 4000000 payments at 10 a second of event time are in 6667 minutes, of which ours keeps 1440; take fewer --records, a greater --event-rate or, for ours, a greater ledger.timeline.minutes
          --set=ledger.timeline.minutes=6 | 4000000 payments at 10000 a second of event time are in 7 minutes, of which ours keeps 6; take fewer --records, a greater --event-rate or, for ours, a greater ledger.timeline.minutes
          --report=none/page.md  | cannot write none/page.md: there is no folder none
          --report=.             | cannot write .: it is a folder
          --fast                 | Unknown option: '--fast'; see ledger bench --help
          """)
  void wrongUsageIsOneLineAndExitCode2(String option, String message) {
    StringWriter err = new StringWriter();
    CommandLine line = BenchCommand.commandLine(command()).setErr(new PrintWriter(err, true));
    assertThat(line.execute(option)).isEqualTo(2);
    assertThat(err.toString().lines()).containsExactly("ledger bench: " + message);
  }

  @Test
  void aFileForAFolderIsRefusedInWords() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    StringWriter err = new StringWriter();
    CommandLine line = BenchCommand.commandLine(command()).setErr(new PrintWriter(err, true));
    assertThat(line.execute("--data=" + file)).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("ledger bench: cannot write in " + file + ": it is no folder");
  }

  @Test
  void aFolderThatHoldsSomethingIsRefused() throws IOException {
    Files.writeString(folder.resolve("mine"), "");
    StringWriter err = new StringWriter();
    CommandLine line = BenchCommand.commandLine(command()).setErr(new PrintWriter(err, true));
    assertThat(line.execute("--data=" + folder)).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly(
            "ledger bench: "
                + folder
                + " is not empty; name an empty folder, or a new one, with --data");
    assertThat(folder.resolve("mine")).exists();
  }

  @ParameterizedTest
  @CsvSource({
    "ours,1440,1440,",
    "ours,1440,1441,ours keeps 1440",
    "ours,2000,1441,",
    "'ceiling,ours-no-store,flink,demo',1440,1441,",
    "kafka-streams,2000,1440,",
    "'ours,kafka-streams-exactly-once',2000,1441,kafka-streams-exactly-once keeps 1440",
  })
  void paymentsOfMoreMinutesThanAContenderKeepsAreRefused(
      String only, String kept, int minutes, @Nullable String refusal) {
    List<String> arguments =
        List.of(
            "--only=" + only,
            "--set=ledger.timeline.minutes=" + kept,
            "--records=" + minutes * 60,
            "--event-rate=1");
    if (refusal == null) {
      assertThat(plan(arguments.toArray(String[]::new)).workloads().get(0).minutes())
          .isEqualTo(minutes);
    } else {
      assertThatThrownBy(() -> plan(arguments.toArray(String[]::new)))
          .isInstanceOf(LedgerFailure.class)
          .hasMessageContaining(refusal);
    }
  }

  @Test
  void aReportOfSomethingElseIsRefused() throws IOException {
    Path other = Files.writeString(folder.resolve("other.json"), "{}");
    StringWriter err = new StringWriter();
    CommandLine line = BenchCommand.commandLine(command()).setErr(new PrintWriter(err, true));
    assertThat(line.execute("--from=" + other)).isEqualTo(2);
    assertThat(err.toString().lines())
        .containsExactly("ledger bench: " + other + " is not what `ledger bench --json` printed");
  }
}
