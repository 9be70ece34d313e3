package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.PartitionMarks.Mark;
import io.salesledger.windowing.core.PartitionReads;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Reading is ahead of the views by what they take in three quarters of the window, and held beyond.
 */
class ReadProgressTest {
  private static final int PARTITION = 3;
  private static final long MOST = 1_000_000;
  private static final long SLIDE_MILLIS = 250;
  private static final int SCRIPT_ENTRIES = 10;
  private static final LedgerSettings.Window WINDOW =
      new LedgerSettings.Window(10_000, (int) SLIDE_MILLIS);

  private final PartitionReads reads = new PartitionReads();
  private long nowNanos;
  private final ReadProgress progress =
      new ReadProgress(reads, MOST, SCRIPT_ENTRIES, WINDOW, () -> nowNanos);
  private long read;
  private long low;

  @BeforeEach
  void take() {
    reads.take(PARTITION, new Mark(0, "1-a"));
  }

  @Test
  void given_views_of_which_nothing_is_known_yet_then_as_much_is_read_as_may_be_at_all() {
    readUntilAhead(MOST);
    assertThat(progress.isFull()).isFalse();

    readUntilAhead(MOST + 1);
    assertThat(progress.isFull()).isTrue();
  }

  @Test
  void given_views_that_took_a_first_little_then_their_pace_is_not_known_yet() {
    apply(10, 0);
    readUntilAhead(MOST);

    assertThat(progress.isFull()).isFalse();
  }

  @Test
  void given_slow_views_then_what_is_read_ahead_is_in_them_within_three_quarters_of_the_window() {
    goOn(30_000, 5_000);

    assertThat(aheadUntilFull()).isBetween(200_000L, 250_000L);
  }

  @Test
  void given_a_large_commit_that_is_being_written_then_its_portions_are_what_the_views_took() {
    goOn(30_000, 1_000);
    read = low + 500_000;
    reads.advance(PARTITION, read);
    for (long portion = 0; portion < 500_000; portion += 10_000) {
      nowNanos += TimeUnit.MILLISECONDS.toNanos(100);
      progress.applied(PARTITION, new Mark(low, "1-a", low + portion));
    }

    assertThat(aheadUntilFull()).isBetween(650_000L, 800_000L);
  }

  @Test
  void given_fast_views_then_as_much_is_read_as_may_be_at_all() {
    goOn(1_000_000, 5_000);

    assertThat(aheadUntilFull()).isEqualTo(MOST);
  }

  @Test
  void given_views_that_stand_still_then_two_polls_are_read_and_no_more() {
    goOn(500_000, 5_000);
    goOn(0, 20_000);

    assertThat(aheadUntilFull()).isEqualTo(20_000);
  }

  @Test
  void given_views_that_pause_for_a_second_then_they_are_not_taken_for_slow() {
    goOn(400_000, 5_000);
    goOn(0, 1_000);

    assertThat(aheadUntilFull()).isGreaterThan(400_000);
  }

  @Test
  void given_idle_views_and_a_burst_then_reading_is_as_fast_again_within_seconds() {
    goOn(100, 20_000);
    long most = aheadUntilFull();
    for (int slide = 0; slide < 12; slide++) {
      apply(aheadUntilFull(), SLIDE_MILLIS);
    }

    assertThat(most).isEqualTo(20_000);
    assertThat(aheadUntilFull()).isEqualTo(MOST);
  }

  @Test
  void given_a_first_poll_of_more_products_than_a_script_holds_then_partitions_take_turns() {
    progress.polled(payments(SCRIPT_ENTRIES - 1, 1));
    assertThat(progress.takesTurns()).isFalse();

    progress.polled(payments(SCRIPT_ENTRIES + 1, 1));
    assertThat(progress.takesTurns()).isTrue();
  }

  @Test
  void given_a_first_poll_of_as_many_products_as_a_script_holds_then_all_are_read_at_once() {
    progress.polled(payments(SCRIPT_ENTRIES, 10));
    progress.polled(payments(SCRIPT_ENTRIES + 1, 1));

    assertThat(progress.takesTurns()).isFalse();
  }

