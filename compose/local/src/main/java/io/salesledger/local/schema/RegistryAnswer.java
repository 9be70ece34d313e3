package io.salesledger.local.schema;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.RegisteredVersions;
import io.salesledger.schemas.RegistryClients;
import io.salesledger.schemas.SchemaRegistration;
import java.io.IOException;
import java.util.List;
import org.apache.avro.Schema;

/** What the registry of the settings says of the ledger's subject, if it answers. Immutable. */
public sealed interface RegistryAnswer {
  /** What any web server says of a path that it does not know. */
  int NOT_FOUND = 404;

  /** Where it was sought. */
  String url();

  /**
   * It answered.
   *
   * @param held what it holds
   * @param refusals why it would refuse the schema that it was asked about; empty: it would not, or
   *     it was asked about none
   */
  record Answered(String url, RegisteredVersions held, List<String> refusals)
      implements RegistryAnswer {
    /** Copies the list. */
    public Answered {
      refusals = List.copyOf(refusals);
    }
  }

  /** It did not, and why. */
  record Silent(String url, String why) implements RegistryAnswer {}

  /**
   * Asks what it holds.
   *
   * @throws LedgerFailure if it is there and refuses to say
   */
  static RegistryAnswer of(LedgerSettings settings) {
    return ask(settings, (client, held) -> List.of());
  }

  /**
   * Asks what it holds, and whether it would take this schema as well.
   *
   * @throws LedgerFailure if it is there and refuses to say
   */
  static RegistryAnswer about(LedgerSettings settings, Schema candidate) {
    return ask(
        settings,
        (client, held) ->
            held.versions().isEmpty() || held.of(candidate).isPresent()
                ? List.of()
                : client.testCompatibilityVerbose(held.subject(), new AvroSchema(candidate)));
  }

  /** One more question. */
  interface Question {
    List<String> ask(SchemaRegistryClient client, RegisteredVersions held)
        throws IOException, RestClientException;
  }

  private static RegistryAnswer ask(LedgerSettings settings, Question question) {
    String url = settings.registry().displayUrl();
    try (SchemaRegistryClient client = RegistryClients.connect(settings.registry())) {
      RegisteredVersions held =
          RegisteredVersions.read(client, SchemaRegistration.subject(settings.kafka().topic()));
      return new Answered(url, held, question.ask(client, held));
    } catch (IOException e) {
      return new Silent(url, LedgerFailure.rootMessage(e));
    } catch (RestClientException e) {
      String what =
          e.getStatus() == NOT_FOUND
              ? " has no Confluent API there (404); set ledger.schema.registry.url"
              : " refuses to answer: " + LedgerFailure.rootMessage(e);
      throw LedgerFailure.failed("the schema registry at " + url + what, e);
    }
  }
}
