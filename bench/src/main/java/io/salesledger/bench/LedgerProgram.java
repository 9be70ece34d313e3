package io.salesledger.bench;

import io.salesledger.bench.contender.Sums;
import io.salesledger.bench.topology.UnstoredViews;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingKey;
import io.salesledger.parts.RedisServer;
import io.salesledger.parts.StormCluster;
import io.salesledger.parts.Waiting;
import io.salesledger.windowing.audit.Audit;
import io.salesledger.windowing.audit.AuditProgress;
import io.salesledger.windowing.audit.AuditReport;
import io.salesledger.windowing.audit.Difference;
import io.salesledger.windowing.topology.TopologySubmission;
import io.salesledger.windowing.topology.WorkerTransport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The ledger's topology. It is done when Redis holds every payment as applied. */
final class LedgerProgram implements OnStorm.Program {
  private final Ground ground;
  private final Waiting waiting;
  private final Installed installed;
  private final boolean stored;
  private final Map<SettingKey, String> set;
  private final Map<String, Object> storm;

  /**
   * The ledger.
   *
   * @param stored false: its commits are counted, but not written to the views
   * @param set settings that are not the ground's
   * @param storm Storm's settings that are not its own
   */
  LedgerProgram(
      Ground ground,
      Waiting waiting,
      Installed installed,
      boolean stored,
      Map<SettingKey, String> set,
      Map<String, Object> storm) {
    this.ground = ground;
    this.waiting = waiting;
    this.installed = installed;
    this.stored = stored;
    this.set = Map.copyOf(set);
    this.storm = Map.copyOf(storm);
  }

  @Override
  public Map<String, String> settings() {
    LedgerSettings settings = ground.settings("any", set);
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

  /** Of what the ledger writes, sums are the least: timelines and boards are checked too. */
  private static void verify(LedgerSettings settings) {
    AuditReport report =
        new Audit(settings, AuditProgress.NONE, Clock.systemUTC()).run().orElseThrow();
    if (!report.isEqual()) {
      throw LedgerFailure.failed(
          "the ledger's views differ from its log: "
              + report.differences().stream()
                  .findFirst()
                  .map(Difference::toText)
                  .orElse(report.notCompared()));
    }
  }

  @Override
  public OnStorm.Figures submit(
      Payments payments, RedisServer redis, StormCluster cluster, Path folder, int run)
      throws IOException {
    Map<SettingKey, String> own = new EnumMap<>(SettingKey.class);
    own.putAll(set);
    own.put(SettingKey.REDIS_URI, redis.uri());
    own.put(SettingKey.KAFKA_GROUP_ID, "ledger-" + run);
    LedgerSettings settings = ground.settings(payments.topic(), own);
    Map<String, Object> storm = new HashMap<>(WorkerTransport.onThisMachine(settings));
    storm.putAll(this.storm);
    TopologySubmission topology = new TopologySubmission("127.0.0.1", cluster.ports().nimbus());
    if (stored) {
      topology.submit(settings, installed.topologyJar(), storm);
    } else {
      topology.submit(
          settings, installed.topologyJarWithBench(folder), storm, UnstoredViews.source());
    }
    RedisRead read = new RedisRead(settings.redis());
    return new OnStorm.Figures() {
      @Override
      public boolean isComplete() {
        return read.isApplied(payments.ends());
      }

      @Override
      public Sums sums() {
        if (!stored) {
          return read.unstoredSums(waiting, payments.expected().payments());
        }
        verify(settings);
        return read.sums(payments.ends().size());
      }

      @Override
      public void close() {
        read.close();
      }
    };
  }
}
