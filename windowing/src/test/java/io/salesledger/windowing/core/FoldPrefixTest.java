package io.salesledger.windowing.core;

import static io.salesledger.windowing.core.BatchBuilder.MINUTE;
import static io.salesledger.windowing.core.BatchBuilder.batch;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a fold notes of the payments that one script would hold if it were cut by offsets. */
class FoldPrefixTest {
  private static final PaymentBatch BATCH =
      batch(0, 6)
          .sale(0, "tea", MINUTE, 100)
          .sale(1, "ink", MINUTE, 100)
          .sale(2, "tea", MINUTE + 60_000, 100)
          .sale(3, "tea", MINUTE + 7, 100)
          .sale(4, "pen", MINUTE + 120_000, 100)
          .sale(5, "cup", MINUTE + 180_000, 100)
          .build();

  private final Fold fold = new Fold(AppliedOffsets.below(0), 100);

  @Test
  void given_more_entries_then_it_is_what_came_before_the_first_too_many() {
    fold.notePrefixOf(3);
    fold.add(BATCH, 0);

    assertThat(fold.prefix()).contains(new Fold.Prefix(new CommitCost(3, 2, 2), 4));
  }

  @Test
  void given_no_more_entries_then_there_is_none() {
    fold.notePrefixOf(5);
    fold.add(BATCH, 0);

    assertThat(fold.entries()).isEqualTo(5);
    assertThat(fold.prefix()).isEmpty();
  }
}
