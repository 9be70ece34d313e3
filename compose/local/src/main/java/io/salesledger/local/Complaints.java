package io.salesledger.local;

import io.salesledger.contract.LedgerFailure;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** How a command complains: one line that begins with its name, and its exit code. Stateless. */
public final class Complaints {
  private Complaints() {}

  /** Says what is wrong with the words of a command line; returns the exit code. */
  public static int wrongUsage(ParameterException exception, String[] arguments) {
    CommandLine command = exception.getCommandLine();
    tell(command, firstLine(exception) + "; see " + name(command) + " --help");
    return LedgerFailure.Kind.USAGE.exitCode();
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
