package io.salesledger.schemas;

import io.confluent.kafka.schemaregistry.ParsedSchema;
import io.confluent.kafka.schemaregistry.SchemaProvider;
import io.confluent.kafka.schemaregistry.client.rest.entities.Metadata;
import io.confluent.kafka.schemaregistry.client.rest.entities.RuleSet;
import io.confluent.kafka.schemaregistry.client.rest.entities.Schema;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaEntity;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of a format that nobody here reads. Without it Confluent's client fails for them as it
 * does for a registry that is away, and whoever asks would wait for ever.
 *
 * @param schemaType the format, as the registry calls it
 */
record OtherFormat(String schemaType) implements SchemaProvider {
  /** All of Confluent's formats but Avro. */
  static final List<SchemaProvider> ALL =
      List.of(new OtherFormat("JSON"), new OtherFormat("PROTOBUF"));

  @Override
  public ParsedSchema parseSchemaOrElseThrow(Schema schema, boolean isNew, boolean normalize) {
    return new Unread(schemaType, schema.getSchema(), List.copyOf(schema.getReferences()));
  }

  /** A schema's text, as it came. */
  private record Unread(String schemaType, String canonicalString, List<SchemaReference> references)
      implements ParsedSchema {
    @Override
    public @Nullable String name() {
      return null;
    }

    @Override
    public @Nullable Integer version() {
      return null;
    }

    @Override
    public @Nullable Metadata metadata() {
      return null;
    }

    @Override
    public @Nullable RuleSet ruleSet() {
      return null;
    }

    @Override
    public ParsedSchema copy() {
      return this;
    }

    @Override
    public ParsedSchema copy(Integer version) {
      return this;
    }

    @Override
    public ParsedSchema copy(Metadata metadata, RuleSet ruleSet) {
      return this;
    }

    @Override
    public ParsedSchema copy(
        Map<SchemaEntity, Set<String>> tagsToAdd, Map<SchemaEntity, Set<String>> tagsToRemove) {
      return this;
    }

    @Override
    public List<String> isBackwardCompatible(ParsedSchema previous) {
      return List.of(schemaType + " is not compared");
    }

    @Override
    public Object rawSchema() {
      return canonicalString;
    }
  }
}
