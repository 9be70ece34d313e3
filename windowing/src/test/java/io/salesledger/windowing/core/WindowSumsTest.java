package io.salesledger.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a commit leaves for the rates of the window. */
class WindowSumsTest {
  private static final long MINUTE = BatchBuilder.MINUTE;

  @Test
  void a_product_s_minutes_are_one_sum() {
    ProductMinutes sums =
        new ProductMinutes(
            new String[] {"tea", "tea", "ink"},
            new long[] {MINUTE, MINUTE + 60_000, MINUTE},
            new long[] {100, 20, -3},
            new long[] {1, 1, -1});

    assertThat(WindowSums.of(7, sums))
        .isEqualTo(new WindowSums(7, 117, Map.of("tea", 120L, "ink", -3L)));
  }

  @Test
  void together_they_add_up_by_product() {
    WindowSums one = new WindowSums(2, 30, Map.of("tea", 10L, "ink", 20L));
    WindowSums other = new WindowSums(1, -5, Map.of("ink", -6L, "pen", 1L));

    assertThat(one.plus(other))
        .isEqualTo(new WindowSums(3, 25, Map.of("tea", 10L, "ink", 14L, "pen", 1L)))
        .isEqualTo(other.plus(one));
    assertThat(one.plus(WindowSums.NONE)).isEqualTo(one);
    assertThat(WindowSums.NONE.plus(one)).isEqualTo(one);
  }

  @Test
  void of_many_products_those_with_the_most_are_kept_while_the_whole_sum_stays_whole() {
    int products = WindowSums.MAX_PRODUCTS + 500;
    String[] names = new String[products];
    long[] amounts = new long[products];
    for (int i = 0; i < products; i++) {
      names[i] = "P" + i;
      amounts[i] = i;
    }
    WindowSums sums =
        WindowSums.of(
            products, new ProductMinutes(names, new long[products], amounts, new long[products]));

    assertThat(sums.amount()).isEqualTo(IntStream.range(0, products).sum());
    assertThat(sums.amountByProduct())
        .hasSize(WindowSums.MAX_PRODUCTS)
        .containsKeys("P1499", "P500")
        .doesNotContainKeys("P499", "P0");
    assertThat(sums.plus(new WindowSums(1, 1, Map.of("new", 5_000L))).amountByProduct())
        .hasSize(WindowSums.MAX_PRODUCTS)
        .containsEntry("new", 5_000L)
        .doesNotContainKey("P500");
  }

  @Test
  void ties_go_to_the_smaller_product_id() {
    Map<String, Long> equal = new HashMap<>(Map.of("b", 1L, "a", 1L, "c", 1L, "d", 2L));

    assertThat(WindowSums.largest(equal, 2)).isEqualTo(Map.of("d", 2L, "a", 1L));
    ProductMinutes smallestLast =
        new ProductMinutes(
            IntStream.rangeClosed(-WindowSums.MAX_PRODUCTS, 0)
                .mapToObj(i -> String.format("P%04d", -i))
                .toArray(String[]::new),
            new long[WindowSums.MAX_PRODUCTS + 1],
            new long[WindowSums.MAX_PRODUCTS + 1],
            new long[WindowSums.MAX_PRODUCTS + 1]);
    assertThat(WindowSums.of(1, smallestLast).amountByProduct())
        .containsKey("P0000")
        .doesNotContainKey("P" + WindowSums.MAX_PRODUCTS);
  }
}
