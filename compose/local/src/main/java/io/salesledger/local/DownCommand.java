package io.salesledger.local;

import io.salesledger.local.stack.Announcer;
import io.salesledger.local.stack.StackEnd;
import io.salesledger.local.stack.StackFolder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Stops what {@code up} runs. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Stops everything that `ledger up` runs here; the data stays.")
final class DownCommand implements Callable<Integer> {
  private final CommandContext context;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where its data is kept (default: .ledger).")
  private @Nullable Path data;

  DownCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    StackFolder folder = context.folder(Optional.ofNullable(data));
    Announcer announcer = new Announcer(context.out());
    long startNanos = System.nanoTime();
    if (new StackEnd(folder).end()) {
      announcer.step("stopped", folder.root().toString(), startNanos);
    } else {
      announcer.say("nothing runs in " + folder.root());
    }
    return 0;
  }
}
