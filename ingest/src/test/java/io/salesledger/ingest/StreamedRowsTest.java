package io.salesledger.ingest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a thread of its own reads ahead is bounded, and how it ends is told. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class StreamedRowsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String LONGEST = "x".repeat(RowText.MAX_CHARS);

  private final AtomicInteger given = new AtomicInteger();
  private final AtomicReference<@Nullable Thread> reader = new AtomicReference<>();

  @Test
  void of_the_longest_rows_only_a_few_are_read_ahead() throws IOException {
    int most = StreamedRows.AHEAD_CHARS / RowText.MAX_CHARS;
    try (StreamedRows rows = new StreamedRows(source(LONGEST, 10 * most))) {
      awaitPause();
      assertThat(given).hasValue(most + 1);

      assertThat(requireNonNull(rows.next()).line()).isEqualTo(1);
      await().atMost(PATIENCE).untilAsserted(() -> assertThat(given).hasValue(most + 2));
      awaitPause();
      assertThat(given).hasValue(most + 2);
    }
  }

  @Test
  void rows_come_in_order_to_the_end_which_stays_the_end() throws IOException {
    int count = 2 * StreamedRows.AHEAD_ROWS;
    try (StreamedRows rows = new StreamedRows(source("a,b", count))) {
      for (int line = 1; line <= count; line++) {
        assertThat(requireNonNull(rows.next()).line()).isEqualTo(line);
      }
      assertThat(rows.next()).isNull();
      assertThat(rows.next()).isNull();
    }
  }

  @Test
  void a_reader_that_runs_out_of_memory_is_told_after_the_rows_before() throws IOException {
    try (StreamedRows rows = new StreamedRows(source("a,b", 2, new OutOfMemoryError("full")))) {
      assertThat(rows.next()).isNotNull();
      assertThat(rows.next()).isNotNull();

      assertThatThrownBy(rows::next).isInstanceOf(IOException.class).hasMessageContaining("full");
    }
  }

  private void awaitPause() {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              Thread thread = reader.get();
              return thread != null && thread.getState() == Thread.State.WAITING;
            });
  }

  private RowSource source(String text, int rows) {
    return source(text, rows, null);
  }

  /** So many rows of the same text, then the end or a failure. */
  private RowSource source(String text, int rows, @Nullable Error end) {
    return new RowSource() {
      @Override
      public @Nullable SourceRow next() {
        reader.set(Thread.currentThread());
        if (given.get() == rows) {
          if (end != null) {
            throw end;
          }
          return null;
        }
        return SourceRow.of(given.incrementAndGet(), column -> null, () -> text);
      }

      @Override
      public void close() {}
    };
  }
}
