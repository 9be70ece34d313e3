package io.salesledger.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.local.schema.RegistryAnswer;
import io.salesledger.local.schema.SchemaVerdict;
import io.salesledger.schemas.RegistryClients;
import io.salesledger.schemas.SchemaRegistration;
import io.salesledger.schemas.SchemaSource;
import io.salesledger.schemas.SchemaVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a schema known to producers. */
@Command(
    name = "register",
    mixinStandardHelpOptions = true,
    description = {
      "Checks a schema as `check` does, and registers it as the subject's next version.",
      "What is registered already stays as it is."
    })
final class SchemaRegisterCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();

  private final CommandContext context;

  @Parameters(paramLabel = "FILE", description = "The schema, as JSON (.avsc).")
  private String file = "";

  @Option(names = "--json", description = "One line of JSON.")
  private boolean json;

  SchemaRegisterCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    SchemaVersion candidate = SchemaSource.file(file, context.workingFolder());
    LedgerSettings settings = context.settings(context.folder(Optional.empty()));
    // The published ones come first; a registry that is away is told here.
    SchemaRegistration.ensure(settings, Duration.ZERO);
    RegistryAnswer registry = RegistryAnswer.about(settings, candidate.schema());
    if (registry instanceof RegistryAnswer.Silent silent) {
      throw SchemaCheckCommand.unreachable(silent);
    }
    SchemaVerdict verdict = SchemaVerdict.on(candidate, registry);
    if (!verdict.isCompatible()) {
      verdict.lines().forEach(context.err()::println);
      throw LedgerFailure.failed("not registered");
    }
    tell(settings, register(settings, candidate));
    return 0;
  }

  private static int register(LedgerSettings settings, SchemaVersion candidate) {
    String subject = SchemaRegistration.subject(settings.kafka().topic());
    try (SchemaRegistryClient client = RegistryClients.connect(settings.registry())) {
      return client.register(subject, new AvroSchema(candidate.schema()));
    } catch (IOException | RestClientException e) {
      throw LedgerFailure.failed(
          "the schema registry at "
              + settings.registry().displayUrl()
              + " did not register it: "
              + LedgerFailure.rootMessage(e),
          e);
    }
  }

  private void tell(LedgerSettings settings, int id) {
    String subject = SchemaRegistration.subject(settings.kafka().topic());
    if (json) {
      context.out().println(JSON.createObjectNode().put("subject", subject).put("id", id));
    } else {
      context.out().println(file + " is registered under " + subject + ", id " + id);
    }
  }
}
