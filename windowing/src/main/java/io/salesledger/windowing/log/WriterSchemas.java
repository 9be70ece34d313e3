package io.salesledger.windowing.log;

import org.apache.avro.Schema;

/** Where the schemas that records were written with come from. May be called by any thread. */
public interface WriterSchemas {
  /** What is known of a schema id. */
  sealed interface Answer {
    /** The schema. */
    record Known(Schema schema) implements Answer {}

    /** There is none of this id, and there will be none. */
    record Missing() implements Answer {}
  }

  /**
   * The schema of this id.
   *
   * @throws SchemaUnavailableException if that cannot be told now
   */
  Answer find(int schemaId);
}
