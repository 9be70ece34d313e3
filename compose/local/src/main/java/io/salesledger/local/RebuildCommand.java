package io.salesledger.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.rebuild.Rebuild;
import io.salesledger.windowing.rebuild.RebuildReport;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the views anew. */
@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    description = {
      "Folds the log anew beside the live views, proves the result, and switches to it in one step.",
      "The views that were live are kept for --rollback."
    },
    footer = {
      "",
      "Ctrl-C leaves the live views as they were; the next run goes on from there.",
      "Exit code 0 if the new views are live, 1 if not."
    })
final class RebuildCommand implements Callable<Integer> {
  private final CommandContext context;

  @Option(
      names = "--database",
      paramLabel = "N",
      description = "Redis's database for the second set (default: the live one's number + 1).")
  private @Nullable Integer database;

  @ArgGroup private @Nullable Instead instead;

  @Option(names = "--json", description = "The report as one line of JSON.")
  private boolean json;

  /** At most one of these. */
  static final class Instead {
    @Option(
        names = "--fresh",
        description = "Remove first what an earlier rebuild left in the second database.")
    private boolean fresh;

    @Option(names = "--rollback", description = "Switch back to the views that were live before.")
    private boolean rollback;

    @Option(names = "--forget", description = "Remove the second set: no way back, free memory.")
    private boolean forget;
  }

  RebuildCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    LedgerSettings settings = context.settings(context.folder(Optional.empty()));
    int live = settings.redis().database();
    int second = database == null ? live + 1 : database;
    if (second < 0 || second == live) {
      throw LedgerFailure.usage(
          "bad --database "
              + second
              + "; right would be a number from 0, other than the live views' "
              + live);
    }
    try (StepProgress progress = StepProgress.show(json, context.err())) {
      Rebuild rebuild = new Rebuild(settings, second, progress, context.clock());
      Optional<Integer> code = run(rebuild, second);
      if (code.isEmpty()) {
        // Said before the bar is closed: that is what holds the process up after Ctrl-C.
        progress.say(
            "ledger rebuild: stopped before it was done; the live views are as they were, and the"
                + " next run goes on from here");
        return LedgerFailure.Kind.FAILED.exitCode();
      }
      return code.get();
    } finally {
      context.out().flush();
    }
  }

  private Optional<Integer> run(Rebuild rebuild, int second) {
    Instead chosen = instead == null ? new Instead() : instead;
    if (chosen.rollback) {
      return rebuild
          .rollBack()
          .map(topology -> tell("rolledBack", "the views from before are live again; " + topology));
    }
    if (chosen.forget) {
      return rebuild
          .forget()
          .map(
              removed ->
                  tell(
                      "removed",
                      removed
                          ? "removed the second set from database " + second
                          : "there is no second set in database " + second));
    }
    return rebuild.run(chosen.fresh).map(this::tell);
  }

  private int tell(String field, String line) {
    if (json) {
      ObjectNode root = JsonMapper.builder().build().createObjectNode();
      root.put(field, true);
      root.put("said", line);
      context.out().println(root);
    } else {
      context.out().println(line);
    }
    return 0;
  }

  private int tell(RebuildReport report) {
    PrintWriter out = context.out();
    AuditText proof = new AuditText(report.proof());
    if (json) {
      ObjectNode root = JsonMapper.builder().build().createObjectNode();
      root.put("switched", report.switched());
      root.put("resumed", report.resumed());
      root.put("folded", report.folded());
      root.put("foldMillis", report.foldMillis());
      root.put("perSecond", report.perSecond());
      root.put("database", report.database());
      root.put("topology", report.topology());
      root.set("proof", proof.json());
      out.println(root);
    } else {
      out.printf(
          Locale.ROOT,
          "folded %,d offsets of the log in %.1f s (%,d/s)%n",
          report.folded(),
          report.foldMillis() / 1e3,
          report.perSecond());
      proof.lines().forEach(out::println);
      out.println(
          report.switched()
              ? "switched; the views that were live are kept in database "
                  + report.database()
                  + " (--rollback, --forget)"
              : "not switched: the new views are not what the log says; the live ones are as they"
                  + " were");
      if (!report.topology().isEmpty()) {
        out.println(report.topology());
      }
    }
    return report.switched() ? 0 : LedgerFailure.Kind.FAILED.exitCode();
  }
}
