package io.salesledger.bench;

import io.salesledger.bench.contender.Sums;
import io.salesledger.bench.topology.UnstoredViews;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingKey;
import io.salesledger.parts.RedisServer;
import io.salesledger.parts.StormCluster;
import io.salesledger.windowing.topology.TopologySubmission;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The ledger's topology. It is done when Redis holds every payment as applied. */
final class LedgerProgram implements OnStorm.Program {
  private final Ground ground;
  private final Waiting waiting;
  private final Installed installed;
  private final boolean stored;

  /**
   * The ledger.
   *
   * @param stored false: its commits are counted, but not written to the views
   */
  LedgerProgram(Ground ground, Waiting waiting, Installed installed, boolean stored) {
    this.ground = ground;
    this.waiting = waiting;
    this.installed = installed;
    this.stored = stored;
  }

  @Override
  public Map<String, String> settings() {
    LedgerSettings settings = ground.settings("any", Map.of());
    Map<String, String> told = new TreeMap<>(ground.overrides());
    told.put("workers", Integer.toString(settings.storm().workers()));
    told.put(
        "tasks (spout, decode, ledger)",
        settings.storm().spoutTasks()
            + ", "
            + settings.storm().decodeTasks()
            + ", "
            + settings.storm().ledgerTasks());
    told.put(
        "window length, slide",
        settings.window().lengthMillis() + " ms, " + settings.window().slideMillis() + " ms");
    told.put("commit entries", Integer.toString(settings.views().commitEntries()));
    told.put("poll records", Integer.toString(settings.storm().pollRecords()));
    return told;
  }

  @Override
  public OnStorm.Figures submit(
      Payments payments, RedisServer redis, StormCluster storm, Path folder, int run)
      throws IOException {
    LedgerSettings settings =
        ground.settings(
            payments.topic(),
            Map.of(SettingKey.REDIS_URI, redis.uri(), SettingKey.KAFKA_GROUP_ID, "ledger-" + run));
    TopologySubmission cluster = new TopologySubmission("127.0.0.1", storm.ports().nimbus());
    if (stored) {
      cluster.submit(settings, installed.topologyJar(), Map.of());
    } else {
      cluster.submit(
          settings, installed.topologyJarWithBench(folder), Map.of(), UnstoredViews::new);
    }
    RedisRead read = new RedisRead(settings.redis());
    return new OnStorm.Figures() {
      @Override
      public boolean isComplete() {
        return read.isApplied(payments.ends());
      }

      @Override
      public Sums sums() throws IOException {
        return stored ? read.sums(payments.ends().size()) : read.unstoredSums(waiting);
      }

      @Override
      public void close() {
        read.close();
      }
    };
  }
}
