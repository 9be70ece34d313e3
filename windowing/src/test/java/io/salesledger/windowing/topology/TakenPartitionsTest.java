package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.PartitionMarks.Mark;
import io.salesledger.windowing.core.PartitionReads;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.internals.AutoOffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What KafkaSpout's consumer stands at before it is polled. */
final class TakenPartitionsTest {
  private static final TopicPartition PARTITION = new TopicPartition("sales_events", 3);

  private final PartitionReads reads = new PartitionReads();
  private final List<OffsetAndMetadata> told = new ArrayList<>();
  private final MockConsumer<byte[], byte[]> reader =
      new MockConsumer<>(AutoOffsetResetStrategy.NONE.name()) {
        @Override
        public synchronized void seek(TopicPartition partition, OffsetAndMetadata position) {
          told.add(position);
          super.seek(partition, position);
        }
      };
  private final TakenPartitions partitions;

  TakenPartitionsTest(@TempDir Path folder) {
    LedgerSettings settings = SettingsLoader.load(Map.of(), Map.of(), folder);
    partitions = new TakenPartitions(settings, new Launch(1, "launch"), reads);
    reader.updatePartitions("sales_events", List.of());
    partitions.getAllSubscribedPartitions(reader);
    reads.take(3, new Mark(40, "1-a"));
  }

  @Test
  void a_partition_that_begins_at_its_mark_is_read() {
    stand(40);

    assertThat(partitions.earliestRetriableOffsets()).isEmpty();
    assertThat(reader.paused()).isEmpty();
    assertThat(reads.refresh(List.of(3)).reading()).containsExactly(3);
  }

  @Test
  void a_partition_that_begins_elsewhere_is_held_and_taken_anew() {
    stand(60);

    assertThat(partitions.earliestRetriableOffsets()).isEmpty();
    assertThat(reader.paused()).containsExactly(PARTITION);
    assertThat(reads.refresh(List.of(3)).left()).containsExactly(3);
  }

  @Test
  void given_the_leaders_epoch_of_a_mark_then_kafka_is_told_it_once_before_the_first_read() {
    reads.take(3, new Mark(40, "1-a", 40, OptionalInt.of(7)));
    stand(40);

    partitions.earliestRetriableOffsets();
    partitions.earliestRetriableOffsets();

    assertThat(told).containsExactly(new OffsetAndMetadata(40, Optional.of(7), ""));
    assertThat(reader.position(PARTITION)).isEqualTo(40);
  }

  @Test
  void given_a_first_poll_of_many_products_then_partitions_that_are_behind_take_turns() {
    TopicPartition other = new TopicPartition("sales_events", 4);
    reads.take(4, new Mark(40, "1-a"));
    reader.assign(Set.of(PARTITION, other));
    reader.updateEndOffsets(Map.of(PARTITION, 100_000L, other, 100_000L));
    reader.seek(PARTITION, 40);
    reader.seek(other, 40);

    partitions.polled(
        IntStream.range(0, 10_000)
            .mapToObj(i -> ByteBuffer.allocate(Integer.BYTES).putInt(i).array())
            .map(key -> new ConsumerRecord<byte[], Object>("sales_events", 3, 40, key, key))
            .toList());
    partitions.earliestRetriableOffsets();

    assertThat(reader.paused()).containsExactly(other);
  }

  /** The process must live on: why the ledger stops is not written down yet. */
  @Test
  void given_a_deleted_topic_whose_partition_the_reader_lost_then_the_spout_lives_on() {
    assertThat(partitions.earliestRetriableOffsets()).isEmpty();
    assertThat(reads.taken()).containsOnlyKeys(3);
  }

  private void stand(long offset) {
    reader.assign(Set.of(PARTITION));
    reader.seek(PARTITION, offset);
  }
}
