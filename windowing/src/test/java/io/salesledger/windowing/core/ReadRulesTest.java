package io.salesledger.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.windowing.core.PartitionMarks.Mark;
import io.salesledger.windowing.core.ReadRules.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** When a partition may be read, from where, and when it is to be read again. */
class ReadRulesTest {
  private static final Launch LAUNCH = new Launch(1000, "ours");
  private static final Mark MARK = new Mark(40, "2-b");

  private final ReadRules rules = new ReadRules(LAUNCH);

  @Test
  void nothing_is_read_before_this_launch_has_claimed() {
    assertThat(rules.whyNotToRead(marks(Optional.empty()))).contains("waiting for the first claim");
    assertThat(rules.whyNotToRead(marks(Optional.of(new Launch(1001, "theirs")))))
        .contains("the ledger belongs to launch theirs, not to ours");
    assertThat(rules.readFrom(marks(Optional.empty()), List.of(3))).isEmpty();
    assertThat(rules.whyNotToRead(marks(Optional.of(LAUNCH)))).isEmpty();
  }

  @Test
  void nothing_is_read_while_the_ledger_is_stopped() {
    PartitionMarks stopped =
        new PartitionMarks(
            Optional.of("ledger-id"),
            Optional.of(LAUNCH),
            Optional.of("a view is damaged"),
            Optional.empty(),
            Map.of());
    assertThat(rules.whyNotToRead(stopped)).contains("the ledger has stopped: a view is damaged");
    assertThat(rules.check(3, MARK, stopped, OptionalLong.empty()))
        .isInstanceOf(Verdict.Rewind.class);
  }

  @Test
  void a_claimed_partition_is_read_from_the_views_mark() {
    assertThat(rules.readFrom(marks(Optional.of(LAUNCH)), List.of(3, 4)))
        .isEqualTo(Map.of(3, MARK));
  }

  @Test
  void a_log_that_does_not_hold_the_mark_stops_the_ledger() {
    assertThat(ReadRules.whyNotWithin("sales_events-3", 40, 0, 40)).isEmpty();
    assertThat(ReadRules.whyNotWithin("sales_events-3", 40, 40, 50)).isEmpty();
    assertThat(ReadRules.whyNotWithin("sales_events-3", 40, 41, 50).orElseThrow())
        .isEqualTo(
            "the log of sales_events-3 holds offsets [41,50), the ledger goes on at 40: the topic was"
                + " truncated or made anew");
    assertThat(ReadRules.whyNotWithin("sales_events-3", 40, 0, 39)).isPresent();
  }

  /** As after all of Kafka came back as it was some time ago. */
  @Test
  void a_log_of_an_older_leader_than_the_one_that_was_read_stops_the_ledger() {
    Mark read = new Mark(40, "2-b", 40, OptionalInt.of(5));
    assertThat(ReadRules.whyNotOlder("sales_events-3", read, OptionalInt.of(5))).isEmpty();
    assertThat(ReadRules.whyNotOlder("sales_events-3", read, OptionalInt.of(6))).isEmpty();
    assertThat(ReadRules.whyNotOlder("sales_events-3", read, OptionalInt.empty())).isEmpty();
    assertThat(ReadRules.whyNotOlder("sales_events-3", MARK, OptionalInt.of(4))).isEmpty();
    assertThat(ReadRules.whyNotOlder("sales_events-3", read, OptionalInt.of(4)))
        .contains(
            "the log of sales_events-3 is at leader epoch 4, the ledger goes on at 40 and read up to"
                + " there at epoch 5: the log is an older one");
  }

  @Test
  void another_topic_stops_the_ledger() {
    assertThat(ReadRules.whyNotTheTopic("sales_events", "topic-id", Optional.of("topic-id")))
        .isEmpty();
    assertThat(ReadRules.whyNotTheTopic("sales_events", "topic-id", Optional.of("other")))
        .contains("topic sales_events was made anew: the ledger was folded from topic id topic-id");
    assertThat(ReadRules.whyNotTheTopic("sales_events", "topic-id", Optional.empty()))
        .contains("topic sales_events is gone: the ledger was folded from topic id topic-id");
  }

  @Test
  void a_partition_goes_on_while_its_owner_stays_and_the_views_are_ahead_of_the_commits() {
    PartitionMarks marks = marks(Optional.of(LAUNCH));
    assertThat(rules.check(3, new Mark(10, "2-b"), marks, OptionalLong.empty()))
        .isEqualTo(new Verdict.GoOn(MARK));
    assertThat(rules.check(3, new Mark(10, "2-b"), marks, OptionalLong.of(40)))
        .isEqualTo(new Verdict.GoOn(MARK));
  }

  @Test
  void a_committed_offset_above_the_views_mark_rewinds() {
    assertThat(rules.check(3, MARK, marks(Optional.of(LAUNCH)), OptionalLong.of(41)))
        .isEqualTo(new Verdict.Rewind("it is committed up to 41, the views hold it up to 40"));
  }

  @Test
  void another_owner_rewinds_and_so_does_a_partition_that_the_views_lost() {
    PartitionMarks marks = marks(Optional.of(LAUNCH));
    assertThat(rules.check(3, new Mark(40, "1-a"), marks, OptionalLong.empty()))
        .isEqualTo(new Verdict.Rewind("its owner changed from 1-a to 2-b"));
    assertThat(rules.check(4, MARK, marks, OptionalLong.empty()))
        .isInstanceOf(Verdict.Rewind.class);
  }

  @Test
  void a_fault_of_the_log_is_the_ledgers_only_while_all_that_is_read_is_what_was_taken() {
    Mark taken = new Mark(10, "2-b");
    PartitionMarks marks = marks(Optional.of(LAUNCH));
    assertThat(rules.isStillAsTaken(Map.of(3, taken), marks)).isTrue();
    assertThat(rules.isStillAsTaken(Map.of(3, new Mark(10, "1-a")), marks)).isFalse();
    assertThat(rules.isStillAsTaken(Map.of(3, taken, 4, taken), marks)).isFalse();
    assertThat(rules.isStillAsTaken(Map.of(3, taken), marks(Optional.empty()))).isFalse();
    assertThat(rules.isStillAsTaken(Map.of(), marks)).isFalse();
  }

  private static PartitionMarks marks(Optional<Launch> launch) {
    return new PartitionMarks(
        Optional.of("ledger-id"),
        launch,
        Optional.empty(),
        Optional.of("topic-id"),
        Map.of(3, MARK));
  }
}
