package io.salesledger.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.salesledger.contract.SettingKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import picocli.CommandLine;

class GrowthCommandTest {
  private static final Instant NOW = Instant.parse("2026-11-25T10:00:30Z");

  private final Path folder;

  GrowthCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private GrowthPlan plan(String... arguments) {
    GrowthCommand command = command();
    MeasuringCommand.commandLine(command).parseArgs(arguments);
    return command.plan();
  }

  private GrowthCommand command() {
    return new GrowthCommand(folder, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static List<Long> values(Sweep sweep, GrowthPlan plan) {
    return sweep.points(plan.plain()).stream().map(setup -> setup.get(sweep.knob())).toList();
  }

  @Test
  void withoutOptionsAllIsSweptOnce() {
    GrowthPlan plan = plan();
    assertThat(plan.sweeps()).containsExactly(Sweep.values());
    assertThat(plan.rounds()).isEqualTo(1);
    assertThat(values(Sweep.PRODUCTS, plan)).containsExactly(100L, 1_000L, 10_000L, 100_000L);
    assertThat(values(Sweep.PARTITIONS, plan)).containsExactly(1L, 2L, 4L, 8L, 16L, 32L);
    assertThat(values(Sweep.MINUTES, plan)).containsExactly(4L, 30L, 240L, 1440L);
    assertThat(values(Sweep.LATE, plan)).containsExactly(0L, 1L, 10L, 50L);
    assertThat(values(Sweep.WINDOW, plan)).containsExactly(1_000L, 10_000L, 60_000L);
    assertThat(values(Sweep.SLIDE, plan)).containsExactly(50L, 250L, 1_000L);
    assertThat(values(Sweep.BACKLOG, plan)).containsExactly(1_000_000L, 4_000_000L, 16_000_000L);
    assertThat(values(Sweep.AUDIT, plan)).containsExactly(1_000_000L, 2_000_000L, 4_000_000L);
  }

  @ParameterizedTest
  @EnumSource(
      names = {"BACKLOG", "AUDIT"},
      mode = Mode.EXCLUDE)
  void aSweepTurnsOneThingOfThePlainSetup(Sweep sweep) {
    Setup plain = plan().plain();
    assertThat(sweep.points(plain))
        .contains(plain)
        .allSatisfy(
            setup ->
                assertThat(setup.with(sweep.knob(), plain.get(sweep.knob()))).isEqualTo(plain));
  }

  @Test
  void aBacklogIsOfOneDayWhateverItsLengthAndInASmallHeap() {
    GrowthPlan plan = plan("--sweep=backlog");
    for (Setup setup : Sweep.BACKLOG.points(plan.plain())) {
      Workload workload = setup.workload(plan.seed(), plan.now());
      assertThat(workload.minutes()).isEqualTo(1440);
      assertThat(workload.firstMillis())
          .isEqualTo(Instant.parse("2026-11-24T10:00:00Z").toEpochMilli());
      assertThat(
              Duration.ofMillis(workload.eventMillis(workload.records()) - workload.firstMillis()))
          .isEqualTo(Duration.ofDays(1));
      assertThat(setup.storm()).containsEntry("topology.worker.childopts", "-Xmx512m");
    }
  }

  @Test
  void noBoardOfADayExpiresWhileItRunsUnlessOneSaysSo() {
    String retention = SettingKey.MINUTE_BOARD_RETENTION.key();
    assertThat(plan().overrides()).containsExactly(entry(retention, "72h"));
    assertThat(plan("--set=" + retention + "=30h").overrides())
        .containsExactly(entry(retention, "30h"));
  }

  @Test
  void theWindowIsThatOfTheSettingsAndNoSlideIsLongerThanIt() {
    GrowthPlan plan = plan("--set=ledger.window.length=2s", "--set=ledger.window.slide=1500ms");
    assertThat(values(Sweep.WINDOW, plan)).containsExactly(2_000L, 60_000L);
    assertThat(values(Sweep.SLIDE, plan)).containsExactly(50L, 1_000L, 1_500L);
    assertThat(plan.plain().settings())
        .containsEntry(SettingKey.WINDOW_LENGTH, "2000ms")
        .containsEntry(SettingKey.WINDOW_SLIDE, "1500ms")
        .containsEntry(SettingKey.TOPIC_PARTITIONS, "8");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --sweep=colours           | no sweep colours; there are products, partitions, minutes, late, window, slide, backlog, audit
          --records=0               | bad --records 0; right would be 1 to 1000000000
          --rounds=0                | bad --rounds 0; right would be 1 to 100
          --set=ledger.window.slide=x | bad setting ledger.window.slide=x; right would be a duration from 10ms to the window's length
          --set=ledger.topic.partitions=2 | ledger.topic.partitions is not to be set here: the bench sets it itself
          --set=ledger.timeline.minutes=1000 | the sweep minutes has payments of 1440 minutes, of which the ledger keeps 1000; take other sweeps, or a greater ledger.timeline.minutes
          --rounds=many             | Invalid value for option '--rounds': 'many' is not an int; see ledger bench-growth --help
          """)
  void wrongUsageIsOneLineAndExitCode2(String option, String message) {
    StringWriter err = new StringWriter();
    CommandLine line = MeasuringCommand.commandLine(command()).setErr(new PrintWriter(err, true));
    assertThat(line.execute(option)).isEqualTo(2);
    assertThat(err.toString().lines()).containsExactly("ledger bench-growth: " + message);
    assertThat(folder).isEmptyDirectory();
  }
}
