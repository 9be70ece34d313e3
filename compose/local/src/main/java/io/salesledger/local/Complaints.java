package io.salesledger.local;

import io.salesledger.contract.LedgerFailure;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** How a command complains: one line that begins with its name, and its exit code. Stateless. */
public final class Complaints {
  private Complaints() {}

  /** Says what is wrong with the words of a command line; returns the exit code. */
  public static int wrongUsage(ParameterException exception, String[] arguments) {
    CommandLine command = exception.getCommandLine();
    String wrong =
        exception instanceof MissingParameterException
            ? unknownOption(command, arguments)
                .map(option -> "Unknown option: '" + option + "'")
                .orElse(firstLine(exception))
            : firstLine(exception);
    tell(command, wrong + "; see " + name(command) + " --help");
    return LedgerFailure.Kind.USAGE.exitCode();
  }

  /** What is mistyped is missing, too; but that is not what is wrong. */
  private static Optional<String> unknownOption(CommandLine command, String[] arguments) {
    return Arrays.stream(arguments)
        .filter(argument -> argument.startsWith("--"))
        .map(argument -> argument.split("=", 2)[0])
        .filter(option -> option.length() > 2)
        .filter(option -> !command.getCommandSpec().optionsMap().containsKey(option))
        .findFirst();
  }

  /** Says why it failed; returns the exit code. */
  public static int failure(LedgerFailure failure, CommandLine command) {
    tell(command, String.valueOf(failure.getMessage()));
    return failure.kind().exitCode();
  }

  /** Says what nobody has foreseen; returns the exit code. */
  public static int unexpected(Exception exception, CommandLine command) {
    tell(command, "unexpected " + exception.getClass().getName() + ": " + firstLine(exception));
    return LedgerFailure.Kind.FAILED.exitCode();
  }

  private static void tell(CommandLine command, String what) {
    command.getErr().println(name(command) + ": " + what);
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }

  private static String firstLine(Exception exception) {
    return String.valueOf(exception.getMessage()).lines().findFirst().orElse("");
  }
}
