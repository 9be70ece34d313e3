package io.salesledger.schemas;

import java.util.List;

/**
 * The ids that a registry gave to the versions of {@link PaymentSchemas}. Immutable.
 *
 * @param subject what they are registered under
 * @param ids one a version, oldest first
 */
public record RegisteredSchemas(String subject, List<Integer> ids) {
  /** Copies the list. */
  public RegisteredSchemas {
    ids = List.copyOf(ids);
  }

  /** The id of the newest version. */
  public int newestId() {
    return ids.get(ids.size() - 1);
  }
}
