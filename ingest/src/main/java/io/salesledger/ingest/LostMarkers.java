package io.salesledger.ingest;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Ends transactions that Kafka believes ended. A broker that restarts finishes what was prepared,
 * but skips partitions without a leader at that moment as if they were deleted (seen with 4.3.1,
 * whose only broker was killed). Their records stay open: they hold back every reader, and the next
 * commit of the same producer would make them count. Found and aborted as KIP-664 has it.
 *
 * <p>Where a commit was lost so, the progress that counts it is aborted as well, and its rows are
 * appended anew.
 */
final class LostMarkers {
  private final Admin admin;

  LostMarkers(Admin admin) {
    this.admin = admin;
  }

  /**
   * Aborts what is still open of this transactional id. To be called after {@link ImportLog#open}:
   * then nothing of it ought to be.
   *
   * @return on how many partitions it was open
   * @throws KafkaException if Kafka refuses or does not answer
   */
  int abort(String transactionalId, Collection<TopicPartition> partitions) {
    long producerId =
        ImportsTopic.await(
                admin.describeTransactions(List.of(transactionalId)).description(transactionalId))
            .producerId();
    Map<TopicPartition, ProducerState> open = new HashMap<>();
    ImportsTopic.await(admin.describeProducers(partitions).all())
        .forEach(
            (partition, producers) ->
                producers.activeProducers().stream()
                    .filter(producer -> producer.producerId() == producerId)
                    .filter(producer -> isOpen(producer.currentTransactionStartOffset()))
                    .forEach(producer -> open.put(partition, producer)));
    open.forEach(this::abort);
    return open.size();
  }

  private static boolean isOpen(OptionalLong startOffset) {
    return startOffset.isPresent() && startOffset.getAsLong() >= 0;
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
