package io.salesledger.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salesledger.local.schema.RegistryAnswer;
import io.salesledger.local.status.TextTable;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.RegisteredVersions;
import io.salesledger.schemas.SchemaVersion;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists the versions. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the published versions, and what the registry holds, if one answers.")
final class SchemaListCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String NONE = "-";

  private final CommandContext context;

  @Option(names = "--json", description = "One line of JSON.")
  private boolean json;

  SchemaListCommand(CommandContext context) {
    this.context = context;
  }

  /** A schema that is published, registered or both. */
  private record Row(
      Optional<SchemaVersion> published,
      Optional<RegisteredVersions.Registered> registered,
      Optional<Schema> schema) {
    List<String> fields() {
      return schema.stream()
          .filter(each -> each.getType() == Schema.Type.RECORD)
          .flatMap(record -> record.getFields().stream())
          .map(Schema.Field::name)
          .toList();
    }
  }

  @Override
  public Integer call() {
    RegistryAnswer registry = RegistryAnswer.of(context.settings(context.folder(Optional.empty())));
    Optional<RegisteredVersions> held =
        registry instanceof RegistryAnswer.Answered answered
            ? Optional.of(answered.held())
            : Optional.empty();
    if (json) {
      context.out().println(toJson(registry, rows(held)));
    } else {
      print(registry, rows(held), context.out());
    }
    return 0;
  }

  private static List<Row> rows(Optional<RegisteredVersions> held) {
    Stream<Row> published =
        PaymentSchemas.versions().stream()
            .map(
                version ->
                    new Row(
                        Optional.of(version),
                        held.flatMap(all -> all.of(version.schema())),
                        Optional.of(version.schema())));
    Stream<Row> others =
        held.stream()
            .flatMap(all -> all.versions().stream())
            .filter(each -> each.schema().filter(PaymentSchemas.all()::contains).isEmpty())
            .map(each -> new Row(Optional.empty(), Optional.of(each), each.schema()));
    return Stream.concat(published, others).toList();
  }

  private static void print(RegistryAnswer registry, List<Row> rows, PrintWriter out) {
    TextTable table =
        new TextTable(
            TextTable.Side.LEFT, TextTable.Side.RIGHT, TextTable.Side.RIGHT, TextTable.Side.LEFT);
    table.add("published", "registered", "id", "fields");
    for (Row row : rows) {
      table.add(
          row.published().map(SchemaVersion::name).orElse(NONE),
          row.registered().map(each -> Integer.toString(each.version())).orElse(NONE),
          row.registered().map(each -> Integer.toString(each.id())).orElse(NONE),
          String.join(" ", row.fields()));
    }
    table.lines().forEach(out::println);
    out.println();
    if (registry instanceof RegistryAnswer.Answered answered) {
      out.println(
          "registry at "
              + answered.url()
              + ": "
              + answered.held().subject()
              + ", "
              + answered.held().compatibility().orElse("no rule of its own"));
    } else if (registry instanceof RegistryAnswer.Silent silent) {
      out.println(
          "registry at " + silent.url() + ": not asked, it does not answer (" + silent.why() + ")");
    }
  }

  private static ObjectNode toJson(RegistryAnswer registry, List<Row> rows) {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode asked = root.putObject("registry");
    asked.put("url", registry.url());
    asked.put("asked", registry instanceof RegistryAnswer.Answered);
    if (registry instanceof RegistryAnswer.Answered answered) {
      asked.put("subject", answered.held().subject());
      asked.put("compatibility", answered.held().compatibility().orElse(null));
    } else if (registry instanceof RegistryAnswer.Silent silent) {
      asked.put("why", silent.why());
    }
    ArrayNode versions = root.putArray("versions");
    for (Row row : rows) {
      ObjectNode one = versions.addObject();
      one.put("published", row.published().map(SchemaVersion::name).orElse(null));
      one.put(
          "registered", row.registered().map(RegisteredVersions.Registered::version).orElse(null));
      one.put("id", row.registered().map(RegisteredVersions.Registered::id).orElse(null));
      ArrayNode fields = one.putArray("fields");
      row.fields().forEach(fields::add);
    }
    return root;
  }
}
