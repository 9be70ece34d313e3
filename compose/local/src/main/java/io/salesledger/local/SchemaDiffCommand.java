package io.salesledger.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salesledger.schemas.SchemaChange;
import io.salesledger.schemas.SchemaChanges;
import io.salesledger.schemas.SchemaSource;
import io.salesledger.schemas.SchemaVersion;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says in words what differs. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description =
        "Says in words what differs between two schemas, from the first to the second. Texts for"
            + " people and the order of fields are no difference.")
final class SchemaDiffCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();

  private final CommandContext context;

  @Parameters(index = "0", paramLabel = "A", description = "A published version (v1), or a file.")
  private String from = "";

  @Parameters(index = "1", paramLabel = "B", description = "Another one.")
  private String to = "";

  @Option(names = "--json", description = "One line of JSON.")
  private boolean json;

  SchemaDiffCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    SchemaVersion older = SchemaSource.named(from, context.workingFolder());
    SchemaVersion newer = SchemaSource.named(to, context.workingFolder());
    List<SchemaChange> changes = SchemaChanges.between(older.schema(), newer.schema());
    if (json) {
      context.out().println(toJson(older, newer, changes));
    } else if (changes.isEmpty()) {
      context.out().println(older.name() + " and " + newer.name() + " say the same");
    } else {
      changes.forEach(change -> context.out().println(change.text()));
    }
    return 0;
  }

  private static ObjectNode toJson(
      SchemaVersion older, SchemaVersion newer, List<SchemaChange> changes) {
    ObjectNode root = JSON.createObjectNode();
    root.put("from", older.name()).put("to", newer.name());
    ArrayNode all = root.putArray("changes");
    for (SchemaChange change : changes) {
      all.addObject()
          .put("field", change.field())
          .put("what", change.aspect().name())
          .put("before", change.before())
          .put("after", change.after())
          .put("text", change.text());
    }
    return root;
  }
}
