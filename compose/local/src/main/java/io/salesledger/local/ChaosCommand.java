package io.salesledger.local;

import io.salesledger.contract.OptionRange;
import io.salesledger.contract.SettingKey;
import io.salesledger.local.chaos.ChaosPlan;
import io.salesledger.local.chaos.ChaosSession;
import io.salesledger.local.chaos.FaultKind;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows that no fault changes a figure. */
@Command(
    name = "chaos",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a stack of its own, under load, and does faults to it: kill -9 of each part, frozen"
          + " workers, a Redis that went back or was emptied, a second topology, rebalances. After"
          + " each it waits for quiet and verifies every stored figure. Touches no other stack."
    },
    footer = {
      "",
      "Exit code 0 if no figure differs; 1 if one does, with the seed and the faults, and the data"
          + " kept."
    })
final class ChaosCommand implements Callable<Integer> {
  private static final int MAX_FAULTS = 100_000;
  private static final int MAX_RATE = 1_000_000;
  private static final int MAX_COMMIT_ENTRIES = 100_000;
  private static final long MAX_PAYMENTS = 1_000_000_000_000L;

  private final CommandContext context;

  @Option(
      names = "--faults",
      paramLabel = "N",
      defaultValue = "15",
      description = "How many, the kinds in shuffled rounds (default: ${DEFAULT-VALUE}).")
  private int faults;

  @Option(
      names = "--rate",
      paramLabel = "R",
      defaultValue = "3000",
      description = "Payments a second around each fault (default: ${DEFAULT-VALUE}).")
  private int rate;

  @Option(
      names = "--payments",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Append so many at least, evenly over the faults (default: as many as are due until all"
              + " has recovered).")
  private long payments;

  @Option(
      names = "--commit-entries",
      paramLabel = "N",
      description =
          "ledger.commit.entries of its topologies; if it is low, commits are written in portions"
              + " (default: that of a ledger without settings).")
  private @Nullable Integer commitEntries;

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "The same one makes the same faults (default: another one each time).")
  private @Nullable Long seed;

  @Option(
      names = "--only",
      paramLabel = "KIND",
      split = ",",
      description =
          "Only these kinds of faults, for example worker-kill,redis-wipe (default: all).")
  private @Nullable List<String> only;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "An empty folder for its data, which stays (default: one of its own here).")
  private @Nullable Path data;

  @Option(names = "--json", description = "The report as one line of JSON.")
  private boolean json;

  ChaosCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    OptionRange.check("--faults", faults, 1, MAX_FAULTS);
    OptionRange.check("--rate", rate, 1, MAX_RATE);
    OptionRange.check("--payments", payments, 0, MAX_PAYMENTS);
    int entries =
        commitEntries == null
            ? Integer.parseInt(SettingKey.COMMIT_ENTRIES.defaultValue())
            : commitEntries;
    OptionRange.check("--commit-entries", entries, 1, MAX_COMMIT_ENTRIES);
    List<FaultKind> kinds =
        only == null ? List.of(FaultKind.values()) : only.stream().map(FaultKind::of).toList();
    long from = seed == null ? new SecureRandom().nextInt(Integer.MAX_VALUE) : seed;
    Path named = data;
    Path home =
        context.workingFolder().resolve(named == null ? Path.of(".ledger-chaos-" + from) : named);
    return new ChaosSession(
            ChaosPlan.of(home, from, kinds, faults, rate, payments, entries),
            named != null,
            json,
            context.out(),
            context.err(),
            context.clock())
        .run();
  }
}
