package io.salesledger.bench;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.PartsHome;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which versions run, read off the files that are run; Redis is asked. Stateless. */
final class Versions {
  private Versions() {}

  private static final Pattern REDIS = Pattern.compile("Redis server v=(\\S+) .*");

  /** By name, of all contenders, laid out below the checkout and the parts' folder. */
  static Map<String, String> of(Path home, PartsHome parts) {
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
  static Map<String, String> ofLedger(Path home, PartsHome parts) {
    Map<String, String> versions = new TreeMap<>();
    Path root = parts.root();
    put(versions, "Kafka broker", root.resolve("kafka/lib"), "kafka_2\\.13-(.+)\\.jar");
    put(versions, "Storm", root.resolve("storm/lib-worker"), "storm-client-(.+)\\.jar");
    ofRedis(parts.redisServer()).ifPresent(version -> versions.put("Redis", version));
    Path bench = home.resolve("bench/target/lib");
    put(versions, "Kafka clients", bench, "kafka-clients-(.+)\\.jar");
    put(versions, "Avro", bench, "avro-([0-9].+)\\.jar");
    return versions;
  }

  /** Its file's name is of the version that it was packed as. */
  private static Optional<String> ofRedis(Path server) {
    try {
      Process asked = new ProcessBuilder(server.toString(), "--version").start();
      try (BufferedReader said = asked.inputReader(StandardCharsets.UTF_8)) {
        return said.lines()
            .map(REDIS::matcher)
            .filter(Matcher::matches)
            .map(version -> version.group(1))
            .findFirst();
      }
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot run " + server + ": " + e.getMessage(), e);
    }
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
