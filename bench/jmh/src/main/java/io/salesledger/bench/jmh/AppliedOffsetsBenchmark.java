package io.salesledger.bench.jmh;

import io.salesledger.windowing.core.AppliedOffsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Applied offsets, per question or change; a batch asks once, and each payment of an overlap. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
public class AppliedOffsetsBenchmark {
  /** Offsets below which all are applied. */
  static final long LOW = 1_000_000;

  /** Offsets from one range's start to the next one's; the first half of them is applied. */
  static final int STRIDE = 1_000;

  /** Ranges above the low-water mark; none, but while a partition is read again. */
  @Param({"0", "10", "100"})
  public int ranges;

  private AppliedOffsets applied;
  private long offset;
  private long end;

  /** A benchmark that JMH sets up. */
  @SuppressWarnings("NullAway.Init") // JMH calls setUp first
  public AppliedOffsetsBenchmark() {}

  /** Makes the ranges. */
  @Setup
  public void setUp() {
    applied = AppliedOffsets.below(LOW);
    for (int range = 1; range <= ranges; range++) {
      long from = LOW + (long) range * STRIDE;
      applied = applied.plus(from, from + STRIDE / 2);
    }
    end = LOW + (ranges + 1L) * STRIDE;
    offset = LOW;
  }

  /** The next batch in order. */
  @Benchmark
  public AppliedOffsets plusAtTheMark() {
    return applied.plus(LOW, LOW + STRIDE / 2);
  }

  /** A payment of an overlap, each offset in turn. */
  @Benchmark
  public boolean contains() {
    offset = offset + 1 < end ? offset + 1 : LOW;
    return applied.contains(offset);
  }

  /** As a commit sends it. */
  @Benchmark
  public String text() {
    return applied.rangesText();
  }
}
