package io.salesledger.local;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.ingest.GenerateCommand;
import io.salesledger.ingest.ImportCommand;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The one command. */
@Command(
    name = "ledger",
    mixinStandardHelpOptions = true,
    versionProvider = LedgerCommand.Version.class,
    description = "Exact, live sales figures from a Kafka log.",
    footer = {
      "",
      "Settings: options, then environment (LEDGER_REDIS_URI for ledger.redis.uri), then",
      "ledger.properties in the working folder, then defaults.",
      "Exit codes: 0 done, 1 it failed or differs, 2 wrong usage, 130 ended by Ctrl-C, 143 ended",
      "by a plain kill."
    })
public final class LedgerCommand {
  private LedgerCommand() {}

  /** Runs the command of the arguments and ends the process with its exit code. */
  public static void main(String[] arguments) {
    CommandContext context =
        new CommandContext(
            Path.of("").toAbsolutePath(),
            System.getenv(),
            new PrintWriter(System.out, true, StandardCharsets.UTF_8),
            new PrintWriter(System.err, true, StandardCharsets.UTF_8),
            Clock.systemUTC());
    System.exit(commandLine(context).execute(arguments));
  }

  /** The command with all that it can do. */
  static CommandLine commandLine(CommandContext context) {
    Supplier<LedgerSettings> settings = () -> context.settings(context.folder(Optional.empty()));
    CommandLine ledger = new CommandLine(new LedgerCommand());
    ledger
        .addSubcommand(new UpCommand(context))
        .addSubcommand(new DownCommand(context))
        .addSubcommand(new StatusCommand(context))
        .addSubcommand(new GenerateCommand(settings))
        .addSubcommand(new ImportCommand(settings))
        .addSubcommand(new TailCommand(context))
        .addSubcommand(new VerifyCommand(context))
        .addSubcommand(QuarantineCommand.of(context))
        .addSubcommand(SchemaCommand.of(context))
        .addSubcommand(new RebuildCommand(context))
        .addSubcommand(new SubmitCommand(context))
        .addSubcommand(new KillCommand(context))
        .addSubcommand(new ChaosCommand(context))
        .addSubcommand(BenchCommand.of("bench", "Measures the ledger beside other engines"))
        .addSubcommand(BenchCommand.of("bench-latency", "Measures the time from append to visible"))
        .addSubcommand(BenchCommand.of("bench-growth", "Measures how the ledger's cost grows"))
        .addSubcommand(new CompletionCommand(context));
    tellVersion(ledger);
    ledger.setOut(context.out());
    ledger.setErr(context.err());
    ledger.setParameterExceptionHandler(Complaints::wrongUsage);
    ledger.setExecutionExceptionHandler(
        (exception, command, parsed) -> tellFailure(exception, command));
    return ledger;
  }

  private static void tellVersion(CommandLine command) {
    for (CommandLine one : command.getSubcommands().values()) {
      one.getCommandSpec().versionProvider(new Version());
      tellVersion(one);
    }
  }

  private static int tellFailure(Exception exception, CommandLine command) {
    return exception instanceof LedgerFailure failure
        ? Complaints.failure(failure, command)
        : Complaints.unexpected(exception, command);
  }

  /** Tells the version, from the jar, and what it runs on. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = LedgerCommand.class.getPackage().getImplementationVersion();
      return new String[] {
        "ledger " + (version == null ? "(not packaged)" : version),
        "Java " + System.getProperty("java.vm.version") + ", " + System.getProperty("java.vm.name")
      };
    }
  }
}
