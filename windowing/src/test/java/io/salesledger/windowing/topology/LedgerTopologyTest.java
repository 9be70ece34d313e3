package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.windowing.core.Launch;
import java.nio.file.Path;
import java.util.Map;
import org.apache.storm.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in flight must fit, or every payment waits for a window to pass. */
final class LedgerTopologyTest {
  private final Path folder;

  LedgerTopologyTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void given_few_partitions_then_there_is_room_in_flight_for_a_topic_that_grows() {
    // Window, slide and the wait for Redis; 20 polls a second; each partition a batch; all twice.
    long ofOnePartition = 2 * 20 * (10_000 + 250 + waitMillis()) / 1000;

    assertThat(pending(8)).isGreaterThanOrEqualTo(64 * ofOnePartition);
    assertThat(pending(1_000)).isGreaterThanOrEqualTo(1_000 * ofOnePartition);
  }

  @Test
  void given_less_room_than_a_window_needs_then_it_is_refused_with_what_would_be_right() {
    LedgerTopology topology = topology(Map.of("ledger.storm.spout.pending", "100"));

    assertThatThrownBy(() -> topology.config(8))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageContaining("ledger.storm.spout.pending=100")
        .hasMessageContaining("at least " + topology.spoutPendingNeeded(8));
  }

  /** Whoever wakes again and again meanwhile takes a quarter of what the cores could decode. */
  @Test
  void given_nothing_to_do_then_executors_sleep_at_once() {
    assertThat(topology(Map.of()).config(8))
        .containsEntry("topology.bolt.wait.progressive.level1.count", 0)
        .containsEntry("topology.bolt.wait.progressive.level2.count", 0)
        .containsEntry("topology.backpressure.wait.progressive.level1.count", 0)
        .containsEntry("topology.backpressure.wait.progressive.level2.count", 0);
  }

  /** Else what waits for the spout holds up the ledger's tick, and with it the heartbeat. */
  @Test
  void given_a_log_that_falls_silent_then_the_spout_takes_acks_faster_than_batches_came() {
    LedgerTopology topology = topology(Map.of());
    TakenPartitions partitions = new TakenPartitions(topology.settings(), topology.launch());
    long pollMillis =
        LedgerSpout.config(topology.settings(), partitions, topology.halt()).getPollTimeoutMs();
    long queue = setting(topology.config(8), Config.TOPOLOGY_EXECUTOR_RECEIVE_BUFFER_SIZE);

    // Each poll without records takes one queue of them; a batch of each partition, 20 times.
    assertThat(queue * 1000 / pollMillis).isGreaterThanOrEqualTo(2 * 20 * 8);
  }

  private long pending(int partitions) {
    return setting(topology(Map.of()).config(partitions), Config.TOPOLOGY_MAX_SPOUT_PENDING);
  }

  private static long setting(Config config, String key) {
    return Long.parseLong(String.valueOf(config.get(key)));
  }

  private long waitMillis() {
    return RedisPatience.inFlight(SettingsLoader.load(Map.of(), Map.of(), folder).window())
        .toMillis();
  }

  private LedgerTopology topology(Map<String, String> options) {
    return new LedgerTopology(
        SettingsLoader.load(options, Map.of(), folder), new Launch(1, "launch"), Halt.ofProcess());
  }
}
