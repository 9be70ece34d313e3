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
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures contenders side by side. */
@Command(
    name = "ledger bench",
    mixinStandardHelpOptions = true,
    description = {
      "Lets the ledger and others fold the same payments, in turns, each in processes of its own,"
          + " and checks each one's sums. Brings its own broker, registry, Storm and Redis; touches"
          + " no stack."
    },
    footer = {"", "Exit code 0 if all is measured; 1 if a contender fails or counts wrongly."})
public final class BenchCommand extends MeasuringCommand {
  private static final int MAX_PRODUCTS = 10_000_000;
  private static final int MAX_EVENT_RATE = 10_000_000;

  /** What a ledger's topic may have. */
  private static final int MAX_PARTITIONS = 1000;

  /** What Kafka Streams' store is sure to keep: a day of its 25 hours. */
  private static final long STREAMS_MINUTES = 1440;

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "4000000",
      description = "Payments on the topic (default: ${DEFAULT-VALUE}).")
  private long records;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "8",
      description = "Of the topic (default: ${DEFAULT-VALUE}).")
  private int partitions;

  @Option(
      names = "--rounds",
      paramLabel = "R",
      defaultValue = "3",
      description = "How often each contender runs (default: ${DEFAULT-VALUE}).")
  private int rounds;

  @Option(
      names = "--products",
      paramLabel = "N",
      split = ",",
      defaultValue = "100",
      description = "How many; several, one workload each (default: ${DEFAULT-VALUE}).")
  private @Nullable List<Integer> products;

  @Option(
      names = "--distribution",
      paramLabel = "D",
      split = ",",
      defaultValue = "uniform",
      description = "Of payments over products: uniform, zipf (default: ${DEFAULT-VALUE}).")
  private @Nullable List<String> distributions;

  @Option(
      names = "--event-rate",
      paramLabel = "R",
      defaultValue = "10000",
      description =
          "Payments a second of event time: how many fall into one minute (default:"
              + " ${DEFAULT-VALUE}).")
  private int eventRate;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description =
          "Only these contenders, for example ceiling,ours (default: all but"
              + " kafka-streams-redis and flink-redis).")
  private @Nullable List<String> only;

  @Option(
      names = "--demo-records",
      paramLabel = "N",
      defaultValue = "100000",
      description = "How many of the payments the demo's way folds (default: ${DEFAULT-VALUE}).")
  private long demoRecords;

  private final Function<BenchPlan, Ground> grounds;

  BenchCommand(Path workingFolder, Clock clock) {
    this(workingFolder, clock, plan -> Ground.start(plan.folder(), plan.overrides()));
  }

  /**
   * One on a ground of one's own.
   *
   * @param grounds starts it; it is ended with the run
   */
  BenchCommand(Path workingFolder, Clock clock, Function<BenchPlan, Ground> grounds) {
    super(workingFolder, clock, new ReportText());
    this.grounds = grounds;
  }

  /** Runs the command of the arguments and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(
        commandLine(new BenchCommand(Path.of("").toAbsolutePath(), Clock.systemUTC()))
            .execute(arguments));
  }

  @Override
  Function<Waiting, JsonNode> measuring(Consumer<String> progress) {
    BenchPlan plan = plan();
    Installed installed = Installed.located();
    return waiting ->
        BenchReport.of(
            plan,
            new BenchRun(plan, grounds, installed, waiting, progress).run(),
            Versions.of(installed.home(), PartsHome.located()));
  }

  /**
   * What the options ask for.
   *
   * @throws LedgerFailure if one of them is wrong
   */
  BenchPlan plan() {
    OptionRange.check("--records", records, 1, MAX_RECORDS);
    OptionRange.check("--partitions", partitions, 1, MAX_PARTITIONS);
    OptionRange.check("--rounds", rounds, 1, MAX_ROUNDS);
    OptionRange.check("--event-rate", eventRate, 1, MAX_EVENT_RATE);
    OptionRange.check("--demo-records", demoRecords, 1, MAX_RECORDS);
    List<ContenderName> contenders =
        only == null
            ? ContenderName.usual()
            : only.stream().map(ContenderName::of).distinct().toList();
    // A wrong setting is told before anything is begun.
    LedgerSettings settings = SettingsLoader.load(overrides(), Map.of(), folder());
    List<Workload> workloads = workloads();
    for (Workload workload : workloads) {
      contenders.forEach(name -> refuseForgotten(workload, name, settings));
    }
    return new BenchPlan(
        folder(),
        workloads,
        partitions,
        contenders,
        rounds,
        Math.min(records, demoRecords),
        overrides());
  }

  /** Who keeps fewer minutes than there are would be said to count wrongly. */
  private void refuseForgotten(Workload workload, ContenderName name, LedgerSettings settings) {
    long kept =
        switch (name) {
          case OURS -> settings.views().timelineMinutes();
          case KAFKA_STREAMS, KAFKA_STREAMS_EXACTLY_ONCE -> STREAMS_MINUTES;
          default -> Long.MAX_VALUE;
        };
    if (workload.minutesWithLate() > kept) {
      throw LedgerFailure.usage(
          workload.records()
              + " payments at "
              + eventRate
              + " a second of event time are in "
              + workload.minutesWithLate()
              + " minutes, of which "
              + name.label()
              + " keeps "
              + kept
              + "; take fewer --records, a greater --event-rate or, for ours, a greater "
              + SettingKey.TIMELINE_MINUTES.key());
    }
  }

  private List<Workload> workloads() {
    List<Workload> workloads = new ArrayList<>();
    // Asked for twice is measured once, as with contenders: its picture has one name.
    for (String distribution :
        new LinkedHashSet<>(distributions == null ? List.<String>of() : distributions)) {
      for (int count : new LinkedHashSet<>(products == null ? List.<Integer>of() : products)) {
        OptionRange.check("--products", count, 1, MAX_PRODUCTS);
        workloads.add(
            Workload.endingAt(
                now(), records, count, Distribution.of(distribution), seed(), eventRate));
      }
    }
    return workloads;
  }
}
