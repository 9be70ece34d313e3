package io.salesledger.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

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
public final class BenchCommand implements Callable<Integer> {
  private static final long MAX_RECORDS = 1_000_000_000L;
  private static final int MAX_ROUNDS = 100;
  private static final int MAX_PRODUCTS = 10_000_000;
  private static final int MAX_EVENT_RATE = 10_000_000;
  private static final long MINUTE_MILLIS = 60_000;
  private static final long MILLIS_A_SECOND = 1000;

  private final Path workingFolder;
  private final Clock clock;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "4000000",
      description = "Payments on the topic (default: ${DEFAULT-VALUE}).")
  private long records;

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
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The same one makes the same payments (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Only these contenders, for example ceiling,ours (default: all).")
  private @Nullable List<String> only;

  @Option(
      names = "--demo-records",
      paramLabel = "N",
      defaultValue = "100000",
      description = "How many of the payments the demo's way folds (default: ${DEFAULT-VALUE}).")
  private long demoRecords;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "A setting of the ledger that is not to be its default.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "An empty folder for its data, which stays (default: one of its own here).")
  private @Nullable Path data;

  @Option(names = "--json", description = "The report as one line of JSON.")
  private boolean json;

  @Option(
      names = "--report",
      paramLabel = "FILE.md",
      description =
          "Also write tables into this page, between its marks or at its end, and pictures beside"
              + " it.")
  private @Nullable Path report;

  @Option(
      names = "--from",
      paramLabel = "FILE.json",
      description = "Measure nothing; tell what was measured before, with --json.")
  private @Nullable Path from;

  BenchCommand(Path workingFolder, Clock clock) {
    this.workingFolder = workingFolder;
    this.clock = clock;
  }

  /** Runs the command of the arguments and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(
        commandLine(new BenchCommand(Path.of("").toAbsolutePath(), Clock.systemUTC()))
            .execute(arguments));
  }

  static CommandLine commandLine(BenchCommand command) {
    return new CommandLine(command)
        .setParameterExceptionHandler(BenchCommand::tellWrongUsage)
        .setExecutionExceptionHandler(BenchCommand::tellFailure);
  }

  @Override
  public Integer call() {
    CommandSpec command = spec;
    if (command == null) {
      throw new IllegalStateException("runs only through a CommandLine");
    }
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    Path before = from;
    if (before != null) {
      tell(read(workingFolder.resolve(before)), out);
      return 0;
    }
    return new BenchSession(
            plan(), Installed.located(), data != null, report -> tell(report, out), err)
        .run();
  }

  private void tell(JsonNode measured, PrintWriter out) {
    if (json) {
      out.println(measured);
    } else {
      ReportText.lines(measured).forEach(out::println);
    }
    out.flush();
    Path page = report;
    if (page != null) {
      ReportPage.write(measured, workingFolder.resolve(page));
    }
  }

  private static JsonNode read(Path file) {
    try {
      JsonNode measured = JsonMapper.builder().build().readTree(file.toFile());
      if (!measured.path("workloads").isArray()) {
        throw LedgerFailure.usage(file + " is not what `ledger bench --json` printed");
      }
      return measured;
    } catch (JsonProcessingException e) {
      throw LedgerFailure.usage(file + " is not what `ledger bench --json` printed");
    } catch (IOException e) {
      throw LedgerFailure.usage("cannot read " + file + ": " + e.getMessage());
    }
  }

  /**
   * What the options ask for.
   *
   * @throws LedgerFailure if one of them is wrong
   */
  BenchPlan plan() {
    check("--records", records, 1, MAX_RECORDS);
    check("--rounds", rounds, 1, MAX_ROUNDS);
    check("--event-rate", eventRate, 1, MAX_EVENT_RATE);
    check("--demo-records", demoRecords, 1, MAX_RECORDS);
    List<ContenderName> contenders =
        (only == null
                ? Arrays.stream(ContenderName.values())
                : only.stream().map(ContenderName::of).distinct())
            .toList();
    Path folder =
        workingFolder.resolve(data == null ? Path.of(".ledger-bench-" + clock.millis()) : data);
    return new BenchPlan(
        folder, workloads(), contenders, rounds, Math.min(records, demoRecords), overrides);
  }

  private List<Workload> workloads() {
    // Recent, as live payments are: an old minute's board would not be kept, and cost nothing.
    long lastMillis = clock.millis() / MINUTE_MILLIS * MINUTE_MILLIS;
    long firstMillis =
        (lastMillis - records * MILLIS_A_SECOND / eventRate) / MINUTE_MILLIS * MINUTE_MILLIS;
    List<Workload> workloads = new ArrayList<>();
    for (String distribution : distributions == null ? List.<String>of() : distributions) {
      for (int count : products == null ? List.<Integer>of() : products) {
        check("--products", count, 1, MAX_PRODUCTS);
        workloads.add(
            new Workload(
                records, count, Distribution.of(distribution), seed, firstMillis, eventRate));
      }
    }
    return workloads;
  }

  private static void check(String option, long value, long least, long most) {
    if (value < least || value > most) {
      throw LedgerFailure.usage(
          "bad " + option + " " + value + "; right would be " + least + " to " + most);
    }
  }

  private static int tellWrongUsage(ParameterException exception, String[] arguments) {
    CommandLine command = exception.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    command
        .getErr()
        .println(
            name
                + ": "
                + String.valueOf(exception.getMessage()).lines().findFirst().orElse("")
                + "; see "
                + name
                + " --help");
    return LedgerFailure.Kind.USAGE.exitCode();
  }

  private static int tellFailure(
      Exception exception, CommandLine command, CommandLine.ParseResult parsed) throws Exception {
    String name = command.getCommandSpec().qualifiedName();
    if (exception instanceof LedgerFailure failure) {
      command.getErr().println(name + ": " + failure.getMessage());
      return failure.kind().exitCode();
    }
    throw exception;
  }
}
