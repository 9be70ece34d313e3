package io.salesledger.local;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LogPlace;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What could not be applied, and how it is put right. */
@Command(
    name = "quarantine",
    mixinStandardHelpOptions = true,
    description = "What of the log could not be counted: lists it, shows it, puts it right.")
final class QuarantineCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  private QuarantineCommand() {}

  /** The command with its subcommands. */
  static CommandLine of(CommandContext context) {
    return new CommandLine(new QuarantineCommand())
        .addSubcommand(new QuarantineListCommand(context))
        .addSubcommand(new QuarantineShowCommand(context))
        .addSubcommand(new QuarantineRequeueCommand(context));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing required subcommand: list, show or requeue");
  }

  /** The place that the user named. */
  static LogPlace place(String text) {
    return LogPlace.parse(text)
        .orElseThrow(
            () ->
                LedgerFailure.usage(
                    "'" + text + "' is no partition:offset; right would be, say, 3:17"));
  }
}
