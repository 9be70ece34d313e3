package io.salesledger.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.OptionRange;
import io.salesledger.contract.SettingKey;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.parts.PartsHome;
import io.salesledger.parts.Waiting;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures how the ledger's cost grows. */
@Command(
    name = "ledger bench-growth",
    mixinStandardHelpOptions = true,
    description = {
      "Lets the ledger fold payments again and again, each time with one thing changed, and checks"
          + " its sums; makes views anew from longer and longer logs, and verifies them. Brings its"
          + " own broker, registry, Storm and Redis; touches no stack."
    },
    footer = {"", "Exit code 0 if all is measured; 1 if a run fails or counts wrongly."})
public final class GrowthCommand extends MeasuringCommand {
  /** A day of minutes, and two that it may run: what is measured last is as much as at first. */
  private static final String BOARD_RETENTION = "72h";

  @Option(
      names = "--sweep",
      paramLabel = "NAME",
      split = ",",
      description =
          "Only these: products, partitions, minutes, late, window, slide, backlog, audit (default:"
              + " all).")
  private @Nullable List<String> sweeps;

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "2000000",
      description =
          "Payments of a point; of backlog and audit, from half of that up (default:"
              + " ${DEFAULT-VALUE}).")
  private long records;

  @Option(
      names = "--rounds",
      paramLabel = "R",
      defaultValue = "1",
      description = "How often each point is measured (default: ${DEFAULT-VALUE}).")
  private int rounds;

  GrowthCommand(Path workingFolder, Clock clock) {
    super(workingFolder, clock, new GrowthText());
  }

  /** Runs the command of the arguments and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(
        commandLine(new GrowthCommand(Path.of("").toAbsolutePath(), Clock.systemUTC()))
            .execute(arguments));
  }

  @Override
  Function<Waiting, JsonNode> measuring(Consumer<String> progress) {
    GrowthPlan plan = plan();
    Installed installed = Installed.located();
    return waiting ->
        GrowthReport.of(
            plan.rounds(),
            new GrowthRun(plan, installed, waiting, progress).run(),
            Versions.ofLedger(installed.home(), PartsHome.located()));
  }

  /**
   * What the options ask for.
   *
   * @throws LedgerFailure if one of them is wrong
   */
  GrowthPlan plan() {
    OptionRange.check("--records", records, 1, MAX_RECORDS);
    OptionRange.check("--rounds", rounds, 1, MAX_ROUNDS);
    List<Sweep> chosen =
        (sweeps == null ? Arrays.stream(Sweep.values()) : sweeps.stream().map(Sweep::of).distinct())
            .toList();
    Map<String, String> set = new HashMap<>(overrides());
    set.putIfAbsent(SettingKey.MINUTE_BOARD_RETENTION.key(), BOARD_RETENTION);
    LedgerSettings settings = SettingsLoader.load(set, Map.of(), folder());
    Setup plain = Setup.plain(records, settings.window());
    chosen.forEach(sweep -> refuseForgotten(sweep, plain, settings.views().timelineMinutes()));
    return new GrowthPlan(folder(), chosen, plain, rounds, seed(), now(), set);
  }

  /** A ledger that keeps fewer minutes than there are would be said to count wrongly. */
  private void refuseForgotten(Sweep sweep, Setup plain, int kept) {
    for (Setup setup : sweep.points(plain)) {
      long minutes = setup.workload(seed(), now()).minutesWithLate();
      if (minutes > kept) {
        throw LedgerFailure.usage(
            "the sweep "
                + sweep.label()
                + " has payments of "
                + minutes
                + " minutes, of which the ledger keeps "
                + kept
                + "; take other sweeps, or a greater "
                + SettingKey.TIMELINE_MINUTES.key());
      }
    }
  }
}
