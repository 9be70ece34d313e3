package io.salesledger.windowing.log;

import io.salesledger.schemas.PaymentSchemas;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;

/** A registry in memory: ids 1, 2 and 3 are the versions of a payment. */
final class KnownSchemas implements WriterSchemas {
  private final Map<Integer, Schema> schemas = new HashMap<>();
  private final Set<Integer> withheld = new HashSet<>();
  private final Set<Integer> doubted = new HashSet<>();
  private final List<Integer> asked = new ArrayList<>();

  KnownSchemas() {
    for (int version = 1; version <= PaymentSchemas.VERSIONS; version++) {
      schemas.put(version, PaymentSchemas.all().get(version - 1));
    }
  }

  /** A further schema. */
  KnownSchemas with(int schemaId, Schema schema) {
    schemas.put(schemaId, schema);
    return this;
  }

  /** This one cannot be had now. */
  void withhold(int schemaId) {
    withheld.add(schemaId);
  }

  /** This one is not what it was, though nobody has noticed yet. */
  void doubt(int schemaId) {
    doubted.add(schemaId);
  }

  void giveAll() {
    withheld.clear();
  }

  /** The ids asked for, in order. */
  List<Integer> asked() {
    return asked;
  }

  @Override
  public void confirm(int schemaId) {
    if (doubted.contains(schemaId)) {
      throw new SchemaUnavailableException("schema " + schemaId, new IllegalStateException());
    }
  }

  @Override
  public Answer find(int schemaId) {
    asked.add(schemaId);
    if (withheld.contains(schemaId)) {
      throw new SchemaUnavailableException("schema " + schemaId, new IllegalStateException());
    }
    Schema schema = schemas.get(schemaId);
    return schema == null ? new Answer.Missing() : new Answer.Known(schema);
  }
}
