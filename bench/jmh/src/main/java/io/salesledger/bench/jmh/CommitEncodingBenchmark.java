package io.salesledger.bench.jmh;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.Commit;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.Counters;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.ProductMinutes;
import io.salesledger.windowing.store.LedgerIdentity;
import io.salesledger.windowing.store.ScriptedViews;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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

/**
 * From sums to the arguments of the commit script, per commit: its texts and its msgpack value, and
 * the check that no sum is beyond what the views hold. A commit without entries tells what is
 * beside the sums.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
public class CommitEncodingBenchmark {
  private static final long MINUTE_MILLIS = 60_000;
  private static final long START_MILLIS = 1_761_106_860_000L;

  /** (product, minute) pairs. */
  @Param({"0", "13", "1500"})
  public int entries;

  private ScriptedViews views;
  private Commit commit;
  private List<byte[]> sent = List.of();

  /** A benchmark that JMH sets up. */
  @SuppressWarnings("NullAway.Init") // JMH calls setUp first
  public CommitEncodingBenchmark() {}

  /** Makes a commit of so many products in one minute. */
  @Setup
  public void setUp() {
    commit = commitOf(entries);
    LedgerSettings settings = settings();
    views =
        new ScriptedViews(
            (script, arguments) -> {
              sent = arguments;
              return List.of("OK");
            },
            () -> "nonce",
            settings,
            LedgerIdentity.of(settings, "cluster", "topic"),
            new Launch(START_MILLIS, "launch"));
  }

  /** The defaults. */
  static LedgerSettings settings() {
    return SettingsLoader.load(Map.of(), Map.of(), Path.of("no-such-folder"));
  }

  private static Commit commitOf(int entries) {
    String[] products = new String[entries];
    long[] minutes = new long[entries];
    long[] amounts = new long[entries];
    long[] units = new long[entries];
    for (int i = 0; i < entries; i++) {
      products[i] = "PRODUCTID" + i;
      minutes[i] = START_MILLIS + MINUTE_MILLIS;
      amounts[i] = 12_345_678L + i;
      units[i] = 1_000L + i;
    }
    return new Commit(
        PolledPayments.PARTITION,
        "17-0f8fad5b-d9cb-469f-a165-70867728950e",
        123_456,
        AppliedOffsets.below(12_335_678),
        AppliedOffsets.below(12_345_678),
        new Counters(10_000, 0, 0, 0, 0, 0, START_MILLIS),
        new ProductMinutes(products, minutes, amounts, units),
        List.of(),
        List.of());
  }

  /** One commit, until it would be sent. */
  @Benchmark
  public CommitAnswer encode() {
    return views.commit(commit);
  }

  /** What was sent last, in the script's order. */
  List<byte[]> sent() {
    return sent;
  }

  /** What it was to say. */
  Commit commit() {
    return commit;
  }
}
