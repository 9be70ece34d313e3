package io.salesledger.bench.contender;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * What a contender is to do: fold one topic, from its beginning to these ends. Immutable.
 *
 * @param bootstrapServers of the broker
 * @param registryUrl of the registry that knows the payments' schema
 * @param topic the payments
 * @param ends by partition, the offset before which the contender is to have folded all
 * @param group a consumer group, or an application, of its own
 * @param threads that may work; as many as the machine has cores
 * @param folder of its own, for what it keeps
 */
public record Order(
    String bootstrapServers,
    String registryUrl,
    String topic,
    List<Long> ends,
    String group,
    int threads,
    Path folder) {
  private static final String BOOTSTRAP_SERVERS = "bootstrapServers";
  private static final String REGISTRY_URL = "registryUrl";
  private static final String TOPIC = "topic";
  private static final String ENDS = "ends";
  private static final String GROUP = "group";
  private static final String THREADS = "threads";
  private static final String FOLDER = "folder";

  /** Copies the list. */
  public Order {
    ends = List.copyOf(ends);
  }

  /** How many partitions the topic has. */
  public int partitions() {
    return ends.size();
  }

  /** Where the contender puts its sums. */
  public Path sumsFile() {
    return folder.resolve("sums.tsv");
  }

  /** Writes it for another process. */
  public void write(Path file) throws IOException {
    Properties properties = new Properties();
    properties.setProperty(BOOTSTRAP_SERVERS, bootstrapServers);
    properties.setProperty(REGISTRY_URL, registryUrl);
    properties.setProperty(TOPIC, topic);
    properties.setProperty(
        ENDS, ends.stream().map(String::valueOf).collect(Collectors.joining(",")));
    properties.setProperty(GROUP, group);
    properties.setProperty(THREADS, Integer.toString(threads));
    properties.setProperty(FOLDER, folder.toString());
    try (Writer out = Files.newBufferedWriter(file)) {
      properties.store(out, "the order to a contender");
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IOException if it cannot be read, or something is missing
   */
  public static Order read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    }
    return new Order(
        get(properties, BOOTSTRAP_SERVERS),
        get(properties, REGISTRY_URL),
        get(properties, TOPIC),
        Arrays.stream(get(properties, ENDS).split(",", -1)).map(Long::valueOf).toList(),
        get(properties, GROUP),
        Integer.parseInt(get(properties, THREADS)),
        Path.of(get(properties, FOLDER)));
  }

  private static String get(Properties properties, String key) throws IOException {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IOException("the order lacks " + key);
    }
    return value;
  }
}
