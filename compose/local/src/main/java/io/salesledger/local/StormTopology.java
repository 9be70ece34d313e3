package io.salesledger.local;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.local.stack.Topology;
import io.salesledger.windowing.topology.TopologySubmission;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The topology on the cluster of one Nimbus. */
final class StormTopology implements Topology {
  private final LedgerSettings settings;
  private final TopologySubmission cluster;

  /**
   * One that is submitted with these settings.
   *
   * @param host of Nimbus
   * @param port of Nimbus
   */
  StormTopology(LedgerSettings settings, String host, int port) {
    this.settings = settings;
    this.cluster = new TopologySubmission(host, port);
  }

  @Override
  public Optional<String> running() {
    return cluster.running();
  }

  @Override
  public void submit(Path jar, Map<String, Object> stormSettings) {
    cluster.submit(settings, jar, stormSettings);
  }

  @Override
  public boolean kill(int waitSeconds) {
    return cluster.kill(waitSeconds);
  }
}
