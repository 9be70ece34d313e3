package io.salesledger.windowing.core;

import java.io.Serializable;

/**
 * A valid payment that was appended in place of a quarantined one of its partition. Whether it
 * counts is up to the fold: the first for a quarantined offset does.
 *
 * @param offset its own
 * @param of the offset in whose place it was appended; below its own
 * @param schemaId the registry's id of its writer schema, for the quarantine if it does not count
 */
public record Requeue(long offset, long of, int schemaId) implements Serializable {
  /** A requeue comes after what it stands for. */
  public Requeue {
    if (of < 0 || of >= offset) {
      throw new IllegalArgumentException("offset " + offset + " in place of " + of);
    }
  }
}