  @Test
  void given_a_pace_without_portions_then_what_the_first_poll_brought_says_nothing_any_more() {
    progress.polled(payments(SCRIPT_ENTRIES + 1, 1));
    goOn(30_000, 5_000);

    assertThat(progress.takesTurns()).isFalse();
  }

  @Test
  void given_commits_in_portions_then_partitions_take_turns_until_there_were_none_for_seconds() {
    goOn(30_000, 5_000);
    progress.applied(PARTITION, new Mark(low, "1-a", low + 1));
    assertThat(progress.takesTurns()).isTrue();

    progress.applied(PARTITION, new Mark(low + 1, "1-a"));
    nowNanos += TimeUnit.MILLISECONDS.toNanos(4_900);
    assertThat(progress.takesTurns()).isTrue();

    nowNanos += TimeUnit.MILLISECONDS.toNanos(200);
    assertThat(progress.takesTurns()).isFalse();
  }

  @Test
  void given_more_than_half_of_what_may_be_ahead_then_a_partition_has_had_its_turn() {
    goOn(30_000, 5_000);
    long half = aheadUntilFull() / 2;

    readUntilAhead(half - 1_000);
    assertThat(progress.hasHadItsTurn(PARTITION)).isFalse();
    readUntilAhead(half + 1_000);
    assertThat(progress.hasHadItsTurn(PARTITION)).isTrue();
    assertThat(progress.hasHadItsTurn(PARTITION + 1)).isFalse();
  }

  @Test
  void given_no_room_then_what_is_assigned_is_paused_until_there_is_and_nothing_else_resumed() {
    TopicPartition other = new TopicPartition("sales_events", 4);
    TopicPartition mine = new TopicPartition("sales_events", PARTITION);
    try (MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none")) {
      consumer.assign(Set.of(mine, other));
      consumer.pause(Set.of(other));
      ReadHold hold = new ReadHold(progress, () -> nowNanos);

      readUntilAhead(MOST + 1);
      hold.apply(consumer);
      assertThat(consumer.paused()).containsExactlyInAnyOrder(mine, other);

      // As KafkaSpout does of its own.
      consumer.resume(Set.of(mine));
      hold.apply(consumer);
      assertThat(consumer.paused()).containsExactlyInAnyOrder(mine, other);

      apply(1, 0);
      hold.apply(consumer);
      assertThat(consumer.paused()).containsExactly(other);
    }
  }

  /** Of so many keys in turn; the last record has none. */
  private static List<ConsumerRecord<byte[], Object>> payments(int keys, int ofEach) {
    List<ConsumerRecord<byte[], Object>> records = new ArrayList<>();
    for (int i = 0; i < keys * ofEach; i++) {
      byte[] key = ("product" + i % keys).getBytes(StandardCharsets.UTF_8);
      records.add(new ConsumerRecord<>("sales_events", PARTITION, i, key, new byte[0]));
    }
    records.add(new ConsumerRecord<>("sales_events", PARTITION, records.size(), null, new byte[0]));
    return records;
  }

  /** The views take so many a second, for so long. */
  private void goOn(long recordsASecond, long millis) {
    for (long passed = 0; passed < millis; passed += 50) {
      apply(recordsASecond / 20, 50);
    }
  }

  private void apply(long records, long afterMillis) {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(afterMillis);
    low += records;
    read = Math.max(read, low);
    reads.advance(PARTITION, read);
    progress.applied(PARTITION, new Mark(low, "1-a"));
  }

  private void readUntilAhead(long records) {
    read = low + records;
    reads.advance(PARTITION, read);
  }

  /** To the thousand. */
  private long aheadUntilFull() {
    long ahead = 0;
    readUntilAhead(ahead);
    while (!progress.isFull()) {
      ahead += 1_000;
      readUntilAhead(ahead);
    }
    return ahead - 1_000;
  }
}
