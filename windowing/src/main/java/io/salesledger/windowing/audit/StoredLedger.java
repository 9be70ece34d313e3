package io.salesledger.windowing.audit;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.store.LedgerIdentity;
import io.salesledger.windowing.store.RedisSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What the views say of themselves, before anything is compared: whose ledger it is, and which
 * offsets each partition has.
 *
 * @param identity the fields of the ledger's hash
 * @param accounts each partition's hash; without those that have none
 */
record StoredLedger(Map<String, String> identity, Map<Integer, Map<String, String>> accounts) {

  /**
   * Reads it in one step.
   *
   * @param partitions of the topic
   * @throws LedgerFailure if there is no ledger
   */
  static StoredLedger read(RedisSession session, LedgerSettings settings, int partitions) {
    ViewKeys keys = settings.redis().keys();
    List<@Nullable Object> replies =
        session.call(
            jedis -> {
              try (Transaction step = jedis.multi()) {
                step.hgetAll(keys.ledger());
                for (int partition = 0; partition < partitions; partition++) {
                  step.hgetAll(keys.partition(partition));
                }
                step.exists(keys.total(), keys.realtime(), keys.timeline(), keys.quarantine());
                return new ArrayList<@Nullable Object>(step.exec());
              }
            });
    Map<String, String> identity = fields(keys.ledger(), replies.get(0));
    Map<Integer, Map<String, String>> accounts = new TreeMap<>();
    for (int partition = 0; partition < partitions; partition++) {
      Map<String, String> fields = fields(keys.partition(partition), replies.get(1 + partition));
      if (!fields.isEmpty()) {
        accounts.put(partition, fields);
      }
    }
    if (identity.isEmpty()
        && accounts.isEmpty()
        && Long.valueOf(0).equals(replies.get(1 + partitions))) {
      throw LedgerFailure.failed(
          "there is no ledger at "
              + settings.redis().displayUri()
              + " with prefix "
              + keys.prefix()
              + " yet; start one with: ledger up, or set ledger.redis.uri and ledger.redis.prefix");
    }
    return new StoredLedger(identity, accounts);
  }

  @SuppressWarnings("unchecked") // what HGETALL gives
  private static Map<String, String> fields(String key, @Nullable Object reply) {
    if (reply instanceof JedisDataException) {
      throw LedgerFailure.failed(
          key + " is no hash; nothing can be verified without it, the views must be rebuilt");
    }
    return reply instanceof Map<?, ?> map ? (Map<String, String>) map : Map.of();
  }

  /**
   * Compares the identity.
   *
   * @return whether the views were folded from this log in this way, so that the rest is comparable
   */
  boolean isOf(LedgerIdentity ours, ViewKeys keys, Findings findings) {
    String key = keys.ledger();
    if (identity.isEmpty()) {
      findings.same(key, "", "the ledger's identity", null);
      return false;
    }
    Map<String, String> expected =
        new TreeMap<>(
            Map.of(
                "clusterId", ours.clusterId(),
                "topicId", ours.topicId(),
                "topic", ours.topic(),
                "currency", ours.currency(),
                "scale", Integer.toString(ours.scale()),
                "layout", Integer.toString(LedgerIdentity.LAYOUT),
                "timelineMinutes", Integer.toString(ours.timelineMinutes())));
    if (identity.containsKey("minuteBoardMillis")) { // older ledgers have it from their next claim
      expected.put("minuteBoardMillis", Long.toString(ours.minuteBoardMillis()));
    }
    boolean same = true;
    for (Map.Entry<String, String> field : expected.entrySet()) {
      same &= findings.same(key, field.getKey(), field.getValue(), identity.get(field.getKey()));
    }
    findings.compared("identity", expected.size() + 1L);
    return same;
  }

  /**
   * Looks for a partition of which the topic was not known to have it.
   *
   * @param expected partitions below this one are known
   * @param named the ledger's field {@code partitions}
   * @throws ViewsReader.LogGrewException if there is one
   */
  static void refuseBeyond(int expected, String named) {
    for (int partition : partitions(named)) {
      if (partition >= expected) {
        throw new ViewsReader.LogGrewException(partition);
      }
    }
  }

  /** The same for what was read here. */
  void refuseBeyond(int expected) {
    refuseBeyond(expected, claimed());
  }

  private String claimed() {
    return identity.getOrDefault("partitions", "");
  }

  private static List<Integer> partitions(String named) {
    return Arrays.stream(named.split(",", -1))
        .filter(text -> text.matches("[0-9]{1,9}"))
        .map(Integer::valueOf)
        .toList();
  }

  /**
   * Compares the list of partitions with the accounts that there are.
   *
   * @return whether none is missing
   */
  boolean hasAllPartitions(ViewKeys keys, Findings findings) {
    boolean complete = true;
    for (int partition : partitions(claimed())) {
      if (!accounts.containsKey(partition)) {
        findings.same(keys.partition(partition), "", "the accounts of a partition", null);
        complete = false;
      }
    }
    String present =
        accounts.keySet().stream().map(String::valueOf).collect(Collectors.joining(","));
    if (complete) {
      findings.same(keys.ledger(), "partitions", present, claimed());
    }
    return complete;
  }

  /** The offsets of a partition as they are stored; empty if they are none. */
  Optional<AppliedOffsets> applied(int partition) {
    Map<String, String> fields = accounts.getOrDefault(partition, Map.of());
    try {
      return Optional.of(
          AppliedOffsets.parse(
              Long.parseLong(fields.getOrDefault("low", "")),
              Optional.ofNullable(fields.get("ranges")).orElse("none")));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** How many offsets the partition's accounts come to; empty if they are no figures. */
  Optional<Long> accountedFor(int partition) {
    Map<String, String> fields = accounts.getOrDefault(partition, Map.of());
    try {
      return Optional.of(
          Math.addExact(
              Long.parseLong(fields.getOrDefault("applied", "")),
              Math.addExact(
                  Long.parseLong(fields.getOrDefault("quarantined", "")),
                  Long.parseLong(fields.getOrDefault("gaps", "")))));
    } catch (NumberFormatException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /**
   * What else the offsets of a partition may have been, if they were edited: those that its
   * accounts come to. Empty where offsets and accounts agree.
   */
  List<ViewsReader.Repair> repairs(int partition) {
    Optional<AppliedOffsets> stored = applied(partition);
    Optional<Long> accounted = accountedFor(partition);
    if (accounted.isEmpty()
        || accounted.get() < 0
        || stored.map(AppliedOffsets::covered).equals(accounted)) {
      return List.of();
    }
    Map<String, String> fields = accounts.getOrDefault(partition, Map.of());
    String low = fields.get("low");
    String ranges = fields.get("ranges");
    List<ViewsReader.Repair> repairs = new ArrayList<>();
    repairs.add(new ViewsReader.Repair(low, ranges, AppliedOffsets.below(accounted.get())));
    lowered(accounted.get(), String.valueOf(ranges))
        .ifPresent(right -> repairs.add(new ViewsReader.Repair(low, ranges, right)));
    return repairs;
  }

  /**
   * These ranges above the mark that makes them so many offsets; empty if they stand above none.
   */
  private static Optional<AppliedOffsets> lowered(long covered, String ranges) {
    if (ranges.isEmpty()) {
      return Optional.empty();
    }
    try {
      long low = covered - AppliedOffsets.parse(0, ranges).covered();
      return Optional.of(AppliedOffsets.parse(low, ranges));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
