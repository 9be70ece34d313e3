package io.salesledger.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.LogPlace;
import io.salesledger.local.quarantine.LogRecords;
import io.salesledger.local.quarantine.QuarantineViews;
import io.salesledger.local.quarantine.QuarantinedRecord;
import io.salesledger.local.quarantine.Standing;
import io.salesledger.schemas.RegistryClients;
import io.salesledger.schemas.SchemaRegistration;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.log.RegistrySchemas;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows one record that could not be applied. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows one record that could not be counted: why, its bytes, its payment if any.")
final class QuarantineShowCommand implements Callable<Integer> {
  private static final JsonMapper JSON = new JsonMapper();

  private final CommandContext context;

  @Parameters(paramLabel = "P:O", description = "Its partition and offset.")
  private String place = "";

  @Option(names = "--json", description = "One line of JSON.")
  private boolean json;

  QuarantineShowCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() {
    LogPlace wanted = QuarantineCommand.place(place);
    LedgerSettings settings = context.settings(context.folder(Optional.empty()));
    try (QuarantineViews views = new QuarantineViews(settings.redis());
        SchemaRegistryClient registry = RegistryClients.connect(settings.registry())) {
      views.topicId(); // fails where there is no ledger
      Optional<ConsumerRecord<byte @Nullable [], byte @Nullable []>> record =
          new LogRecords(settings.kafka()).at(wanted);
      check(wanted, views.standing(wanted), record.isPresent());
      print(
          QuarantinedRecord.of(
              record.orElseThrow(),
              new PaymentRules(settings.currency().code()),
              new RegistrySchemas(
                  registry, SchemaRegistration.subject(settings.kafka().topic()), context.clock()),
              views,
              JSON::createObjectNode));
    } catch (IOException e) {
      throw LedgerFailure.failed("the registry's client did not close: " + e.getMessage(), e);
    }
    return 0;
  }

  /** Only what is quarantined can be shown, and put right. */
  static void check(LogPlace place, Standing standing, boolean hasRecord) {
    if (!standing.quarantined()) {
      throw LedgerFailure.failed(
          place
              + (hasRecord
                  ? standing.applied()
                      ? " is not quarantined: it is counted"
                      : " is not folded yet; try again when it is"
                  : " holds no record: it is a gap"));
    }
  }

  private void print(QuarantinedRecord shown) {
    if (json) {
      ObjectNode fields = JSON.createObjectNode();
      shown.put(fields);
      context.out().println(fields);
    } else {
      shown.lines().forEach(context.out()::println);
    }
  }
}
