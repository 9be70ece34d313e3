package io.salesledger.windowing.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What a poll becomes: one record a partition, which covers all that the poll moved over. */
class BatchInterceptorTest {
  private static final TopicPartition ONE = new TopicPartition("sales_events", 1);
  private static final TopicPartition TWO = new TopicPartition("sales_events", 2);

  private final Positions positions = new Positions();
  private final BatchInterceptor interceptor = new BatchInterceptor();

  BatchInterceptorTest() {
    interceptor.configure(Map.of(ReadPositions.CONFIG_KEY, positions));
  }

  @Test
  void given_records_then_one_batch_holds_them_and_its_offset_is_the_last_one_covered() {
    positions.readTo(ONE, 17);
    List<ConsumerRecord<byte[], Object>> records = records(ONE, 17, 18, 20);

    ConsumerRecords<byte[], Object> folded = poll(Map.of(ONE, records), Map.of(ONE, 21L));

    assertThat(folded.count()).isEqualTo(1);
    ConsumerRecord<byte[], Object> only = folded.records(ONE).get(0);
    assertThat(only.offset()).isEqualTo(20);
    assertThat(only.topic()).isEqualTo("sales_events");
    assertThat(only.partition()).isEqualTo(1);
    assertThat(only.value()).isEqualTo(new PolledBatch(1, 17, 21, bytes(records)));
  }

  @Test
  void given_an_aborted_head_then_the_batch_begins_where_the_last_one_ended() {
    positions.readTo(ONE, 11);

    ConsumerRecords<byte[], Object> folded =
        poll(Map.of(ONE, records(ONE, 62, 63)), Map.of(ONE, 65L));

    assertThat(batch(folded, ONE).from()).isEqualTo(11);
    assertThat(batch(folded, ONE).next()).isEqualTo(65);
    assertThat(folded.records(ONE).get(0).offset()).isEqualTo(64);
  }

  @Test
  void given_an_aborted_tail_alone_then_an_empty_batch_covers_it() {
    positions.readTo(ONE, 62);

    ConsumerRecords<byte[], Object> folded = poll(Map.of(), Map.of(ONE, 70L));

    assertThat(batch(folded, ONE)).isEqualTo(new PolledBatch(1, 62, 70, List.of()));
    assertThat(folded.records(ONE).get(0).offset()).isEqualTo(69);
  }

  @Test
  void given_a_leaders_epoch_at_the_end_then_the_batch_tells_it() {
    positions.readTo(ONE, 62);

    ConsumerRecords<byte[], Object> folded =
        interceptor.onConsume(
            new ConsumerRecords<>(
                Map.of(), Map.of(ONE, new OffsetAndMetadata(70, Optional.of(7), ""))));

    assertThat(batch(folded, ONE).logEpoch()).hasValue(7);
  }

  @Test
  void given_a_partition_that_did_not_move_then_it_gets_none() {
    positions.readTo(ONE, 5);
    positions.readTo(TWO, 8);

    ConsumerRecords<byte[], Object> folded =
        poll(Map.of(ONE, records(ONE, 5)), Map.of(ONE, 6L, TWO, 8L));

    assertThat(folded.partitions()).containsExactly(ONE);
  }

  @Test
  void given_polls_one_after_the_other_then_their_batches_join_without_a_hole() {
    positions.readTo(ONE, 0);
    List<PolledBatch> batches = new ArrayList<>();
    batches.add(batch(poll(Map.of(ONE, records(ONE, 0, 1)), Map.of(ONE, 3L)), ONE));
    batches.add(batch(poll(Map.of(), Map.of(ONE, 9L)), ONE));
    batches.add(batch(poll(Map.of(ONE, records(ONE, 12)), Map.of(ONE, 13L)), ONE));

    assertThat(batches).extracting(PolledBatch::from).containsExactly(0L, 3L, 9L);
    assertThat(batches).extracting(PolledBatch::next).containsExactly(3L, 9L, 13L);
  }

  @Test
  void the_poll_s_own_next_offsets_are_kept() {
    positions.readTo(ONE, 5);

    assertThat(poll(Map.of(), Map.of(ONE, 6L)).nextOffsets())
        .isEqualTo(Map.of(ONE, new OffsetAndMetadata(6)));
  }

  @Test
  void the_reader_is_shown_what_was_polled() {
    positions.readTo(ONE, 0);
    poll(Map.of(ONE, records(ONE, 0, 1, 2)), Map.of(ONE, 3L));

    assertThat(positions.records).isEqualTo(3);
  }

  @Test
  void an_empty_poll_stays_empty_and_room_is_awaited_after_each() {
    assertThat(poll(Map.of(), Map.of()).isEmpty()).isTrue();
    assertThat(poll(Map.of(), Map.of()).isEmpty()).isTrue();

    assertThat(positions.waits).isEqualTo(2);
  }

  @Test
  void given_records_before_where_the_reading_stood_then_they_are_refused() {
    positions.readTo(ONE, 10);

    assertThatThrownBy(() -> poll(Map.of(ONE, records(ONE, 9, 10)), Map.of(ONE, 11L)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void without_positions_it_does_not_start() {
    BatchInterceptor unconfigured = new BatchInterceptor();

    assertThatThrownBy(() -> unconfigured.configure(Map.of()))
        .hasMessageContaining(ReadPositions.CONFIG_KEY);
    assertThatThrownBy(() -> unconfigured.onConsume(ConsumerRecords.empty()))
        .isInstanceOf(IllegalStateException.class);
  }

  private ConsumerRecords<byte[], Object> poll(
      Map<TopicPartition, List<ConsumerRecord<byte[], Object>>> records,
      Map<TopicPartition, Long> next) {
    Map<TopicPartition, OffsetAndMetadata> nextOffsets = new HashMap<>();
    next.forEach((partition, offset) -> nextOffsets.put(partition, new OffsetAndMetadata(offset)));
    return interceptor.onConsume(new ConsumerRecords<>(records, nextOffsets));
  }

  private static PolledBatch batch(
      ConsumerRecords<byte[], Object> folded, TopicPartition partition) {
    return (PolledBatch) folded.records(partition).get(0).value();
  }

  private static List<ConsumerRecord<byte[], Object>> records(
      TopicPartition partition, long... offsets) {
    List<ConsumerRecord<byte[], Object>> records = new ArrayList<>();
    for (long offset : offsets) {
      records.add(
          new ConsumerRecord<>(
              partition.topic(), partition.partition(), offset, new byte[0], new byte[] {1}));
    }
    return records;
  }

  @SuppressWarnings("unchecked") // the values are bytes
  private static List<ConsumerRecord<byte[], byte[]>> bytes(
      List<ConsumerRecord<byte[], Object>> records) {
    return (List<ConsumerRecord<byte[], byte[]>>) (List<?>) records;
  }

  /** Positions as the reader keeps them. */
  private static final class Positions implements ReadPositions {
    private final Map<TopicPartition, Long> read = new HashMap<>();
    private int waits;
    private int records;

    void readTo(TopicPartition partition, long next) {
      read.put(partition, next);
    }

    @Override
    public long advance(TopicPartition partition, long next) {
      Long before = read.put(partition, next);
      return before == null ? next : before;
    }

    @Override
    public void polled(List<ConsumerRecord<byte[], Object>> records) {
      this.records += records.size();
    }

    @Override
    public void awaitRoom() {
      waits++;
    }
  }
}
