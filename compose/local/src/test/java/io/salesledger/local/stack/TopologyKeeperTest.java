package io.salesledger.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TopologyKeeperTest {
  /** Another value than the default, by key. */
  private static final Map<String, String> READ =
      Map.ofEntries(
          Map.entry("ledger.kafka.bootstrap.servers", "localhost:9092"),
          Map.entry("ledger.kafka.topic", "other"),
          Map.entry("ledger.kafka.group.id", "other"),
          Map.entry("ledger.kafka.port", "19092"),
          Map.entry("ledger.kafka.security.protocol", "SSL"),
          Map.entry(
              "ledger.schema.registry.url", "http://me:secret@127.0.0.1:8081/apis/ccompat/v7"),
          Map.entry("ledger.registry.port", "18081"),
          Map.entry("ledger.basic.auth.user.info", "me:secret"),
          Map.entry("ledger.redis.uri", "redis://:secret@127.0.0.1:6379/0"),
          Map.entry("ledger.redis.port", "16379"),
          Map.entry("ledger.redis.prefix", "other"),
          Map.entry("ledger.redis.timeout", "3s"),
          Map.entry("ledger.currency", "EUR"),
          Map.entry("ledger.window.length", "20s"),
          Map.entry("ledger.window.slide", "1s"),
          Map.entry("ledger.timeline.minutes", "60"),
          Map.entry("ledger.minute.board.retention", "26h"),
          Map.entry("ledger.commit.entries", "5"),
          Map.entry("ledger.fold.entries", "5"),
          Map.entry("ledger.quarantine.entries", "5"),
          Map.entry("ledger.storm.workers", "2"),
          Map.entry("ledger.storm.spout.tasks", "2"),
          Map.entry("ledger.storm.decode.tasks", "3"),
          Map.entry("ledger.storm.ledger.tasks", "2"),
          Map.entry("ledger.storm.spout.pending", "1000"),
          Map.entry("ledger.poll.records", "5"),
          Map.entry("ledger.uncommitted.records", "5000"));

  private static final Map<String, String> NOT_READ =
      Map.of(
          "ledger.topic.partitions", "4",
          "ledger.api.host", "0.0.0.0",
          "ledger.api.port", "18080",
          "ledger.api.cors.origins", "https://shop.example",
          "ledger.heartbeat.max.age", "20s",
          "ledger.storm.port.base", "12000");

  private final Path folder;
  private final Path jar;
  private final Cluster cluster = new Cluster();

  TopologyKeeperTest(@TempDir Path folder) throws IOException {
    this.folder = folder;
    this.jar = Files.writeString(folder.resolve("topology.jar"), "first build");
  }

  @Test
  void topologyIsSubmittedOnceAndResumedAfterwards() {
    bringUp(Map.of());
    bringUp(Map.of());
    assertThat(cluster.orders).containsExactly("submit");
  }

  @Test
  void anotherJarReplacesTheTopology() throws IOException {
    bringUp(Map.of());
    Files.writeString(jar, "second build");
    bringUp(Map.of());
    assertThat(cluster.orders).containsExactly("submit", "kill", "submit");
  }

  @ParameterizedTest
  @MethodSource("read")
  void settingThatTheTopologyReadsReplacesIt(String key, String value) {
    bringUp(Map.of());
    bringUp(Map.of(key, value));
    assertThat(cluster.orders).containsExactly("submit", "kill", "submit");
  }

  @ParameterizedTest
  @MethodSource("notRead")
  void settingThatTheTopologyDoesNotReadLeavesIt(String key, String value) {
    bringUp(Map.of());
    bringUp(Map.of(key, value));
    assertThat(cluster.orders).containsExactly("submit");
  }

  @Test
  void everySettingIsReadByTheTopologyOrNot() {
    assertThat(Stream.of(READ, NOT_READ).flatMap(some -> some.keySet().stream()))
        .containsAll(
            Arrays.stream(SettingKey.values())
                .filter(key -> key != SettingKey.CURRENCY_SCALE) // it has one value
                .map(SettingKey::key)
                .toList());
  }

  @Test
  void topologyThatOthersSubmittedIsReplacedThoughTheNoteWouldFit() {
    bringUp(Map.of());
    cluster.submit(jar, Map.of());
    bringUp(Map.of());
    bringUp(Map.of());
    assertThat(cluster.orders).containsExactly("submit", "submit", "kill", "submit");
  }

  @Test
  void topologyThatWasSubmittedButNotNotedIsReplaced() throws IOException {
    bringUp(Map.of());
    Path note = new StackFolder(folder).topologyFile();
    String noted = Files.readString(note);
    cluster.kill(0);
    bringUp(Map.of());
    Files.writeString(note, noted);
    bringUp(Map.of());
    assertThat(cluster.orders).containsExactly("submit", "kill", "submit", "kill", "submit");
  }

  @Test
  void topologyThatWasTakenOffIsSubmittedAgain() {
    bringUp(Map.of());
    cluster.kill(0);
    bringUp(Map.of());
    bringUp(Map.of());
    assertThat(cluster.orders).containsExactly("submit", "kill", "submit");
  }

  static Stream<Arguments> read() {
    return arguments(READ);
  }

  static Stream<Arguments> notRead() {
    return arguments(NOT_READ);
  }

  private static Stream<Arguments> arguments(Map<String, String> settings) {
    return settings.entrySet().stream().map(e -> Arguments.of(e.getKey(), e.getValue()));
  }

  private void bringUp(Map<String, String> options) {
    LedgerSettings settings = Addresses.load(options, Map.of(), folder, Map.of());
    TopologyKeeper keeper = new TopologyKeeper(cluster, jar, new StackFolder(folder), settings);
    keeper.retireOther();
    keeper.ensure();
  }

  /** A cluster that notes what it is told. */
  private static final class Cluster implements Topology {
    private final List<String> orders = new ArrayList<>();
    private int submissions;
    private boolean running;

    @Override
    public Optional<String> running() {
      return running ? Optional.of("sales-ledger-" + submissions) : Optional.empty();
    }

    @Override
    public void submit(Path topologyJar, Map<String, Object> stormSettings) {
      orders.add("submit");
      submissions++;
      running = true;
    }

    @Override
    public boolean kill(int waitSeconds) {
      orders.add("kill");
      running = false;
      return true;
    }
  }
}
