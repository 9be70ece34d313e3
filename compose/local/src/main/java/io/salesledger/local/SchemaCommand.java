package io.salesledger.local;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The payment schema's versions. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = "The payment schema's versions: checks a new one, lists, compares, registers.")
final class SchemaCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  private SchemaCommand() {}

  /** The command with its subcommands. */
  static CommandLine of(CommandContext context) {
    return new CommandLine(new SchemaCommand())
        .addSubcommand(new SchemaCheckCommand(context))
        .addSubcommand(new SchemaListCommand(context))
        .addSubcommand(new SchemaDiffCommand(context))
        .addSubcommand(new SchemaRegisterCommand(context));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing required subcommand: check, list, diff or register");
  }
}
