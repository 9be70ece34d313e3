package io.salesledger.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.local.stack.StackFolder;
import io.salesledger.local.status.PartitionProgress;
import io.salesledger.local.status.StatusReader;
import io.salesledger.local.status.StatusReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
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
      print(report, context.out());
    }
    context.out().flush();
    return report.healthy() ? 0 : 1;
  }

  private static void print(StatusReport report, PrintWriter out) {
    if (!report.parts().isEmpty()) {
      out.printf(Locale.ROOT, "%-18s %8s %6s  %-24s %s%n", "part", "pid", "port", "since", "");
    }
    for (StatusReport.PartStatus part : report.parts()) {
      String remark =
          (part.alive() ? "" : "dead ")
              + (part.restarts() == 0 ? "" : "restarted " + part.restarts() + " times");
      out.printf(
          Locale.ROOT,
          "%-18s %8d %6s  %-24s %s%n",
          part.name(),
          part.pid(),
          part.port() == 0 ? "-" : Integer.toString(part.port()),
          part.since(),
          remark);
    }
    if (!report.partitions().isEmpty()) {
      out.printf(Locale.ROOT, "%n%-18s %12s %12s %12s%n", "partition", "low", "end", "lag");
    }
    for (PartitionProgress partition : report.partitions()) {
      out.printf(
          Locale.ROOT,
          "%-18d %12d %12s %12s%n",
          partition.partition(),
          partition.low(),
          orUnknown(partition.end()),
          orUnknown(partition.lag()));
    }
    out.println(report.healthy() ? "\nall is well" : report.problem());
  }

  private static String orUnknown(long number) {
    return number < 0 ? "?" : Long.toString(number);
  }
}
