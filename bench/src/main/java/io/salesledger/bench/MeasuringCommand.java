package io.salesledger.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.SettingKey;
import io.salesledger.parts.Waiting;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that measures and tells what it came to: what all of them have in common. */
abstract class MeasuringCommand implements Callable<Integer> {
  static final long MAX_RECORDS = 1_000_000_000L;
  static final int MAX_ROUNDS = 100;

  /** Addresses and names that the bench gives, and what has an option of its own. */
  private static final List<SettingKey> OWN_SETTINGS =
      List.of(
          SettingKey.KAFKA_BOOTSTRAP_SERVERS,
          SettingKey.KAFKA_TOPIC,
          SettingKey.KAFKA_GROUP_ID,
          SettingKey.TOPIC_PARTITIONS,
          SettingKey.REGISTRY_URL,
          SettingKey.REDIS_URI);

  private final Path workingFolder;
  private final Clock clock;
  private final ReportForm form;
  private final Path ownFolder;

  @Spec private @Nullable CommandSpec spec;

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

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "1",
      description = "The same one makes the same payments (default: ${DEFAULT-VALUE}).")
  private long seed;

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

  MeasuringCommand(Path workingFolder, Clock clock, ReportForm form) {
    this.workingFolder = workingFolder;
    this.clock = clock;
    this.form = form;
    this.ownFolder = workingFolder.resolve(".ledger-bench-" + clock.millis());
  }

  /** With one line of complaint and the exit code where it fails. */
  static CommandLine commandLine(MeasuringCommand command) {
    return new CommandLine(command)
        .setParameterExceptionHandler(MeasuringCommand::tellWrongUsage)
        .setExecutionExceptionHandler(MeasuringCommand::tellFailure);
  }

  /**
   * What the options ask for.
   *
   * @param progress is told how it goes on, in lines
   * @throws LedgerFailure if one of the options is wrong; nothing is begun by then
   */
  abstract Function<Waiting, JsonNode> measuring(Consumer<String> progress);

  @Override
  public final Integer call() {
    CommandSpec command = spec;
    if (command == null) {
      throw new IllegalStateException("runs only through a CommandLine");
    }
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    Path page = report;
    if (page != null) {
      ReportPage.refuseUnwritable(workingFolder, page);
    }
    Path before = from;
    if (before != null) {
      tell(read(workingFolder.resolve(before)), out);
      return 0;
    }
    Function<Waiting, JsonNode> measuring =
        measuring(
            line -> {
              err.println(form.command() + ": " + line);
              err.flush();
            });
    return new BenchSession(form.command(), folder(), data != null, err)
        .run(measuring, measured -> tell(measured, out));
  }

  /** Takes the data; its name is the one by which processes that keep data in it are found. */
  final Path folder() {
    return data == null ? ownFolder : workingFolder.resolve(data).normalize();
  }

  /**
   * Settings of the ledger, by key, that are not to be its defaults.
   *
   * @throws LedgerFailure if one of them would be told, but not kept to
   */
  final Map<String, String> overrides() {
    for (SettingKey key : OWN_SETTINGS) {
      if (overrides.containsKey(key.key())) {
        throw LedgerFailure.usage(key.key() + " is not to be set here: the bench sets it itself");
      }
    }
    return overrides;
  }

  /** Of all payments. */
  final long seed() {
    return seed;
  }

  final Instant now() {
    return clock.instant();
  }

  private void tell(JsonNode measured, PrintWriter out) {
    if (json) {
      out.println(measured);
    } else {
      form.lines(measured).forEach(out::println);
    }
    out.flush();
    Path page = report;
    if (page != null) {
      ReportPage.write(measured, workingFolder.resolve(page), form);
    }
  }

  private JsonNode read(Path file) {
    String refusal = file + " is not what `" + form.command() + " --json` printed";
    try {
      JsonNode measured = JsonMapper.builder().build().readTree(file.toFile());
      if (!measured.path(form.field()).isContainerNode()) {
        throw LedgerFailure.usage(refusal);
      }
      return measured;
    } catch (JsonProcessingException e) {
      throw LedgerFailure.usage(refusal);
    } catch (IOException e) {
      throw LedgerFailure.usage("cannot read " + file + ": " + e.getMessage());
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
      Exception exception, CommandLine command, CommandLine.ParseResult parsed) {
    String name = command.getCommandSpec().qualifiedName();
    if (exception instanceof LedgerFailure failure) {
      command.getErr().println(name + ": " + failure.getMessage());
      return failure.kind().exitCode();
    }
    command
        .getErr()
        .println(
            name
                + ": unexpected "
                + exception.getClass().getName()
                + ": "
                + String.valueOf(exception.getMessage()).lines().findFirst().orElse(""));
    return LedgerFailure.Kind.FAILED.exitCode();
  }
}
