package io.salesledger.windowing.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.AppliedOffsets.Range;
import io.salesledger.windowing.core.Portion;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What lies between two vectors, against plain sets of places: an offset and what is there. */
class AppliedVectorTest {
  private static final int PARTITION = 3;
  private static final long BEYOND = 40;

  /** In their order, so that each but the first bounds a portion that the one before does not. */
  private static final List<String> PRODUCTS = List.of("A", "B", "C", "D");

  /** A payment of a product, or what is no payment. */
  private record Place(long offset, String product) {
    private static final String NO_PAYMENT = "";
  }

  @Property(tries = 5_000)
  void given_two_vectors_then_what_differs_is_looked_at_and_nothing_that_was_whole(
      @ForAll("applied") AppliedOffsets then, @ForAll("applied") AppliedOffsets now) {
    List<Range> since = vector(now).since(vector(then)).getOrDefault(PARTITION, List.<Range>of());

    Set<Place> differing = new HashSet<>(places(now));
    differing.removeAll(places(then));
    places(then).stream().filter(place -> !places(now).contains(place)).forEach(differing::add);
    differing.removeIf(place -> then.contains(place.offset()));
    assertThat(since).allMatch(range -> overlapsNothingWhole(range, then));
    assertThat(differing).allMatch(place -> isIn(since, place.offset()));
    long end = 0;
    for (Range range : since) {
      assertThat(range.from()).isGreaterThanOrEqualTo(end);
      end = range.next();
    }
  }

  @Property(tries = 5_000)
  void given_two_vectors_then_only_what_holds_all_of_the_other_includes_it(
      @ForAll("applied") AppliedOffsets then, @ForAll("applied") AppliedOffsets now) {
    boolean all = places(now).containsAll(places(then));
    boolean allThatWasWhole =
        LongStream.range(0, BEYOND).allMatch(o -> now.contains(o) || !then.contains(o));
    boolean mayHaveEnded =
        then.portion().filter(portion -> now.contains(portion.from())).isPresent();

    assertThat(vector(now).includes(vector(then)))
        .isEqualTo(all || (allThatWasWhole && mayHaveEnded));
  }

  @Property
  void given_a_vector_then_a_walk_over_its_span_meets_all_of_it(
      @ForAll("applied") AppliedOffsets applied) {
    long offsets =
        applied
                .portion()
                .map(portion -> portion.next() - portion.from() - portion.payments())
                .orElse(0L)
            + applied.covered();

    assertThat(vector(applied).span()).isEqualTo(offsets);
  }

  @Test
  void given_a_portion_when_it_stays_then_it_is_not_looked_at_again() {
    AppliedVector then = vector("1000-61000/x746561/234");

    assertThat(vector("1000-61000/x746561/234").since(then)).isEmpty();
    assertThat(vector("1000-61000/x746561/234,70000-70010").since(then))
        .isEqualTo(Map.of(PARTITION, List.of(new Range(70_000, 70_010))));
  }

  @Test
  void given_a_portion_when_it_grows_shrinks_or_is_whole_then_that_is_forward() {
    AppliedVector then = vector("1000-61000/x746561/234");

    assertThat(vector("1000-61000/x746562/235").includes(then)).isTrue();
    assertThat(applied(30_000, "30000-61000/x746561/17").includes(then)).isTrue();
    assertThat(applied(30_000, "").includes(then)).as("it may have had no more").isTrue();
    assertThat(applied(61_000, "").includes(then)).isTrue();
    assertThat(vector("1000-61000").includes(then)).isTrue();
  }

  @Test
  void given_a_portion_when_any_of_it_is_gone_then_that_is_backward() {
    AppliedVector then = vector("1000-61000/x746561/234");

    assertThat(vector("").includes(then)).isFalse();
    assertThat(vector("1000-61000/x746560/233").includes(then)).isFalse();
    assertThat(vector("1000-60999/x746561/234").includes(then)).isFalse();
    assertThat(vector("1001-61000/x746561/234").includes(then)).isFalse();
    assertThat(vector("30000-61000").includes(then)).isFalse();
    assertThat(then.includes(vector("1000-1001"))).as("all of an offset is more").isFalse();
  }

  @Test
  void given_a_portion_then_its_text_has_it() {
    assertThat(vector("1000-61000/x746561/234").with(4, AppliedOffsets.below(7)))
        .hasToString("3:900+1000-61000/x746561/234-4:7");
  }

  private static AppliedVector vector(String ranges) {
    return applied(900, ranges);
  }

  private static AppliedVector applied(long low, String ranges) {
    return vector(AppliedOffsets.parse(low, ranges));
  }

  private static AppliedVector vector(AppliedOffsets applied) {
    return AppliedVector.NONE.with(PARTITION, applied);
  }

  /** All that is applied, were there anything anywhere. */
  private static Set<Place> places(AppliedOffsets applied) {
    Set<Place> places = new HashSet<>();
    for (long offset = 0; offset < BEYOND; offset++) {
      if (applied.contains(offset)) {
        places.add(new Place(offset, Place.NO_PAYMENT));
      }
      for (String product : PRODUCTS) {
        if (applied.contains(offset, product)) {
          places.add(new Place(offset, product));
        }
      }
    }
    return places;
  }

  private static boolean overlapsNothingWhole(Range range, AppliedOffsets then) {
    for (long offset = range.from(); offset < range.next(); offset++) {
      if (then.contains(offset)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIn(List<Range> ranges, long offset) {
    return ranges.stream().anyMatch(range -> range.from() <= offset && offset < range.next());
  }

  @Provide
  Arbitrary<AppliedOffsets> applied() {
    Arbitrary<long[]> ranges =
        Combinators.combine(
                Arbitraries.longs().between(0, BEYOND - 10), Arbitraries.longs().between(1, 9))
            .as((from, length) -> new long[] {from, from + length});
    return Combinators.combine(
            Arbitraries.longs().between(0, 12),
            ranges.list().ofMaxSize(3),
            ranges,
            Arbitraries.integers().between(0, PRODUCTS.size() - 1))
        .as(AppliedVectorTest::applied);
  }

  /** Below the mark, these ranges, and a portion of so many products where there is room for it. */
  private static AppliedOffsets applied(
      long low, List<long[]> ranges, long[] portion, int products) {
    AppliedOffsets applied = AppliedOffsets.below(low);
    for (long[] range : ranges) {
      applied = applied.plus(range[0], range[1]);
    }
    for (long offset = portion[0]; offset < portion[1]; offset++) {
      if (applied.contains(offset)) {
        return applied;
      }
    }
    return products == 0
        ? applied
        : applied.with(new Portion(portion[0], portion[1], PRODUCTS.get(products), 2));
  }
}
