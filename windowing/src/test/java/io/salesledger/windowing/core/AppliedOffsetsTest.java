package io.salesledger.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.windowing.core.AppliedOffsets.Range;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The applied offsets as a specification, and against a plain set of numbers. */
class AppliedOffsetsTest {
  private static final long BEYOND = 130;

  @Test
  void a_mark_stands_for_everything_below_it() {
    AppliedOffsets applied = AppliedOffsets.below(3);

    assertThat(applied.low()).isEqualTo(3);
    assertThat(applied.covered()).isEqualTo(3);
    assertThat(applied.contains(2)).isTrue();
    assertThat(applied.contains(3)).isFalse();
    assertThat(applied.ranges()).isEmpty();
    assertThat(applied.rangesText()).isEmpty();
  }

  @Test
  void what_continues_the_mark_raises_it() {
    assertThat(AppliedOffsets.below(3).plus(3, 8)).isEqualTo(AppliedOffsets.below(8));
  }

  @Test
  void what_leaves_a_hole_stands_above_the_mark_until_the_hole_is_filled() {
    AppliedOffsets holed = AppliedOffsets.below(3).plus(5, 8).plus(10, 12);

    assertThat(holed.low()).isEqualTo(3);
    assertThat(holed.rangesText()).isEqualTo("5-8,10-12");
    assertThat(holed.covered()).isEqualTo(8);
    assertThat(holed.plus(3, 5)).isEqualTo(AppliedOffsets.parse(8, "10-12"));
    assertThat(holed.plus(3, 5).plus(8, 10)).isEqualTo(AppliedOffsets.below(12));
  }

  @Test
  void ranges_that_touch_or_overlap_become_one() {
    AppliedOffsets two = AppliedOffsets.below(0).plus(5, 8).plus(10, 12);

    assertThat(two.plus(8, 10).ranges()).containsExactly(new Range(5, 12));
    assertThat(two.plus(6, 11).ranges()).containsExactly(new Range(5, 12));
    assertThat(two.plus(4, 20).ranges()).containsExactly(new Range(4, 20));
  }

  @Test
  void an_empty_range_and_one_below_the_mark_change_nothing() {
    AppliedOffsets applied = AppliedOffsets.below(3).plus(5, 8);

    assertThat(applied.plus(20, 20)).isSameAs(applied);
    assertThat(applied.plus(0, 3)).isSameAs(applied);
    assertThat(applied.plus(6, 7)).isEqualTo(applied);
  }

