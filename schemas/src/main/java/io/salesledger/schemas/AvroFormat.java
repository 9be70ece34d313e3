package io.salesledger.schemas;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.avro.AvroSchemaProvider;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import java.util.Map;

/**
 * Avro's schemas, and the text of those that Avro cannot parse: Confluent's client fails for them
 * as it does for a registry that is away, and whoever asks would wait for ever.
 */
final class AvroFormat extends AvroSchemaProvider {
  @Override
  public ParsedSchema parseSchemaOrElseThrow(Schema schema, boolean isNew, boolean normalize) {
    // What cannot be had of the others that it refers to says nothing of this one.
    Map<String, String> references = resolveReferences(schema, isNew);
    try {
      return new AvroSchema(
          schema.getSchema(),
          schema.getReferences(),
          references,
          schema.getMetadata(),
          schema.getRuleSet(),
          null,
          false);
    } catch (RuntimeException e) {
      return new OtherFormat(RegistryClients.UNPARSABLE_AVRO)
          .parseSchemaOrElseThrow(schema, isNew, normalize);
    }
  }
}
