package io.salesledger.windowing.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.windowing.core.ProductMinutes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;

/** What the commit script is told of the sums. */
class PackedSumsTest {
  private static final long MAX = (1L << 53) - 1;

  @Test
  void given_products_and_minutes_then_there_are_columns_of_products_rows_and_minutes()
      throws Exception {
    ProductMinutes sums =
        new ProductMinutes(
            new String[] {"tea", "tea", "ink"},
            new long[] {60_000, 180_000, 60_000},
            new long[] {250, -5, 1_000},
            new long[] {2, -1, 10});

    List<Object> packed = unpacked(PackedSums.of(sums));

    assertThat(packed.get(0)).isEqualTo(List.of("tea", "ink"));
    assertThat(packed.get(1))
        .isEqualTo(List.of(2L, 60_000L, 250L, 2L, 180_000L, -5L, -1L, 1L, 60_000L, 1_000L, 10L));
    List<?> minutes = (List<?>) packed.get(2);
    assertThat(minutes).hasSize(10);
    assertThat(minutes.subList(0, 3)).isEqualTo(List.of(60_000L, 1_250L, 12L));
    assertThat(board(minutes.get(3))).isEqualTo(List.of("250", "tea", "1000", "ink"));
    assertThat(board(minutes.get(4))).isEqualTo(List.of("2", "tea", "10", "ink"));
    assertThat(minutes.subList(5, 8)).isEqualTo(List.of(180_000L, -5L, -1L));
    assertThat(board(minutes.get(8))).isEqualTo(List.of("-5", "tea"));
    assertThat(board(minutes.get(9))).isEqualTo(List.of("-1", "tea"));
  }

  @Test
  void given_no_sums_then_all_columns_are_empty() throws Exception {
    ProductMinutes none = new ProductMinutes(new String[0], new long[0], new long[0], new long[0]);

    assertThat(unpacked(PackedSums.of(none))).isEqualTo(List.of(List.of(), List.of(), List.of()));
  }

  @Test
  void given_a_sum_that_redis_could_not_hold_then_it_is_named() throws Exception {
    assertThat(unpacked(PackedSums.of(ofOneMinute(MAX, 1)))).hasSize(3);

    assertThatThrownBy(() -> PackedSums.of(ofOneMinute(MAX + 1, 1)))
        .hasMessage("a minute of product P0 goes beyond 2^53 - 1");
    assertThatThrownBy(() -> PackedSums.of(ofOneMinute(Long.MIN_VALUE, 1)))
        .hasMessage("a minute of product P0 goes beyond 2^53 - 1");
    assertThatThrownBy(() -> PackedSums.of(ofOneMinute(1, -MAX - 1)))
        .hasMessage("a minute of product P0 goes beyond 2^53 - 1");
  }

  @Test
  void given_a_minute_that_is_too_large_only_for_all_products_then_it_is_named() {
    ProductMinutes sums =
        new ProductMinutes(
            new String[] {"tea", "ink"},
            new long[] {60_000, 60_000},
            new long[] {MAX, 1},
            new long[] {1, 1});

    assertThatThrownBy(() -> PackedSums.of(sums))
        .hasMessage("a minute of all products goes beyond 2^53 - 1");
  }

  private static ProductMinutes ofOneMinute(long amount, long units) {
    return new ProductMinutes(
        new String[] {"P0"}, new long[] {60_000}, new long[] {amount}, new long[] {units});
  }

  private static List<Object> board(Object packed) throws IOException {
    return unpacked((byte[]) packed);
  }

  private static List<Object> unpacked(byte[] bytes) throws IOException {
    try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(bytes)) {
      return array(unpacker);
    }
  }

  private static List<Object> array(MessageUnpacker unpacker) throws IOException {
    int size = unpacker.unpackArrayHeader();
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      switch (unpacker.getNextFormat().getValueType()) {
        case ARRAY -> values.add(array(unpacker));
        case INTEGER -> values.add(unpacker.unpackLong());
        default -> values.add(text(unpacker));
      }
    }
    return values;
  }

  private static Object text(MessageUnpacker unpacker) throws IOException {
    byte[] bytes = unpacker.readPayload(unpacker.unpackRawStringHeader());
    // The first byte of an array is none that a text here begins with.
    return bytes[0] < 0 ? bytes : new String(bytes, StandardCharsets.UTF_8);
  }
}
