package io.salesledger.bench;

import io.salesledger.contract.LedgerFailure;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Who can be measured. */
public enum ContenderName {
  /** A bare consumer loop that decodes and folds, nothing else. */
  CEILING,
  /** The ledger as users run it: Kafka to Redis, exactly once. */
  OURS,
  /** The same topology, its commits answered without writing the views. */
  OURS_NO_STORE,
  /** Kafka Streams, at least once. */
  KAFKA_STREAMS,
  /** Kafka Streams with exactly_once_v2. */
  KAFKA_STREAMS_EXACTLY_ONCE,
  /** The same, its results in Redis. Only where it is asked for. */
  KAFKA_STREAMS_REDIS,
  /** Flink, checkpoints each second. */
  FLINK,
  /** The same, its results in Redis, with all that the ledger tells of products. As above. */
  FLINK_REDIS,
  /** The demo's way: JSON, a tuple a record, Redis commands a record. */
  DEMO;

  private static final Set<ContenderName> IN_REDIS = EnumSet.of(KAFKA_STREAMS_REDIS, FLINK_REDIS);

  /** As options and reports have it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Those that take part unless others are asked for, in their order. */
  public static List<ContenderName> usual() {
    return Arrays.stream(values()).filter(name -> !IN_REDIS.contains(name)).toList();
  }

  /**
   * The one with this label.
   *
   * @throws LedgerFailure if there is none
   */
  public static ContenderName of(String label) {
    return Labels.find("contender", label, values(), ContenderName::label);
  }
}
