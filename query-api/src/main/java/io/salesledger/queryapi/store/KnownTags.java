package io.salesledger.queryapi.store;

import java.util.List;

/**
 * The tags of answers that the asker has already.
 *
 * @param tags without quotes
 */
public record KnownTags(List<String> tags) {
  /** The asker has nothing, or the answer depends on the clock. */
  public static KnownTags none() {
    return new KnownTags(List.of());
  }

  /** Whether the asker has the answer of that tag. */
  public boolean contains(String tag) {
    return tags.contains(tag);
  }

  /** Whether the asker has nothing. */
  public boolean isEmpty() {
    return tags.isEmpty();
  }

  /** Each between line feeds, which no tag holds. */
  String asArgument() {
    return "\n" + String.join("\n", tags) + "\n";
  }
}
