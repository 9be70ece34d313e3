package io.salesledger.schemas;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaMetadata;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;

/**
 * What a registry holds of a subject, as of one moment. Immutable.
 *
 * @param compatibility the rule that the registry holds producers to; empty: none of the subject's
 *     own, or no such subject
 * @param versions oldest first
 */
public record RegisteredVersions(
    String subject, Optional<String> compatibility, List<Registered> versions) {
  private static final int NOT_FOUND = 404;
  private static final int SUBJECT_NOT_FOUND = 40401;

  /** Copies the list. */
  public RegisteredVersions {
    versions = List.copyOf(versions);
  }

  /**
   * One version of the subject.
   *
   * @param version the registry's own number, from 1
   * @param id what stands before each payload that it wrote
   * @param schema empty if it is none of Avro's, or none that Avro can parse, or is not whole
   *     without others
   */
  public record Registered(int version, int id, Optional<Schema> schema) {
    /** For people. */
    public String name() {
      return "registered version " + version;
    }
  }

  /**
   * Reads them; a subject that there is not has none.
   *
   * @throws IOException if the registry is not reachable
   * @throws RestClientException if it refuses, or is no registry
   */
  public static RegisteredVersions read(SchemaRegistryClient client, String subject)
      throws IOException, RestClientException {
    List<Registered> versions = new ArrayList<>();
    for (int version : numbers(client, subject)) {
      SchemaMetadata metadata = client.getSchemaMetadata(subject, version);
      versions.add(new Registered(version, metadata.getId(), schema(metadata)));
    }
    return new RegisteredVersions(subject, compatibility(client, subject), versions);
  }

  private static List<Integer> numbers(SchemaRegistryClient client, String subject)
      throws IOException, RestClientException {
    try {
      return client.getAllVersions(subject).stream().sorted().toList();
    } catch (RestClientException e) {
      // Any web server answers 404; only a registry says what of.
      if (e.getErrorCode() == SUBJECT_NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
  }

  private static Optional<Schema> schema(SchemaMetadata metadata) {
    boolean isWholeAvro =
        metadata.getSchemaType().equals(AvroSchema.TYPE) && metadata.getReferences().isEmpty();
    if (!isWholeAvro) {
      return Optional.empty();
    }
    try {
      return Optional.of(new AvroSchema(metadata.getSchema()).rawSchema());
    } catch (AvroRuntimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> compatibility(SchemaRegistryClient client, String subject)
      throws IOException, RestClientException {
    try {
      return Optional.ofNullable(client.getCompatibility(subject));
    } catch (RestClientException e) {
      if (e.getStatus() == NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Those that are Avro's, as the rules between versions take them. */
  public List<SchemaVersion> history() {
    List<SchemaVersion> history = new ArrayList<>();
    for (Registered each : versions) {
      each.schema().ifPresent(schema -> history.add(new SchemaVersion(each.name(), schema)));
    }
    return history;
  }

  /** The version that is this very schema. */
  public Optional<Registered> of(Schema schema) {
    return versions.stream().filter(each -> each.schema().equals(Optional.of(schema))).findFirst();
  }
}
