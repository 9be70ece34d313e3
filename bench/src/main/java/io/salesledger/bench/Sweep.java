package io.salesledger.bench;

import io.salesledger.contract.LedgerFailure;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** One thing varied while all else stays as it is. */
enum Sweep {
  /** Products. */
  PRODUCTS(Knob.PRODUCTS, "products", "product", 1_000, 10_000, 100_000),
  /** Partitions of the topic. */
  PARTITIONS(Knob.PARTITIONS, "partitions", "", 1, 2, 4, 16, 32),
  /** Minutes in which payments happened. */
  MINUTES(Knob.MINUTES, "active minutes", "minute", 30, 240, 1440),
  /** Payments that come late. */
  LATE(Knob.LATE_PERCENT, "late payments in a hundred", "", 1, 10, 50),
  /** The window's length. */
  WINDOW(Knob.WINDOW_MILLIS, "window's length, ms", "", 1_000, 60_000),
  /** The window's slide. */
  SLIDE(Knob.SLIDE_MILLIS, "window's slide, ms", "", 50, 1_000),
  /** The payments of a day to catch up with, more and more of them, in a heap that stays small. */
  BACKLOG(Knob.RECORDS, "payments of 24 h", "") {
    @Override
    List<Setup> points(Setup plain) {
      return BACKLOG_HALVES.stream()
          .map(
              halves ->
                  plain
                      .with(Knob.RECORDS, halves * half(plain))
                      .with(Knob.MINUTES, MINUTES_A_DAY)
                      .with(Knob.HEAP_MEGABYTES, BACKLOG_HEAP_MEGABYTES))
          .toList();
    }
  },
  /** Views made anew and verified, of longer and longer logs. */
  AUDIT(Knob.RECORDS, "payments", "") {
    @Override
    List<Setup> points(Setup plain) {
      return AUDIT_HALVES.stream()
          .map(halves -> plain.with(Knob.RECORDS, halves * half(plain)))
          .toList();
    }
  };

  private static final List<Long> BACKLOG_HALVES = List.of(1L, 4L, 16L);
  private static final List<Long> AUDIT_HALVES = List.of(1L, 2L, 4L);
  private static final long MINUTES_A_DAY = 1440;
  private static final long BACKLOG_HEAP_MEGABYTES = 512;

  private final Knob knob;
  private final String axis;
  private final String redisUnit;

  @SuppressWarnings("ImmutableEnumChecker") // handed to no one
  private final long[] values;

  /**
   * A sweep.
   *
   * @param redisUnit of what Redis's memory is told by the piece; empty: of nothing
   * @param values beside the plain setup's own
   */
  Sweep(Knob knob, String axis, String redisUnit, long... values) {
    this.knob = knob;
    this.axis = axis;
    this.redisUnit = redisUnit;
    this.values = values;
  }

  /** What is measured, in the order of the knob's values. */
  List<Setup> points(Setup plain) {
    return Stream.concat(
            Stream.of(plain), LongStream.of(values).mapToObj(value -> plain.with(knob, value)))
        .distinct()
        .filter(setup -> setup.get(Knob.SLIDE_MILLIS) <= setup.get(Knob.WINDOW_MILLIS))
        .sorted(Comparator.comparingLong(setup -> setup.get(knob)))
        .toList();
  }

  private static long half(Setup plain) {
    return Math.max(1, plain.get(Knob.RECORDS) / 2);
  }

  /** What is turned. */
  Knob knob() {
    return knob;
  }

  /** For people, with its unit. */
  String axis() {
    return axis;
  }

  /** Of what Redis's memory is told by the piece; empty: of nothing. */
  String redisUnit() {
    return redisUnit;
  }

  /** As options and reports have it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The one with this label.
   *
   * @throws LedgerFailure if there is none
   */
  static Sweep of(String label) {
    return Labels.find("sweep", label, values(), Sweep::label);
  }
}
