package io.salesledger.local;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** A command as typed in a folder, without a terminal and without variables. */
final class TypedCommand {
  private TypedCommand() {}

  /** How it ended, and the lines that it printed. */
  record Answer(int exitCode, List<String> out, List<String> err) {}

  static Answer run(Path folder, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandContext context =
        new CommandContext(
            folder,
            Map.of(),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            Clock.systemUTC());
    int exitCode = LedgerCommand.commandLine(context).execute(arguments);
    return new Answer(exitCode, out.toString().lines().toList(), err.toString().lines().toList());
  }
}
