package io.salesledger.windowing.log;

import org.apache.avro.Schema;

/** Where the schemas that records were written with come from. */
public interface WriterSchemas {
  /** What is known of a schema id. */
  sealed interface Answer {
    /** The schema. */
    record Known(Schema schema) implements Answer {}

    /** There is none of this id. */
    record Missing() implements Answer {}
  }

  /**
   * The schema of this id.
   *
   * @throws SchemaUnavailableException if that cannot be told now
   */
  Answer find(int schemaId);

  /**
   * Asks once more, where the answer is not of this moment: bytes cannot be read by the schema of
   * this id. Where nobody answers, what is known stands.
   *
   * @throws SchemaUnavailableException if the schema is another one now, or if it cannot be told
   *     yet
   */
  default void confirm(int schemaId) {}
}
