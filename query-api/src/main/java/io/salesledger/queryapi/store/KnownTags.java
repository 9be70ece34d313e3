package io.salesledger.queryapi.store;

import java.util.List;

/**
 * The tags of answers that the asker has already.
 *
 * @param tags without quotes; {@code *} alone for any that there may be
 */
public record KnownTags(List<String> tags) {
  private static final String ANY = "*";

  /** The asker wants an answer only if there was none before. */
  public static KnownTags any() {
    return new KnownTags(List.of(ANY));
  }

  /** The asker has nothing, or the answer depends on the clock. */
  public static KnownTags none() {
    return new KnownTags(List.of());
  }

  /** Whether the asker has nothing. */
  public boolean isEmpty() {
    return tags.isEmpty();
  }

  private boolean isAny() {
    return tags.equals(List.of(ANY));
  }

  /** Each between line feeds, which no tag holds. */
  String asArgument() {
    return isAny() ? ANY : "\n" + String.join("\n", tags) + "\n";
  }
}
