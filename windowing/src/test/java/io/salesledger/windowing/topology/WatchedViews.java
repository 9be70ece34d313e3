package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.log.LogBounds;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;

/** A ledger's views and its log, as a test looks at them from outside. */
record WatchedViews(LedgerSettings settings, Jedis jedis) {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Waits until every view is what was booked. */
  void awaitBooks(SalesOracle books) {
    await().atMost(PATIENCE).untilAsserted(() -> books.assertEqualsViews(jedis, keys()));
  }

  /** Waits until every offset of the log is accounted for, once, and none is held back. */
  void awaitBalancedAccountsUpToTheEnd() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              List<Long> ends = ends();
              for (int partition = 0; partition < ends.size(); partition++) {
                long end = ends.get(partition);
                assertThat(jedis.hgetAll(keys().partition(partition)))
                    .containsEntry("low", Long.toString(end))
                    .containsEntry("ranges", "")
                    .containsEntry("dirty", "0");
                assertThat(
                        account(partition, "applied")
                            + account(partition, "quarantined")
                            + account(partition, "gaps"))
                    .isEqualTo(end);
              }
            });
  }

  /** Waits until the topology says that it lives and knows how long the log is. */
  void awaitHeartbeats() {
    List<Long> ends = ends();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                partitions()
                    .allMatch(
                        p ->
                            Long.toString(ends.get(p))
                                .equals(jedis.hget(keys().heartbeat(p), "endOffset"))));
  }

  /** The log's ends, by partition. */
  List<Long> ends() {
    Map<TopicPartition, Long> ends = endsByPartition();
    return topicPartitions().stream().map(ends::get).toList();
  }

  Map<TopicPartition, Long> endsByPartition() {
    try (LogBounds log = new LogBounds(settings.kafka())) {
      return log.ends(topicPartitions());
    }
  }

  private List<TopicPartition> topicPartitions() {
    return partitions().mapToObj(p -> new TopicPartition(settings.kafka().topic(), p)).toList();
  }

  /** Waits until the group has committed the log's ends: until the window is empty. */
  void awaitCommitted() {
    Map<TopicPartition, Long> ends = endsByPartition();
    try (LogBounds log = new LogBounds(settings.kafka())) {
      await().atMost(PATIENCE).until(() -> log.committed().equals(ends));
    }
  }

  /** Commits the log's ends for the group, whatever of it is counted. */
  void commitEnds() {
    try (LogBounds log = new LogBounds(settings.kafka())) {
      log.setCommitted(endsByPartition());
    }
  }

  /** Below which everything of a partition is accounted for. */
  long low(int partition) {
    return account(partition, "low");
  }

  /** One of the ledger's own counters, over all partitions. */
  long account(String name) {
    return partitions().mapToLong(p -> account(p, name)).sum();
  }

  private long account(int partition, String name) {
    return Long.parseLong(jedis.hget(keys().partition(partition), name));
  }

  /** The total; empty before anything is counted. */
  Optional<String> total() {
    return Optional.ofNullable(jedis.get(keys().total()));
  }

  /** The launch that the ledger belongs to. */
  String launch() {
    return jedis.hget(keys().ledger(), "launch");
  }

  /** Who owns each partition. */
  List<String> epochs() {
    return partitions().mapToObj(p -> jedis.hget(keys().partition(p), "epoch")).toList();
  }

  /** Waits until the owners of all partitions have told once more that they live. */
  void awaitNextHeartbeats() {
    List<String> before = heartbeats();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              List<String> now = heartbeats();
              return partitions().noneMatch(p -> now.get(p).equals(before.get(p)));
            });
  }

  private List<String> heartbeats() {
    return partitions().mapToObj(p -> jedis.hget(keys().heartbeat(p), "atMillis")).toList();
  }

  /** How many entries there are of each reason and detail. */
  Map<String, Integer> quarantine() {
    Map<String, Integer> counts = new TreeMap<>();
    for (StreamEntry entry : jedis.xrange(keys().quarantine(), (StreamEntryID) null, null)) {
      Map<String, String> fields = entry.getFields();
      counts.merge(fields.get("reason") + " " + fields.get("detail"), 1, Integer::sum);
    }
    return counts;
  }

  private IntStream partitions() {
    return IntStream.range(0, settings.kafka().topicPartitions());
  }

  ViewKeys keys() {
    return settings.redis().keys();
  }
}
