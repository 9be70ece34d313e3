package io.salesledger.windowing.log;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.salesledger.schemas.PaymentSchemas;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.Schema;

/**
 * Writer schemas from a registry with Confluent's API. An id is missing only while the registry
 * still knows our own newest schema: an emptied registry must not quarantine a whole log. A
 * registry that does not answer is not asked again at once, so that other partitions go on. One
 * instance is used by one thread.
 */
public final class RegistrySchemas implements WriterSchemas {
  /** How long an unanswered id is not asked for again. */
  static final Duration PAUSE = Duration.ofMillis(500);

  /** Ids that were made up are remembered up to this many; the oldest go first. */
  private static final int MAX_MISSING = 10_000;

  private static final int NOT_FOUND = 404;

  private final SchemaRegistryClient client;
  private final String subject;
  private final InstantSource clock;
  private final Map<Integer, Boolean> missing = new LinkedHashMap<>();
  private long notBeforeMillis;

  /**
   * Schemas of this registry.
   *
   * @param client used by this instance alone: its caches are cleared
   * @param subject the one under which ours are registered
   */
  public RegistrySchemas(SchemaRegistryClient client, String subject, InstantSource clock) {
    this.client = client;
    this.subject = subject;
    this.clock = clock;
  }

  @Override
  public Answer find(int schemaId) {
    if (missing.containsKey(schemaId)) {
      return new Answer.Missing();
    }
    if (clock.millis() < notBeforeMillis) {
      throw new SchemaUnavailableException(
          "schema " + schemaId + " waits for the registry", new IOException("not asked again yet"));
    }
    try {
      ParsedSchema parsed = client.getSchemaById(schemaId);
      return parsed instanceof AvroSchema avro
          ? new Answer.Known(avro.rawSchema())
          : new Answer.Known(Schema.create(Schema.Type.NULL));
    } catch (RestClientException e) {
      if (e.getStatus() == NOT_FOUND && knowsOurs()) {
        remember(schemaId);
        return new Answer.Missing();
      }
      throw unavailable(schemaId, e);
    } catch (IOException | RuntimeException e) {
      throw unavailable(schemaId, e);
    }
  }

  private boolean knowsOurs() {
    try {
      // The client remembers ids: of a registry that was emptied since, it would say yes for ever.
      client.reset();
      return client.getId(subject, new AvroSchema(PaymentSchemas.newest())) >= 0;
    } catch (IOException | RestClientException | RuntimeException e) {
      return false;
    }
  }

  private void remember(int schemaId) {
    if (missing.size() >= MAX_MISSING) {
      missing.remove(missing.keySet().iterator().next());
    }
    missing.put(schemaId, true);
  }

  private SchemaUnavailableException unavailable(int schemaId, Exception cause) {
    notBeforeMillis = clock.millis() + PAUSE.toMillis();
    return new SchemaUnavailableException(
        "the registry cannot give schema " + schemaId + ": " + cause.getMessage(), cause);
  }
}
