package io.salesledger.ingest;

import io.salesledger.contract.LedgerFailure;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;

/**
 * Ends transactions that Kafka believes ended. A broker that restarts finishes what was prepared,
 * but skips partitions without a leader at that moment as if they were deleted (seen with 4.3.1,
 * whose only broker was killed). Their records stay open: they hold back every reader, and the next
 * commit of the same producer would make them count. Found and aborted as KIP-664 has it.
 *
 * <p>Where a commit was lost so, the progress that counts it is aborted as well, and its rows are
 * appended anew. Where markers were written on some of its partitions only, neither going on nor
 * beginning anew would be exact: that is refused. So is what was left open for so long that a
 * broker may have forgotten such a marker.
 */
final class LostMarkers {
  /** How long a broker remembers a producer that has nothing open. */
  private static final String EXPIRATION = "producer.id.expiration.ms";

  private static final String DEFAULT_EXPIRATION_MILLIS = "86400000";

  private final Admin admin;
  private final Clock clock;

  /**
   * One by this connection.
   *
   * @param clock tells how long ago something was written
   */
  LostMarkers(Admin admin, Clock clock) {
    this.admin = admin;
    this.clock = clock;
  }

  /**
   * Aborts what is still open of this transactional id. To be called after {@link ImportLog#open}:
   * then nothing of it ought to be.
   *
   * @return on how many partitions it was open
   * @throws LedgerFailure if it was ended on others, or Kafka may not know any more whether it was;
   *     nothing is aborted then
   * @throws KafkaException if Kafka refuses or does not answer
   */
  int abort(String transactionalId, Collection<TopicPartition> partitions) {
    Map<TopicPartition, ProducerState> known = states(transactionalId, partitions);
    Map<TopicPartition, ProducerState> open = open(known);
    refuseHalfEnded(known, open);
    refuseForgotten(open);
    open.forEach(this::abort);
    return open.size();
  }

  /**
   * Where a transaction of this id is open: partitions and offsets, for people.
   *
   * @throws KafkaException if Kafka refuses or does not answer
   */
  List<String> open(String transactionalId, Collection<TopicPartition> partitions) {
    return places(open(states(transactionalId, partitions)));
  }

  private Map<TopicPartition, ProducerState> states(
      String transactionalId, Collection<TopicPartition> partitions) {
    long producerId =
        ImportsTopic.await(
                admin.describeTransactions(List.of(transactionalId)).description(transactionalId))
            .producerId();
    Map<TopicPartition, ProducerState> states = new HashMap<>();
    ImportsTopic.await(admin.describeProducers(partitions).all())
        .forEach(
            (partition, producers) ->
                producers.activeProducers().stream()
                    .filter(producer -> producer.producerId() == producerId)
                    .forEach(producer -> states.put(partition, producer)));
    return states;
  }

  private static Map<TopicPartition, ProducerState> open(
      Map<TopicPartition, ProducerState> states) {
    Map<TopicPartition, ProducerState> open = new HashMap<>(states);
    open.values().removeIf(producer -> startOffset(producer) < 0);
    return open;
  }

  private static long startOffset(ProducerState producer) {
    return producer.currentTransactionStartOffset().orElse(-1);
  }

  private static List<String> places(Map<TopicPartition, ProducerState> open) {
    return open.entrySet().stream()
        .map(entry -> entry.getKey() + " from offset " + startOffset(entry.getValue()))
        .sorted()
        .toList();
  }

  /**
   * A marker carries the epoch after that of its transaction (KIP-890): where one partition is open
   * and another knows a newer epoch, the latter has its marker, or that of a later transaction.
   */
  private static void refuseHalfEnded(
      Map<TopicPartition, ProducerState> states, Map<TopicPartition, ProducerState> open) {
    int newest = states.values().stream().mapToInt(ProducerState::producerEpoch).max().orElse(0);
    if (open.values().stream().anyMatch(producer -> producer.producerEpoch() < newest)) {
      throw refused(
          "Kafka has ended a transaction of an earlier run of this import on some partitions only;"
              + " it is still open on ",
          open,
          "would");
    }
  }

  /**
   * A broker forgets a producer some time after its last record, its markers included, but not
   * where a transaction of it is open. So of an old one nobody can say if it was ended on other
   * partitions.
   */
  private void refuseForgotten(Map<TopicPartition, ProducerState> open) {
    if (open.isEmpty()) {
      return;
    }
    long oldestMillis =
        open.values().stream().mapToLong(ProducerState::lastTimestamp).min().getAsLong();
    // Half of it is left for clocks that differ.
    if (clock.millis() - oldestMillis >= rememberedMillis() / 2) {
      throw refused(
          "Kafka may have forgotten whether it has ended a transaction of an earlier run of this"
              + " import, last written to at "
              + Instant.ofEpochMilli(oldestMillis)
              + ", on other partitions than those on which it is still open: ",
          open,
          "could");
    }
  }

  /** Of the broker that forgets first; as by default where we may not ask. */
  private long rememberedMillis() {
    List<ConfigResource> brokers =
        ImportsTopic.await(admin.describeCluster().nodes()).stream()
            .map(node -> new ConfigResource(ConfigResource.Type.BROKER, node.idString()))
            .toList();
    try {
      return ImportsTopic.await(admin.describeConfigs(brokers).all()).values().stream()
          .mapToLong(LostMarkers::expirationMillis)
          .min()
          .orElse(0);
    } catch (AuthorizationException e) {
      return Long.parseLong(DEFAULT_EXPIRATION_MILLIS);
    }
  }

  private static long expirationMillis(Config broker) {
    ConfigEntry entry = broker.get(EXPIRATION);
    String value = entry == null ? null : entry.value();
    return Long.parseLong(value == null ? DEFAULT_EXPIRATION_MILLIS : value);
  }

  private static LedgerFailure refused(
      String what, Map<TopicPartition, ProducerState> open, String verb) {
    return LedgerFailure.failed(
        what
            + String.join(", ", places(open))
            + ". To go on "
            + verb
            + " count rows twice or not at all; docs/operating.md tells what to do");
  }

  private void abort(TopicPartition partition, ProducerState producer) {
    AbortTransactionSpec spec =
        new AbortTransactionSpec(
            partition,
            producer.producerId(),
            (short) producer.producerEpoch(),
            producer.coordinatorEpoch().orElse(0));
    ImportsTopic.await(admin.abortTransaction(spec).all());
  }
}
