package io.salesledger.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;

/**
 * What makes two imports the same one: the topic (by its id: one that was deleted and made again
 * holds nothing), the file's bytes and the mapping; not the file's name. Immutable.
 *
 * @param topicId Kafka's own id of the topic
 * @param sha256 of the file, lower case hex
 * @param mapping as {@link Mapping#text} has it
 */
record ImportKey(String topicId, String sha256, String mapping) {
  private static final int PARTS = 3;

  /** As it stands on the topic of imports: the three parts, a space between each. */
  String text() {
    return topicId + " " + sha256 + " " + mapping;
  }

  /** The key of that text; empty if it is none. */
  static Optional<ImportKey> parse(String text) {
    String[] parts = text.split(" ", PARTS);
    return parts.length == PARTS
        ? Optional.of(new ImportKey(parts[0], parts[1], parts[2]))
        : Optional.empty();
  }

  /**
   * The same for every run of this import, so that Kafka lets only the latest of them append
   * (KIP-98).
   */
  String transactionalId() {
    return "salesledger-import-" + Fingerprint.of(text().getBytes(UTF_8));
  }

  /** Whether the same bytes went onto the same topic in another way. */
  boolean isOfSameFile(ImportKey other) {
    return topicId.equals(other.topicId) && sha256.equals(other.sha256);
  }
}
