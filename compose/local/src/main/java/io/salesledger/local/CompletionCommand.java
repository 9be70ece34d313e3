package io.salesledger.local;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Teaches a shell the command's words. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints the script by which bash and zsh complete this command's words.",
    footer = {"", "For this shell: source <(ledger completion)"})
final class CompletionCommand implements Callable<Integer> {
  private final CommandContext context;

  @Spec private @Nullable CommandSpec spec;

  CompletionCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    CommandSpec own = spec;
    if (own == null) {
      throw new IllegalStateException("runs only through a CommandLine");
    }
    CommandLine ledger = own.root().commandLine();
    context.out().print(AutoComplete.bash(ledger.getCommandName(), ledger));
    context.out().flush();
    return 0;
  }
}
