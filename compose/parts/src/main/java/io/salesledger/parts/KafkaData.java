package io.salesledger.parts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * What the one broker of this machine keeps below its folder: the log, and in {@code
 * meta.properties} whose log it is. Stateless; any thread may call it.
 */
public final class KafkaData {
  /** The one broker that is ever in the cluster. */
  static final String NODE_ID = "1";

  private static final String LAYOUT = "1";

  private KafkaData() {}

  /** Where the broker of this folder keeps it. */
  static Path in(Path folder) {
    return folder.resolve("data");
  }

  /** Whether it is still to be made. */
  static boolean isNew(Path folder) {
    return !Files.exists(meta(folder));
  }

  /**
   * Looks for damage that Kafka itself would only tell after minutes, or in its log. Changes
   * nothing.
   *
   * @param folder the broker's own
   * @return what is wrong, in a line; empty: nothing, or there is no data yet
   */
  public static Optional<String> damage(Path folder) {
    Path meta = meta(folder);
    try {
      if (!Files.exists(meta)) {
        return holdsPartitions(in(folder)) ? Optional.of(meta + " is missing") : Optional.empty();
      }
      Properties found = new Properties();
      try (InputStream bytes = Files.newInputStream(meta)) {
        found.load(bytes);
      }
      return damage(found).map(what -> meta + " does not match: " + what);
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(meta + " cannot be read: " + e.getMessage());
    }
  }

  private static Optional<String> damage(Properties found) {
    if (!LAYOUT.equals(found.getProperty("version"))) {
      return Optional.of("version=" + found.getProperty("version") + ", not " + LAYOUT);
    }
    if (!NODE_ID.equals(found.getProperty("node.id"))) {
      return Optional.of("node.id=" + found.getProperty("node.id") + ", not " + NODE_ID);
    }
    return found.getProperty("cluster.id", "").isBlank()
        ? Optional.of("it names no cluster.id")
        : Optional.empty();
  }

  private static boolean holdsPartitions(Path data) throws IOException {
    if (!Files.isDirectory(data)) {
      return false;
    }
    try (DirectoryStream<Path> partitions =
        Files.newDirectoryStream(data, entry -> Files.isDirectory(entry))) {
      return partitions.iterator().hasNext();
    }
  }

  private static Path meta(Path folder) {
    return in(folder).resolve("meta.properties");
  }
}
