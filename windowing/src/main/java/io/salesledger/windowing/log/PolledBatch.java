package io.salesledger.windowing.log;

import java.util.List;
import java.util.OptionalInt;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * What one poll returned of one partition: all offsets {@code [from, next)}, of which some may hold
 * no record. One tuple of the topology. Immutable.
 *
 * @param partition the Kafka partition
 * @param from the first offset covered
 * @param next the first offset not covered
 * @param records in offset order, all within; keys and values as bytes
 * @param logEpoch the epoch of the leader that wrote the log up to {@code next}; empty if not known
 */
public record PolledBatch(
    int partition,
    long from,
    long next,
    List<ConsumerRecord<byte[], byte[]>> records,
    OptionalInt logEpoch) {
  /** Refuses records outside of the offsets: they would be counted without being covered. */
  public PolledBatch {
    if (from < 0 || next <= from) {
      throw new IllegalArgumentException("not a batch: [" + from + "," + next + ")");
    }
    if (!records.isEmpty()
        && (records.get(0).offset() < from || records.get(records.size() - 1).offset() >= next)) {
      throw new IllegalArgumentException("records outside of [" + from + "," + next + ")");
    }
  }

  /** A batch of which no leader's epoch is known. */
  public PolledBatch(
      int partition, long from, long next, List<ConsumerRecord<byte[], byte[]>> records) {
    this(partition, from, next, records, OptionalInt.empty());
  }

  /** The leader's epoch that Kafka tells with a position. */
  public static OptionalInt epoch(OffsetAndMetadata position) {
    return position.leaderEpoch().map(OptionalInt::of).orElse(OptionalInt.empty());
  }

  @Override
  public String toString() {
    return "partition " + partition + " [" + from + "," + next + ")";
  }
}
