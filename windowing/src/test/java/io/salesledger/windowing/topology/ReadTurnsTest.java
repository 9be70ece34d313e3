package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.PartitionMarks.Mark;
import io.salesledger.windowing.core.PartitionReads;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * While commits are written in portions, a reader takes three partitions one after the other: each
 * until half of what may be ahead of the views is of it.
 */
class ReadTurnsTest {
  private static final long MOST = 100_000;
  private static final long END = 1_000_000;

  private final PartitionReads reads = new PartitionReads();
  private long nowNanos;
  private final ReadProgress progress =
      new ReadProgress(reads, MOST, 1, new LedgerSettings.Window(10_000, 250), () -> nowNanos);
  private final ReadHold hold = new ReadHold(progress, () -> nowNanos);
  private final Set<Integer> neverRead = new HashSet<>();
  private final MockConsumer<byte[], byte[]> consumer =
      new MockConsumer<>("none") {
        @Override
        public synchronized OptionalLong currentLag(TopicPartition partition) {
          return neverRead.contains(partition.partition())
              ? OptionalLong.empty()
              : super.currentLag(partition);
        }
      };
  private final long[] low = new long[3];

  @BeforeEach
  void threePartitionsThatAreFarBehind() {
    consumer.assign(List.of(at(0), at(1), at(2)));
    for (int partition = 0; partition < 3; partition++) {
      consumer.updateEndOffsets(Map.of(at(partition), END));
      reads.take(partition, new Mark(0, "1-a"));
      read(partition, 0);
    }
  }

  @AfterEach
  void close() {
    consumer.close();
  }

  @Test
  void given_commits_by_offsets_then_all_are_read_at_once() {
    assertThat(readable()).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void given_portions_then_each_is_read_until_it_has_half_of_what_may_be_ahead() {
    writtenInPortions();
    assertThat(readable()).containsExactly(0);

    read(0, MOST / 2);
    assertThat(readable()).containsExactly(0);
    read(0, 1);
    assertThat(readable()).containsExactly(1);

    read(1, MOST / 2);
    assertThat(readable()).isEmpty();
  }

  @Test
  void given_one_that_is_applied_then_the_turn_goes_on_and_comes_round() {
    writtenInPortions();
    readable();
    read(0, MOST / 2 + 1);
    readable();
    read(1, MOST / 2);
    apply(0, MOST / 2 + 1);
    assertThat(readable()).containsExactly(1);

    read(1, 1);
    assertThat(readable()).containsExactly(2);
    apply(1, MOST / 2 + 1);
    read(2, MOST / 2 + 1);
    assertThat(readable()).containsExactly(0);
  }

  @Test
  void given_one_at_its_end_then_it_is_read_beside_the_one_whose_turn_it_is() {
    writtenInPortions();
    consumer.updateEndOffsets(Map.of(at(0), 0L));

    assertThat(readable()).containsExactlyInAnyOrder(0, 1);
  }

  @Test
  void given_some_that_were_never_read_then_each_waits_for_its_turn() {
    neverRead.addAll(List.of(1, 2));
    writtenInPortions();
    assertThat(readable()).containsExactly(0);
    read(0, MOST / 2 + 1);
    assertThat(readable()).containsExactly(1);

    neverRead.remove(1);
    consumer.updateEndOffsets(Map.of(at(1), 0L));
    assertThat(readable()).containsExactlyInAnyOrder(1, 2);
  }

  @Test
  void given_one_that_gives_nothing_for_half_a_second_then_the_next_one_is_read() {
    writtenInPortions();
    assertThat(readable()).containsExactly(0);
    pass(499);
    assertThat(readable()).containsExactly(0);
    read(0, 1);
    assertThat(readable()).containsExactly(0);
    pass(499);
    assertThat(readable()).containsExactly(0);

    pass(1);
    assertThat(readable()).containsExactly(1);
  }

  @Test
  void given_a_turn_that_no_room_was_left_for_then_it_is_not_taken_for_one_that_gives_nothing() {
    writtenInPortions();
    assertThat(readable()).containsExactly(0);
    read(2, MOST + 1);
    assertThat(readable()).isEmpty();

    pass(1_000);
    assertThat(readable()).isEmpty();
    apply(2, MOST + 1);
    assertThat(readable()).containsExactly(0);
  }

  @Test
  void given_one_that_has_had_its_turn_and_no_other_behind_then_it_is_read_on() {
    consumer.assign(List.of(at(1)));
    writtenInPortions();
    read(1, MOST / 2 + 1);

    assertThat(readable()).containsExactly(1);
  }

  @Test
  void given_no_portions_any_more_then_all_are_read_again() {
    writtenInPortions();
    readable();
    pass(5_001);

    assertThat(readable()).containsExactlyInAnyOrder(0, 1, 2);
  }

  /** Fast enough for all that may be ahead. */
  private void writtenInPortions() {
    progress.applied(0, new Mark(0, "1-a"));
    progress.applied(0, new Mark(0, "1-a", 1));
    pass(1_000);
    progress.applied(0, new Mark(0, "1-a", 1_000_000));
    pass(1_000);
    progress.applied(0, new Mark(0, "1-a", 2_000_000));
    assertThat(progress.takesTurns()).isTrue();
  }

  private Set<Integer> readable() {
    hold.apply(consumer);
    return consumer.assignment().stream()
        .filter(partition -> !consumer.paused().contains(partition))
        .map(TopicPartition::partition)
        .collect(Collectors.toSet());
  }

  /** Of the partition, so many more. */
  private void read(int partition, long records) {
    long position = low[partition] + reads.outstanding(partition) + records;
    consumer.seek(at(partition), position);
    reads.advance(partition, position);
  }

  private void apply(int partition, long records) {
    low[partition] += records;
    reads.applied(partition, low[partition]);
  }

  private void pass(long millis) {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static TopicPartition at(int partition) {
    return new TopicPartition("sales_events", partition);
  }
}
