package io.salesledger.windowing.rebuild;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.Portion;
import io.salesledger.windowing.store.LedgerIdentity;
import io.salesledger.windowing.store.RedisSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;

/**
 * What the live views say of themselves. They may be damaged in any way, or absent; then they say
 * less. Immutable.
 *
 * @param identity the fields of the ledger's hash
 * @param marks by partition, the first offset beyond all that is applied; without those whose
 *     accounts do not hold
 */
record LiveSet(Map<String, String> identity, Map<Integer, Long> marks) {

  static LiveSet read(RedisSession session, ViewKeys keys, int partitions) {
    return session.call(
        jedis -> {
          Map<Integer, Long> marks = new TreeMap<>();
          for (int partition = 0; partition < partitions; partition++) {
            int number = partition;
            mark(fields(jedis, keys.partition(partition)))
                .ifPresent(mark -> marks.put(number, mark));
          }
          return new LiveSet(fields(jedis, keys.ledger()), marks);
        });
  }

  private static Map<String, String> fields(Jedis jedis, String key) {
    return jedis.type(key).equals("hash") ? jedis.hgetAll(key) : Map.of();
  }

  private static Optional<Long> mark(Map<String, String> accounts) {
    try {
      AppliedOffsets applied =
          AppliedOffsets.parse(number(accounts, "low"), accounts.getOrDefault("ranges", "none"));
      long accounted =
          number(accounts, "applied") + number(accounts, "quarantined") + number(accounts, "gaps");
      if (applied.covered() != accounted || !"0".equals(accounts.get("dirty"))) {
        return Optional.empty();
      }
      long beyond = applied.portion().map(Portion::next).orElse(0L);
      for (AppliedOffsets.Range range : applied.ranges()) {
        beyond = Math.max(beyond, range.next());
      }
      return Optional.of(Math.max(beyond, applied.low()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static long number(Map<String, String> accounts, String field) {
    return Long.parseLong(accounts.getOrDefault(field, ""));
  }

  /**
   * Refuses a log that is not the one that the views were folded from.
   *
   * @throws LedgerFailure with what to do
   */
  void checkLog(LedgerIdentity ours, LedgerSettings settings, Map<Integer, Long> ends) {
    String topic = identity.getOrDefault("topicId", ours.topicId());
    String cluster = identity.getOrDefault("clusterId", ours.clusterId());
    if (!topic.equals(ours.topicId()) || !cluster.equals(ours.clusterId())) {
      throw LedgerFailure.failed(
          "the views at "
              + settings.redis().displayUri()
              + " were folded from another log (topic id "
              + topic
              + " of cluster "
              + cluster
              + ") than topic "
              + ours.topic()
              + " is (topic id "
              + ours.topicId()
              + " of cluster "
              + ours.clusterId()
              + "); a new log is a new ledger: give it another ledger.redis.prefix, or remove the"
              + " old views from Redis");
    }
    marks.forEach(
        (partition, mark) -> {
          long end = ends.getOrDefault(partition, 0L);
          if (end < mark) {
            throw LedgerFailure.failed(
                "partition "
                    + partition
                    + " of "
                    + ours.topic()
                    + " ends at offset "
                    + end
                    + ", but the views hold offsets up to "
                    + mark
                    + ": the log has lost its end, and views made anew from it would be less");
          }
        });
  }

  /** Which settings of the fold are other than those of the live views, one line each. */
  List<String> changes(LedgerIdentity ours) {
    Map<String, String> now = new LinkedHashMap<>();
    now.put("currency", ours.currency());
    now.put("scale", Integer.toString(ours.scale()));
    now.put("layout", Integer.toString(LedgerIdentity.LAYOUT));
    now.put("timelineMinutes", Integer.toString(ours.timelineMinutes()));
    now.put("minuteBoardMillis", Long.toString(ours.minuteBoardMillis()));
    Map<String, String> then = new HashMap<>(now);
    then.putAll(identity);
    List<String> changes = new ArrayList<>();
    now.forEach(
        (name, value) -> {
          if (!value.equals(then.get(name))) {
            changes.add(
                "the new views will have "
                    + name
                    + " "
                    + value
                    + " (now "
                    + then.get(name)
                    + "); a topology with the old setting stops at the switch, until it is submitted"
                    + " with the new one");
          }
        });
    return changes;
  }
}
