package io.salesledger.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.local.stack.StackFolder;
import io.salesledger.local.status.StatusPage;
import io.salesledger.local.status.StatusReader;
import io.salesledger.local.status.StatusReport;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells what runs and how far it is. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Tells what runs here and how far each partition is counted.",
    footer = "Exit code 0 if all of it is well, 1 if not.")
final class StatusCommand implements Callable<Integer> {
  private final CommandContext context;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Where its data is kept (default: .ledger).")
  private @Nullable Path data;

  @Option(names = "--json", description = "For machines.")
  private boolean json;

  StatusCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    StackFolder folder = context.folder(Optional.ofNullable(data));
    StatusReport report =
        new StatusReader(folder, context.settings(folder), context.clock()).read();
    if (json) {
      context.out().println(JsonMapper.builder().build().writeValueAsString(report));
    } else {
      new StatusPage(report, context.clock().instant()).lines().forEach(context.out()::println);
    }
    context.out().flush();
    return report.healthy() ? 0 : 1;
  }
}
