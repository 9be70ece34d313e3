package io.salesledger.local.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopologyKeeperTest {
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

  @Test
  void settingsThatTheTopologyReadsReplaceIt() {
    bringUp(Map.of());
    bringUp(Map.of("ledger.redis.port", "16379"));
    bringUp(Map.of("ledger.redis.port", "16379", "ledger.api.port", "18080"));
    assertThat(cluster.orders).containsExactly("submit", "kill", "submit");
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
    private boolean running;

    @Override
    public boolean isRunning() {
      return running;
    }

    @Override
    public void submit(Path topologyJar, Map<String, Object> stormSettings) {
      orders.add("submit");
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
