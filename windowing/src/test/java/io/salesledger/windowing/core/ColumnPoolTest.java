package io.salesledger.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnPoolTest {
  private final ColumnPool pool = new ColumnPool();

  private static int rows(PaymentBatch.Columns columns) {
    assertThat(columns.size()).isZero();
    assertThat(columns.products()).isEmpty();
    int rows = columns.offsets().length;
    assertThat(columns.eventMillis()).hasSize(rows);
    assertThat(columns.productIndex()).hasSize(rows);
    assertThat(columns.amounts()).hasSize(rows);
    assertThat(columns.units()).hasSize(rows);
    assertThat(columns.marks()).hasSize(rows);
    return rows;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 9, 63, 1000, 10_000, 1_000_000})
  void given_an_empty_pool_then_columns_are_long_enough_and_a_quarter_longer_at_most(int needed) {
    assertThat(rows(pool.take(needed))).isBetween(needed, needed + needed / 4);
  }

  @Test
  void given_columns_given_back_when_about_as_many_rows_are_needed_then_they_are_used_again() {
    PaymentBatch.Columns first = pool.take(10_000);
    pool.giveBack(first.filled(9_000, new String[] {"tea"}));

    PaymentBatch.Columns second = pool.take(9_800);

    assertThat(second.offsets()).isSameAs(first.offsets());
    assertThat(rows(second)).isEqualTo(first.offsets().length);
  }

  @Test
  void given_columns_in_use_then_nobody_else_gets_them() {
    PaymentBatch.Columns first = pool.take(100);
    pool.giveBack(first);

    assertThat(pool.take(100).offsets()).isSameAs(first.offsets());
    assertThat(pool.take(100).offsets()).isNotSameAs(first.offsets());
  }

  @Test
  void given_only_shorter_or_far_longer_columns_then_new_ones_are_made() {
    pool.giveBack(pool.take(100));
    pool.giveBack(pool.take(10_000));

    assertThat(rows(pool.take(1_000))).isEqualTo(1_024);
  }

  @Test
  void given_more_than_it_keeps_then_short_columns_make_room_for_long_ones() {
    int longRows = ColumnPool.MAX_ROWS / 4;
    List<PaymentBatch.Columns> longOnes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      longOnes.add(pool.take(longRows));
    }
    PaymentBatch.Columns shortOne = pool.take(64);
    pool.giveBack(shortOne);
    longOnes.forEach(pool::giveBack);
    pool.giveBack(shortOne);

    assertThat(pool.take(64).offsets()).isNotSameAs(shortOne.offsets());
    assertThat(List.of(0, 1, 2, 3, 4))
        .map(i -> pool.take(longRows).offsets())
        .filteredOn(taken -> longOnes.stream().anyMatch(one -> one.offsets() == taken))
        .hasSize(4);
  }

  @Test
  void given_many_threads_then_columns_are_of_one_at_a_time() {
    List<CompletableFuture<Void>> users =
        LongStream.rangeClosed(1, 4)
            .mapToObj(
                number ->
                    CompletableFuture.runAsync(() -> use(number), work -> new Thread(work).start()))
            .toList();

    users.forEach(CompletableFuture::join);
  }

  private void use(long number) {
    for (int i = 0; i < 50_000; i++) {
      PaymentBatch.Columns mine = pool.take(1 + i % 40);
      mine.offsets()[0] = number;
      Thread.onSpinWait();
      assertThat(mine.offsets()[0]).isEqualTo(number);
      pool.giveBack(mine);
    }
  }
}
