package io.salesledger.bench;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.Waiting;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** How far a consumer group has committed. Any thread may call it. */
final class CommittedOffsets implements AutoCloseable {
  private final Admin admin;

  CommittedOffsets(String bootstrapServers) {
    admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** Whether the group has committed these ends, by partition, of this topic. */
  boolean reach(String group, String topic, List<Long> ends) {
    try {
      Map<TopicPartition, @Nullable OffsetAndMetadata> committed =
          admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
      for (int partition = 0; partition < ends.size(); partition++) {
        OffsetAndMetadata offset = committed.get(new TopicPartition(topic, partition));
        if (ends.get(partition) > 0 && (offset == null || offset.offset() < ends.get(partition))) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Waiting.StoppedException();
    } catch (ExecutionException e) {
      throw LedgerFailure.failed(
          "cannot read committed offsets: " + LedgerFailure.rootMessage(e), e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
