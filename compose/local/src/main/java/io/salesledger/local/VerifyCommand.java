package io.salesledger.local;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.windowing.audit.Audit;
import io.salesledger.windowing.audit.AuditReport;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
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
  private final CommandContext context;

  @Option(names = "--json", description = "The report as one line of JSON.")
  private boolean json;

  VerifyCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    Optional<AuditReport> report;
    try (StepProgress progress = StepProgress.show(json, context.err())) {
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
    AuditText text = new AuditText(report);
    if (json) {
      out.println(text.json());
    } else {
      text.lines().forEach(out::println);
    }
  }
}
