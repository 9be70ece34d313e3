package io.salesledger.windowing.core;

import java.io.Serializable;

/**
 * One offset that could not be applied; its bytes stay on the log.
 *
 * @param offset its offset in the batch's partition
 * @param schemaId the registry's id of its writer schema, or {@link #NO_SCHEMA}
 * @param reason why
 * @param detail what was found, at most {@value #MAX_DETAIL} characters
 */
public record QuarantineEntry(long offset, int schemaId, QuarantineReason reason, String detail)
    implements Serializable {
  /** The schema id of a value in which none could be read. */
  public static final int NO_SCHEMA = -1;

  /** A detail is a hint for a person, not a copy of the payload. */
  public static final int MAX_DETAIL = 200;

  /** Cuts an over-long detail. */
  public QuarantineEntry {
    if (detail.length() > MAX_DETAIL) {
      detail = detail.substring(0, MAX_DETAIL);
    }
  }
}
