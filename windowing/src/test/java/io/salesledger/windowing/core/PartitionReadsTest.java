package io.salesledger.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.salesledger.windowing.core.PartitionMarks.Mark;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a reader of the log reads, and from where. */
class PartitionReadsTest {
  private static final Mark MARK = new Mark(40, "1-a");

  private final PartitionReads reads = new PartitionReads();

  @Test
  void a_partition_may_be_taken_until_it_is() {
    assertThat(reads.refresh(List.of(3, 4)).untaken()).containsExactly(3, 4);
    reads.take(3, MARK);
    PartitionReads.Refresh refresh = reads.refresh(List.of(3, 4));
    assertThat(refresh.reading()).containsExactly(3);
    assertThat(refresh.untaken()).containsExactly(4);
    assertThat(reads.taken(3)).contains(MARK);
    assertThat(reads.taken(4)).isEmpty();
  }

  @Test
  void a_partition_that_is_missing_from_an_answer_is_left_and_begins_again_at_its_mark() {
    reads.take(3, MARK);
    reads.take(4, MARK);
    reads.advance(3, 90);
    PartitionReads.Refresh missing = reads.refresh(List.of(4));
    assertThat(missing.left()).containsExactly(3);
    assertThat(missing.reading()).containsExactly(4);
    assertThat(reads.taken(3)).isEmpty();
    assertThat(reads.generation(3)).as("what is on its way is of before").isEqualTo(1);
    assertThat(reads.refresh(List.of(3, 4)).untaken()).containsExactly(3);
    reads.take(3, new Mark(70, "1-a"));
    assertThat(reads.advance(3, 75)).isEqualTo(70);
  }

  @Test
  void each_batch_begins_where_the_one_before_ended_and_the_first_at_the_mark() {
    reads.take(3, MARK);
    assertThat(reads.advance(3, 62)).isEqualTo(40);
    assertThat(reads.advance(3, 63)).isEqualTo(62);
    assertThatThrownBy(() -> reads.advance(4, 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void until_a_partition_is_read_its_reading_is_to_begin_at_the_mark() {
    reads.take(3, MARK);
    reads.take(4, new Mark(0, "1-b"));
    assertThat(reads.unread()).containsOnly(entry(3, 40L), entry(4, 0L));
    reads.advance(3, 62);
    assertThat(reads.unread()).containsOnly(entry(4, 0L));
    reads.rewind(4);
    reads.refresh(List.of(3, 4));
    assertThat(reads.unread()).isEmpty();
    reads.refresh(List.of(3, 4));
    reads.take(4, new Mark(7, "1-c"));
    assertThat(reads.unread()).containsOnly(entry(4, 7L));
  }

  @Test
  void a_rewind_leaves_the_partition_out_once_and_begins_a_new_generation() {
    reads.take(3, MARK);
    reads.take(4, MARK);
    reads.advance(3, 90);
    assertThat(reads.rewind(3)).isTrue();
    assertThat(reads.rewind(3)).as("the first time alone is news").isFalse();

    PartitionReads.Refresh first = reads.refresh(List.of(3, 4));
    assertThat(first.left()).containsExactly(3);
    assertThat(first.reading()).containsExactly(4);
    assertThat(first.untaken()).isEmpty();
    assertThat(reads.generation(3)).isEqualTo(1);
    assertThat(reads.generation(4)).isZero();
    assertThat(reads.taken()).containsOnlyKeys(4);

    PartitionReads.Refresh second = reads.refresh(List.of(3, 4));
    assertThat(second.untaken()).containsExactly(3);
    assertThat(second.left()).isEmpty();
    reads.take(3, new Mark(50, "1-a"));
    assertThat(reads.advance(3, 90)).isEqualTo(50);
  }

  @Test
  void a_rewind_of_what_is_not_read_is_forgotten() {
    reads.rewind(3);
    assertThat(reads.refresh(List.of(3)).untaken()).containsExactly(3);
    reads.take(3, MARK);
    assertThat(reads.refresh(List.of(3)).reading()).containsExactly(3);
  }

  @Test
  void what_is_read_and_not_in_the_views_is_outstanding() {
    reads.take(3, MARK);
    reads.take(4, MARK);
    reads.advance(3, 100);
    reads.advance(4, 50);
    assertThat(reads.outstanding()).isEqualTo(70);
    reads.applied(3, 90);
    assertThat(reads.outstanding()).isEqualTo(20);
    reads.applied(3, 80);
    assertThat(reads.outstanding()).as("an older mark").isEqualTo(20);
    reads.applied(5, 80);
    reads.rewind(4);
    reads.refresh(List.of(3, 4));
    assertThat(reads.outstanding()).isEqualTo(10);
  }
}
