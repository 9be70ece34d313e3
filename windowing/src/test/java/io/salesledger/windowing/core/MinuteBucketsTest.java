package io.salesledger.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The table of sums against a plain map. */
class MinuteBucketsTest {
  private static final long MINUTE = BatchBuilder.MINUTE;

  @Test
  void a_product_has_the_same_number_each_time() {
    MinuteBuckets buckets = new MinuteBuckets();

    assertThat(buckets.numberOf("tea")).isZero();
    assertThat(buckets.numberOf("ink")).isEqualTo(1);
    assertThat(buckets.numberOf("tea")).isZero();
  }

  @Test
  void products_whose_texts_have_the_same_hash_have_numbers_of_their_own() {
    MinuteBuckets buckets = new MinuteBuckets();
    assertThat("BB").hasSameHashCodeAs("Aa");

    assertThat(buckets.numberOf("Aa")).isZero();
    assertThat(buckets.numberOf("BB")).isEqualTo(1);
    assertThat(buckets.numberOf("Aa")).isZero();
  }

  @Test
  void what_would_need_a_bucket_beyond_the_limit_is_not_added() {
    MinuteBuckets buckets = new MinuteBuckets();

    assertThat(buckets.add(0, MINUTE, 1, 1, 0)).isFalse();
    assertThat(buckets.size()).isZero();
    buckets.numberOf("tea");
    assertThat(buckets.add(0, MINUTE, 1, 1, 1)).isTrue();
    assertThat(buckets.add(0, MINUTE + 60_000, 1, 1, 1)).isFalse();
    assertThat(buckets.add(0, MINUTE + 59_999, 1, 1, 1)).isTrue();

    assertThat(buckets.size()).isEqualTo(1);
    assertThat(buckets.toProductMinutes().amounts()).containsExactly(2);
  }

  @Property(tries = 60)
  void it_holds_what_a_map_would_through_every_growth(@ForAll long seed) {
    Random random = new Random(seed);
    int products = 1 + random.nextInt(400);
    int minutes = 1 + random.nextInt(40);
    MinuteBuckets buckets = new MinuteBuckets();
    Map<String, long[]> naive = new TreeMap<>();
    for (int i = 0; i < 3_000; i++) {
      String product = "P" + random.nextInt(products);
      long millis = MINUTE + random.nextInt(minutes * 60_000);
      long amount = random.nextInt(2_000) - 500L;
      int units = random.nextInt(5) - 2;
      buckets.add(buckets.numberOf(product), millis, amount, units, Integer.MAX_VALUE);
      long[] sum = naive.computeIfAbsent(product + "@" + millis / 60_000, key -> new long[2]);
      sum[0] += amount;
      sum[1] += units;
    }

    ProductMinutes rows = buckets.toProductMinutes();
    assertThat(rows.size()).isEqualTo(buckets.size()).isEqualTo(naive.size());
    for (int i = 0; i < rows.size(); i++) {
      String row = rows.products()[i] + "@" + rows.minuteMillis()[i] / 60_000;
      assertThat(naive.remove(row)).as(row).containsExactly(rows.amounts()[i], rows.units()[i]);
    }
    assertRowsOfAProductStandTogetherAscending(rows);
  }

  private static void assertRowsOfAProductStandTogetherAscending(ProductMinutes rows) {
    TreeMap<String, Long> newest = new TreeMap<>();
    String last = "";
    for (int i = 0; i < rows.size(); i++) {
      String product = rows.products()[i];
      Long before = newest.put(product, rows.minuteMillis()[i]);
      if (before != null) {
        assertThat(product).isEqualTo(last);
        assertThat(rows.minuteMillis()[i]).isGreaterThan(before);
      }
      last = product;
    }
  }
}
