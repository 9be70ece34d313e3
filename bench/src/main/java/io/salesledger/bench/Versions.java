package io.salesledger.bench;

import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which versions run, read off the files that are run. Stateless. */
final class Versions {
  private Versions() {}

  /** By name, of all contenders, laid out below the checkout and the parts' folder. */
  static Map<String, String> of(Path home, Path parts) {
    Map<String, String> versions = ofLedger(home, parts);
    put(
        versions,
        "Kafka Streams",
        home.resolve("bench/kafka-streams/target/lib"),
        "kafka-streams-([0-9].+)\\.jar");
    Path flink = home.resolve("bench/flink/target/lib");
    put(versions, "Flink", flink, "flink-streaming-java-(.+)\\.jar");
    put(versions, "Flink's Kafka connector", flink, "flink-connector-kafka-(.+)\\.jar");
    return versions;
  }

  /** The same of the ledger alone. */
  static Map<String, String> ofLedger(Path home, Path parts) {
    Map<String, String> versions = new TreeMap<>();
    put(versions, "Kafka broker", parts.resolve("kafka/lib"), "kafka_2\\.13-(.+)\\.jar");
    put(versions, "Storm", parts.resolve("storm/lib-worker"), "storm-client-(.+)\\.jar");
    put(versions, "Redis", parts.resolve("redis"), "redis-server-([0-9.]+)-.*");
    Path bench = home.resolve("bench/target/lib");
    put(versions, "Kafka clients", bench, "kafka-clients-(.+)\\.jar");
    put(versions, "Avro", bench, "avro-([0-9].+)\\.jar");
    return versions;
  }

  private static void put(
      Map<String, String> versions, String name, Path folder, String filePattern) {
    find(folder, Pattern.compile(filePattern)).ifPresent(version -> versions.put(name, version));
  }

  private static Optional<String> find(Path folder, Pattern file) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(path -> file.matcher(path.getFileName().toString()))
          .filter(Matcher::matches)
          .map(matcher -> matcher.group(1))
          .findFirst();
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot read " + folder + ": " + e.getMessage(), e);
    }
  }
}
