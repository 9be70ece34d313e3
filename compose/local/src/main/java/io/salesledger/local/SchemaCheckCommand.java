package io.salesledger.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.local.schema.RegistryAnswer;
import io.salesledger.local.schema.SchemaVerdict;
import io.salesledger.schemas.SchemaSource;
import io.salesledger.schemas.SchemaVersion;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Judges a schema before anything is deployed. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Says whether a schema may be the next version: by the published files, and by what the"
          + " registry holds, if one answers. Changes nothing."
    },
    footer = "Exit code 0 if it may, 1 if it breaks a rule; each breach is a line.")
final class SchemaCheckCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();

  private final CommandContext context;

  @Parameters(paramLabel = "FILE", description = "The schema, as JSON (.avsc).")
  private String file = "";

  @Option(
      names = "--registry",
      description = "Fail where no registry answers (default: then only the files are compared).")
  private boolean registryRequired;

  @Option(names = "--json", description = "One line of JSON.")
  private boolean json;

  SchemaCheckCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    SchemaVersion candidate = SchemaSource.file(file, context.workingFolder());
    LedgerSettings settings = context.settings(context.folder(Optional.empty()));
    RegistryAnswer registry = RegistryAnswer.about(settings, candidate.schema());
    if (registryRequired && registry instanceof RegistryAnswer.Silent silent) {
      throw unreachable(silent);
    }
    SchemaVerdict verdict = SchemaVerdict.on(candidate, registry);
    if (json) {
      ObjectNode fields = JSON.createObjectNode();
      verdict.put(fields);
      context.out().println(fields);
    } else {
      verdict.lines().forEach(context.out()::println);
    }
    return verdict.isCompatible() ? 0 : LedgerFailure.Kind.FAILED.exitCode();
  }

  /** What to say of a registry that must answer and does not. */
  static LedgerFailure unreachable(RegistryAnswer.Silent silent) {
    return LedgerFailure.failed(
        "the schema registry at "
            + silent.url()
            + " is not reachable ("
            + silent.why()
            + "); start it, on this machine with ./ledger up, or set ledger.schema.registry.url");
  }
}