  @Test
  void it_reaches_as_far_as_its_last_offset() {
    AppliedOffsets applied = AppliedOffsets.below(3).plus(5, 8);

    assertThat(applied.reaches(7)).isTrue();
    assertThat(applied.reaches(8)).isFalse();
    assertThat(AppliedOffsets.below(3).reaches(2)).isTrue();
    assertThat(AppliedOffsets.below(3).reaches(3)).isFalse();
    assertThat(AppliedOffsets.below(0).reaches(0)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        ",",
        "5-8,",
        ",5-8",
        "5",
        "5-",
        "-8",
        "5-8-9",
        "5--8",
        "5-5",
        "8-5",
        " 5-8",
        "5-8, 9-10",
        "+5-8",
        "5-+8",
        "05-8",
        "5-99999999999999999999",
        "٥-٨",
        // not ascending, touching each other, touching or below the mark
        "10-12,5-8",
        "5-8,8-10",
        "5-8,7-10",
        "3-5",
        "1-2"
      })
  void a_text_that_it_never_wrote_is_refused(String text) {
    assertThatThrownBy(() -> AppliedOffsets.parse(3, text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_mark_is_not_negative() {
    assertThatThrownBy(() -> AppliedOffsets.below(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> AppliedOffsets.parse(-1, "5-8"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Property
  void it_is_the_set_of_offsets_added(
      @ForAll("marks") long mark, @ForAll("additions") List<long[]> additions) {
    AppliedOffsets applied = AppliedOffsets.below(mark);
    TreeSet<Long> naive = new TreeSet<>();
    LongStream.range(0, mark).forEach(naive::add);
    for (long[] range : additions) {
      applied = applied.plus(range[0], range[1]);
      LongStream.range(range[0], range[1]).forEach(naive::add);

      assertThat(applied.covered()).isEqualTo(naive.size());
      assertThat(applied.low()).isEqualTo(firstMissing(naive));
      assertRangesStandApart(applied);
    }
    for (long offset = 0; offset < BEYOND; offset++) {
      assertThat(applied.contains(offset)).isEqualTo(naive.contains(offset));
      assertThat(applied.reaches(offset)).isEqualTo(naive.ceiling(offset) != null);
    }
  }

  @Property
  void the_order_of_additions_does_not_matter(
      @ForAll("additions") List<long[]> additions, @ForAll long seed) {
    List<long[]> shuffled = new ArrayList<>(additions);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(all(shuffled)).isEqualTo(all(additions)).hasSameHashCodeAs(all(additions));
  }

  @Property
  void as_text_it_comes_back_the_same(@ForAll("additions") List<long[]> additions) {
    AppliedOffsets applied = all(additions);

    assertThat(AppliedOffsets.parse(applied.low(), applied.rangesText())).isEqualTo(applied);
  }

  @Test
  void given_a_portion_then_it_covers_its_payments_and_holds_those_of_its_products_alone() {
    AppliedOffsets applied = AppliedOffsets.parse(3, "8-9").with(new Portion(9, 20, "teb", 4));

    assertThat(applied.covered()).isEqualTo(8);
    assertThat(applied.contains(10)).isFalse();
    assertThat(applied.contains(10, "tea")).isTrue();
    assertThat(applied.contains(20, "tea")).isFalse();
    assertThat(applied.contains(2, "ink")).isTrue();
    assertThat(applied.with(new Portion(9, 20, "tec", 5)).contains(10, "tea")).isTrue();
    assertThat(AppliedOffsets.below(9).with(new Portion(9, 20, "tea", 4)).contains(10, "tea"))
        .isFalse();
    assertThat(applied.reaches(19)).isTrue();
    assertThat(applied.reaches(20)).isFalse();
    assertThat(applied.rangesText()).isEqualTo("8-9,9-20/x746562/4");
  }

  @Test
  void a_portion_of_an_id_beyond_ascii_is_told_by_its_bytes() {
    AppliedOffsets applied = AppliedOffsets.below(9).with(new Portion(9, 20, "caf\u00e9,/-", 4));

    assertThat(applied.rangesText()).isEqualTo("9-20/x636166c3a92c2f2d/4");
    assertThat(AppliedOffsets.parse(9, applied.rangesText())).isEqualTo(applied);
    assertThat(applied.contains(9, "cafe")).isTrue();
    assertThat(applied.contains(9, "caf\u00e9")).isTrue();
    assertThat(applied.contains(9, "caf\u00ea")).isFalse();
  }

  /** Its text would be that of none. */
  @Test
  void a_portion_below_an_id_of_no_characters_is_none() {
    assertThatThrownBy(() -> new Portion(9, 20, "", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void given_a_portion_when_its_left_part_is_applied_then_it_shrinks() {
    AppliedOffsets applied = AppliedOffsets.below(5).with(new Portion(5, 20, "M", 6));

    assertThat(applied.plus(5, 9, 2)).isEqualTo(AppliedOffsets.parse(9, "9-20/x4d/4"));
    assertThat(applied.plus(5, 19, 6)).isEqualTo(AppliedOffsets.parse(19, "19-20/x4d/0"));
    assertThat(applied.plus(5, 20, 6)).isEqualTo(AppliedOffsets.below(20));
    assertThat(applied.plus(20, 25).rangesText()).isEqualTo("5-20/x4d/6,20-25");
    assertThatThrownBy(() -> applied.plus(7, 9)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> applied.plus(5, 9, 7)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void given_a_portion_then_another_may_only_be_more_of_the_same_offsets() {
    AppliedOffsets applied = AppliedOffsets.parse(5, "30-40").with(new Portion(5, 20, "M", 6));

    assertThat(applied.with(new Portion(5, 20, "N", 9)).covered()).isEqualTo(24);
    for (Portion other :
        List.of(
            new Portion(5, 20, "L", 9), new Portion(6, 20, "N", 9), new Portion(21, 25, "N", 9))) {
      assertThatThrownBy(() -> applied.with(other)).isInstanceOf(IllegalArgumentException.class);
    }
    for (Portion overlapping :
        List.of(
            new Portion(4, 20, "A", 1), new Portion(20, 31, "A", 1), new Portion(39, 50, "A", 1))) {
      assertThatThrownBy(() -> AppliedOffsets.parse(5, "30-40").with(overlapping))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5-8/x4d/1",
        "5-8/x4d/0",
        "3-8/x4d/2",
        "5-8/x7a/2,8-9",
        "5-8,8-9/x4d/1",
        "5-8,9-12/x4d/1,13-15"
      })
  void a_portion_as_text_comes_back_the_same(String text) {
    assertThat(AppliedOffsets.parse(3, text).rangesText()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5-8/4d/1",
        "5-8/0000004d/1",
        "5-8/xff/1",
        "5-8/x4D/1",
        "5-8/x4d",
        "5-8/x/1",
        "5-8/x4d4/1",
        "5-8/x4d/1/1",
        "5-8/x4d/-1",
        "2-8/x4d/1",
        "5-8/x4d/1,7-9",
        "5-8,7-9/x4d/1",
        "5-8/x4d/1,9-12/x4d/1",
        "9-12/x4d/1,5-8"
      })
  void a_text_of_portions_that_it_never_wrote_is_refused(String text) {
    assertThatThrownBy(() -> AppliedOffsets.parse(3, text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Provide
  Arbitrary<Long> marks() {
    return Arbitraries.longs().between(0, 30);
  }

  @Provide
  Arbitrary<List<long[]>> additions() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 100), Arbitraries.longs().between(0, 15))
        .as((from, length) -> new long[] {from, from + length})
        .list()
        .ofMaxSize(25);
  }

  private static AppliedOffsets all(List<long[]> additions) {
    AppliedOffsets applied = AppliedOffsets.below(0);
    for (long[] range : additions) {
      applied = applied.plus(range[0], range[1]);
    }
    return applied;
  }

  private static long firstMissing(Set<Long> naive) {
    long first = 0;
    while (naive.contains(first)) {
      first++;
    }
    return first;
  }

  private static void assertRangesStandApart(AppliedOffsets applied) {
    long end = applied.low();
    for (Range range : applied.ranges()) {
      assertThat(range.from()).isGreaterThan(end);
      end = range.next();
    }
  }
}
