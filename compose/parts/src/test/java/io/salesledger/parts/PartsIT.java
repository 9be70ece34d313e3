package io.salesledger.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsIT {
  private static final String SCHEMA = "{\"schema\": \"{\\\"type\\\": \\\"string\\\"}\"}";

  private final PartsHome home = PartsHome.located();
  private final Path folder;

  PartsIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void redisKeepsItsDataThroughKillAndRestartOnTheSamePort() {
    try (RedisServer redis = RedisServer.start(folder)) {
      int port = redis.port();
      assertThat(redis(port, "SET answer 42")).isEqualTo("+OK");
      // Answered only once the append-only file holds it.
      assertThat(redis(port, "BGREWRITEAOF")).startsWith("+");
      long firstPid = redis.pid();
      redis.stop();
      redis.restart();
      assertThat(redis.port()).isEqualTo(port);
      assertThat(redis.pid()).isNotEqualTo(firstPid);
      assertThat(redis(port, "GET answer")).isEqualTo("$2");
      redis.kill();
      assertThat(redis.process().isAlive()).isFalse();
      redis.restart();
      assertThat(redis(port, "GET answer")).isEqualTo("$2");
    }
  }

  @Test
  void registryOnTheBrokerGivesTheSameIdsAfterKill() throws Exception {
    try (KafkaBroker broker = KafkaBroker.start(folder);
        SchemaRegistry registry = SchemaRegistry.start(folder, broker.bootstrapServers())) {
      assertThat(archiveInUse(broker)).contains(home.kafkaArchive());
      assertThat(archiveInUse(registry)).contains(home.registryArchive());
      register(registry, "other-value", SCHEMA.replace("string", "long"));
      String before = register(registry, "sales_events-value", SCHEMA);
      registry.kill();
      broker.stop();
      broker.restart();
      registry.restart();
      assertThat(register(registry, "sales_events-value", SCHEMA)).isEqualTo(before);
    }
  }

  @Test
  void stormClusterComesUpAndEndsWhole() throws IOException {
    Path storm = folder.resolve("storm");
    List<String> markers;
    try (StormCluster cluster = StormCluster.start(storm)) {
      assertThat(cluster.supervisor().workers()).isEmpty();
      assertThat(archiveInUse(cluster.zooKeeper())).contains(home.zooKeeperArchive());
      assertThat(archiveInUse(cluster.nimbus())).contains(home.stormDaemonArchive("nimbus"));
      assertThat(archiveInUse(cluster.supervisor()))
          .contains(home.stormDaemonArchive("supervisor"));
      cluster.nimbus().kill();
      cluster.nimbus().restart();
      markers =
          List.of(
              JavaCommand.marker(storm.resolve("zookeeper")),
              JavaCommand.marker(storm.resolve("nimbus")),
              JavaCommand.marker(storm.resolve("supervisor")));
      assertThat(MarkedProcesses.find(markers)).hasSize(3);
    }
    assertThat(MarkedProcesses.find(markers)).isEmpty();
  }

  @Test
  void partThatEndsAtOnceIsToldWithItsLogsLastLines() {
    PartSpec failing =
        new PartSpec(
            "failing",
            LoopbackPorts.free(),
            folder,
            folder.resolve("failing.log"),
            List.of("/bin/sh", "-c", "echo what was wrong; exit 3"),
            Map.of(),
            PartSpec.Preparation.none(),
            () -> false,
            Duration.ofSeconds(30),
            List.of("-Dledger.part=" + folder));
    assertThatThrownBy(() -> PartProcess.start(failing, PartProcess.WhenParentDies.END))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageContaining("failing ended with exit code 3")
        .hasMessageEndingWith("what was wrong");
  }

  /** The class archive, other than the JVM's own, that a part's JVM has accepted. */
  private Optional<ClassArchive> archiveInUse(RunningPart part) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + part.pid() + "/maps")).stream()
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .filter(mapped -> mapped.startsWith(home.archives().toString()))
        .map(mapped -> new ClassArchive(Path.of(mapped)))
        .findFirst();
  }

  private static String register(SchemaRegistry registry, String subject, String schema)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(registry.url() + "/subjects/" + subject + "/versions"))
            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
            .POST(HttpRequest.BodyPublishers.ofString(schema))
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    return response.body();
  }

  private static String redis(int port, String command) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
      byte[] answer = new byte[100];
      int length = socket.getInputStream().read(answer);
      return new String(answer, 0, length, StandardCharsets.UTF_8)
          .lines()
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
