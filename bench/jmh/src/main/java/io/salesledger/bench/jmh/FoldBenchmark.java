package io.salesledger.bench.jmh;

import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.Fold;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.ProductMinutes;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * From columns to sums, per payment: as many folds as the entries of a batch need, one for each
 * commit.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
public class FoldBenchmark {
  /** The default of {@code ledger.commit.entries}. */
  static final int COMMIT_ENTRIES = 1500;

  /** Products of the whole topic; the partition holds an eighth of them. */
  @Param({"100", "100000"})
  public int products;

  /** How many batches are drawn; a test that looks at no times takes fewer. */
  int batches = PolledPayments.BATCHES;

  private DecodedPayments payments;
  private int at;

  /** A benchmark that JMH sets up. */
  @SuppressWarnings("NullAway.Init") // JMH calls setUp first
  public FoldBenchmark() {}

  /** Draws the payments. */
  @Setup
  public void setUp() {
    payments = DecodedPayments.draw(products, batches);
  }

  /** One batch. */
  @Benchmark
  @OperationsPerInvocation(PolledPayments.BATCH_RECORDS)
  public void fold(Blackhole blackhole) {
    at = (at + 1) % batches;
    foldWhole(payments.batches().get(at), blackhole::consume);
  }

  /** Folds a batch on top of all before it. */
  static void foldWhole(PaymentBatch batch, Consumer<ProductMinutes> sums) {
    AppliedOffsets applied = AppliedOffsets.below(batch.from());
    long cut = batch.from();
    while (cut < batch.next()) {
      Fold fold = new Fold(applied, COMMIT_ENTRIES);
      cut = fold.add(batch, cut);
      applied = fold.applied();
      sums.accept(fold.sums());
    }
  }
}
