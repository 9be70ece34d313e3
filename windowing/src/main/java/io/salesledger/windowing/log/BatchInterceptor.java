package io.salesledger.windowing.log;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Folds the records of each partition of a poll into one record whose value is a {@link
 * PolledBatch}: Storm then moves one tuple a batch.
 *
 * <p>That record's offset is {@code next - 1}, so that KafkaSpout commits exactly {@code next}. A
 * partition whose position moved without a record, over transaction markers or aborted records,
 * gets an empty batch: without it the end of an aborted transaction would be lag for ever.
 *
 * <p>Kafka makes the instance, hands it the consumer's configuration with its {@link
 * ReadPositions}, and calls it inside poll. Kafka logs and swallows what is thrown here and
 * delivers the records unfolded: the record translator must refuse those.
 */
public final class BatchInterceptor implements ConsumerInterceptor<byte[], Object> {
  private ReadPositions positions = new Unconfigured();

  @Override
  public void configure(Map<String, ?> configs) {
    if (!(configs.get(ReadPositions.CONFIG_KEY) instanceof ReadPositions given)) {
      throw new IllegalArgumentException(ReadPositions.CONFIG_KEY + " is missing");
    }
    positions = given;
  }

  @Override
  public ConsumerRecords<byte[], Object> onConsume(ConsumerRecords<byte[], Object> polled) {
    Map<TopicPartition, List<ConsumerRecord<byte[], Object>>> folded = new HashMap<>();
    for (Map.Entry<TopicPartition, OffsetAndMetadata> end : polled.nextOffsets().entrySet()) {
      TopicPartition partition = end.getKey();
      long next = end.getValue().offset();
      long from = positions.advance(partition, next);
      if (next > from) {
        List<ConsumerRecord<byte[], Object>> records = polled.records(partition);
        positions.polled(records);
        folded.put(partition, List.of(fold(partition, from, end.getValue(), records)));
      }
    }
    positions.awaitRoom();
    return new ConsumerRecords<>(folded, polled.nextOffsets());
  }

  @SuppressWarnings("unchecked") // the consumer's value deserializer gives bytes
  private static ConsumerRecord<byte[], Object> fold(
      TopicPartition partition,
      long from,
      OffsetAndMetadata end,
      List<ConsumerRecord<byte[], Object>> records) {
    List<ConsumerRecord<byte[], byte[]>> raw =
        (List<ConsumerRecord<byte[], byte[]>>) (List<?>) records;
    PolledBatch batch =
        new PolledBatch(partition.partition(), from, end.offset(), raw, PolledBatch.epoch(end));
    return new ConsumerRecord<>(
        partition.topic(), partition.partition(), end.offset() - 1, new byte[0], batch);
  }

  @Override
  public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {}

  @Override
  public void close() {}

  private static final class Unconfigured implements ReadPositions {
    @Override
    public long advance(TopicPartition partition, long next) {
      throw new IllegalStateException("not configured");
    }

    @Override
    public void polled(List<ConsumerRecord<byte[], Object>> records) {
      throw new IllegalStateException("not configured");
    }

    @Override
    public void awaitRoom() {
      throw new IllegalStateException("not configured");
    }
  }
}
