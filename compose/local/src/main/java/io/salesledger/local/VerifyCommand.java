package io.salesledger.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.windowing.audit.Audit;
import io.salesledger.windowing.audit.AuditReport;
import io.salesledger.windowing.audit.Difference;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Proves the views from the log. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Refolds the log and compares every stored figure with it, while all goes on.",
      "Changes nothing."
    },
    footer = "Exit code 0 if all is equal, 1 if anything differs; each difference is printed.")
final class VerifyCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();

  private final CommandContext context;

  @Option(names = "--json", description = "The report as one line of JSON.")
  private boolean json;

  VerifyCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Optional<AuditReport> report;
    try (VerifyProgress progress = VerifyProgress.show(json)) {
      report =
          new Audit(context.settings(context.folder(Optional.empty())), progress, context.clock())
              .run();
      if (report.isEmpty()) {
        // Said before the bar is closed: that is what holds the process up after Ctrl-C.
        context.err().println("ledger verify: stopped before it was done; nothing was changed");
        context.err().flush();
        return LedgerFailure.Kind.FAILED.exitCode();
      }
    }
    print(report.get(), context.out());
    context.out().flush();
    return report.get().isEqual() ? 0 : 1;
  }

  private void print(AuditReport report, PrintWriter out) {
    if (json) {
      out.println(toJson(report));
      return;
    }
    report.differences().forEach(difference -> out.println(difference.toText()));
    out.printf(
        Locale.ROOT,
        "%s: %,d figures compared with %,d offsets of the log, refolded in %.1f s (%,.0f/s)%n",
        verdict(report),
        report.figures(),
        report.offsets(),
        report.refoldMillis() / 1e3,
        report.offsets() * 1e3 / Math.max(1, report.refoldMillis()));
    if (report.figures() > 0) {
      out.println(
          "compared: "
              + report.compared().entrySet().stream()
                  .map(kind -> String.format(Locale.ROOT, "%,d %s", kind.getValue(), kind.getKey()))
                  .collect(Collectors.joining(", ")));
    }
    out.println("as of partition:offset " + report.asOf());
    if (!report.stopped().isEmpty()) {
      out.println("the ledger has stopped: " + report.stopped());
    }
  }

  private static String verdict(AuditReport report) {
    if (report.isEqual()) {
      return "equal";
    }
    int count = report.differences().size();
    String differences =
        String.format(Locale.ROOT, "%,d difference%s", count, count == 1 ? "" : "s");
    return report.notCompared().isEmpty()
        ? differences
        : differences + " (" + report.notCompared() + ")";
  }

  private static String toJson(AuditReport report) {
    ObjectNode root = JSON.createObjectNode();
    root.put("equal", report.isEqual());
    root.put("asOf", report.asOf());
    root.put("offsets", report.offsets());
    root.put("refoldMillis", report.refoldMillis());
    ObjectNode compared = root.putObject("compared");
    report.compared().forEach(compared::put);
    ArrayNode differences = root.putArray("differences");
    for (Difference difference : report.differences()) {
      ObjectNode one = differences.addObject();
      one.put("key", difference.key());
      one.put("field", difference.field());
      one.put("expected", difference.expected());
      one.put("found", difference.found());
      if (!difference.explanation().isEmpty()) {
        one.put("explanation", difference.explanation());
      }
    }
    if (!report.notCompared().isEmpty()) {
      root.put("notCompared", report.notCompared());
    }
    if (!report.stopped().isEmpty()) {
      root.put("stopped", report.stopped());
    }
    return root.toString();
  }
}
