package io.salesledger.bench.latency;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.OptionRange;
import io.salesledger.local.Complaints;
import io.salesledger.parts.Waiting;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures how long after its append a payment is in {@code /api/total}. */
@Command(
    name = "ledger bench-latency",
    mixinStandardHelpOptions = true,
    description = {
      "Appends payments at even rates to a stack of its own, and asks for /api/total until each is"
          + " in an answer. Touches no other stack."
    },
    footer = {"", "Exit code 0 if all is measured; 1 if a payment is lost or counted wrongly."})
public final class LatencyCommand implements Callable<Integer> {
  private static final int MAX_RATE = 1_000_000;
  private static final int MAX_SECONDS = 86_400;
  private static final int MAX_PRODUCTS = 10_000_000;

  private final Path workingFolder;
  private final Clock clock;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--rate",
      paramLabel = "R",
      split = ",",
      defaultValue = "1000,10000,100000",
      description = "Payments a second; several, one after the other (default: ${DEFAULT-VALUE}).")
  private List<Integer> rates = List.of();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "60",
      description = "How long each rate is measured (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      defaultValue = "15",
      description = "How long each rate runs before it is measured (default: ${DEFAULT-VALUE}).")
  private int warmUpSeconds;

  @Option(
      names = "--products",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many (default: ${DEFAULT-VALUE}).")
  private int products;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "An empty folder for its data, which stays (default: one of its own here).")
  private @Nullable Path data;

  @Option(names = "--json", description = "The report as one line of JSON.")
  private boolean json;

  LatencyCommand(Path workingFolder, Clock clock) {
    this.workingFolder = workingFolder;
    this.clock = clock;
  }

  /** Runs the command of the arguments and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(
        commandLine(new LatencyCommand(Path.of("").toAbsolutePath(), Clock.systemUTC()))
            .execute(arguments));
  }

  static CommandLine commandLine(LatencyCommand command) {
    return new CommandLine(command)
        .setParameterExceptionHandler(Complaints::wrongUsage)
        .setExecutionExceptionHandler(LatencyCommand::tellFailure);
  }

  @Override
  public Integer call() {
    CommandSpec command = spec;
    if (command == null) {
      throw new IllegalStateException("runs only through a CommandLine");
    }
    CommandLine line = command.commandLine();
    List<RateLatency> measured = new LatencySession(plan(), data != null, line.getErr()).run();
    if (json) {
      line.getOut().println(LatencyReport.json(measured));
    } else {
      LatencyReport.lines(measured).forEach(line.getOut()::println);
    }
    line.getOut().flush();
    return 0;
  }

  private LatencyPlan plan() {
    for (int rate : rates) {
      OptionRange.check("--rate", rate, 1, MAX_RATE);
    }
    OptionRange.check("--seconds", seconds, 1, MAX_SECONDS);
    OptionRange.check("--warm-up", warmUpSeconds, 0, MAX_SECONDS);
    OptionRange.check("--products", products, 1, MAX_PRODUCTS);
    Path home =
        workingFolder.resolve(data == null ? Path.of(".ledger-latency-" + clock.millis()) : data);
    return new LatencyPlan(home, rates, seconds, warmUpSeconds, products);
  }

  private static int tellFailure(
      Exception exception, CommandLine command, CommandLine.ParseResult parsed) {
    if (exception instanceof Waiting.StoppedException) {
      return LedgerFailure.Kind.FAILED.exitCode();
    }
    return exception instanceof LedgerFailure failure
        ? Complaints.failure(failure, command)
        : Complaints.unexpected(exception, command);
  }
}
