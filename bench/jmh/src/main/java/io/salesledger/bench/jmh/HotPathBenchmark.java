package io.salesledger.bench.jmh;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.Commit;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.CommitLimits;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.PartitionLedger;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.QuarantineAnswer;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.log.PaymentDecoder;
import io.salesledger.windowing.store.LedgerIdentity;
import io.salesledger.windowing.store.RedisViews;
import io.salesledger.windowing.store.ScriptedViews;
import java.util.List;
import java.util.Set;
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

/**
 * All that is the ledger's own between Kafka and Redis, per payment: decode, fold, commits encoded,
 * the sliding window's sums. Three batches of a slide are committed together, as while catching up.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
public class HotPathBenchmark {
  private static final int SLIDE_BATCHES = 3;
  private static final int SLIDE_RECORDS = SLIDE_BATCHES * PolledPayments.BATCH_RECORDS;

  /** Products of the whole topic; the partition holds an eighth of them. */
  @Param({"100", "100000"})
  public int products;

  /** How many batches are drawn; a test that looks at no times takes fewer. */
  int batches = PolledPayments.BATCHES;

  private PolledPayments polled;
  private DecodedPayments decoded;
  private PaymentDecoder decoder;
  private EncodingViews views;
  private CommitLimits limits;
  private int slide;

  /** A benchmark that JMH sets up. */
  @SuppressWarnings("NullAway.Init") // JMH calls setUp first
  public HotPathBenchmark() {}

  /** Draws the payments; the decoder knows the products once each batch was decoded. */
  @Setup
  public void setUp() {
    polled = PolledPayments.draw(3, products, batches);
    decoded = DecodedPayments.draw(products, batches);
    decoder = DecodeBenchmark.decoder();
    polled.batches().forEach(decoder::decode);
    views = new EncodingViews(commit -> {});
    limits = limits();
  }

  /** From Kafka's records to the commits of a slide. */
  @Benchmark
  @OperationsPerInvocation(SLIDE_RECORDS)
  public PartitionLedger.Outcome decodeAndCommit() {
    int first = firstOfSlide();
    List<PaymentBatch> batches =
        polled.batches().subList(first, first + SLIDE_BATCHES).stream()
            .map(decoder::decode)
            .toList();
    return owner(batches.get(0).from(), views, limits).commit(batches);
  }

  /** From columns to the commits of a slide: what LedgerBolt does but for waiting for Redis. */
  @Benchmark
  @OperationsPerInvocation(SLIDE_RECORDS)
  public PartitionLedger.Outcome commit() {
    int first = firstOfSlide();
    List<PaymentBatch> batches =
        decoded.batches().subList(first, first + SLIDE_BATCHES).stream()
            .map(DecodedPayments::fresh)
            .toList();
    return owner(batches.get(0).from(), views, limits).commit(batches);
  }

  private int firstOfSlide() {
    slide = (slide + 1) % (batches / SLIDE_BATCHES);
    return slide * SLIDE_BATCHES;
  }

  /** Of the default settings; reading those is no part of the path. */
  static CommitLimits limits() {
    return RedisViews.limits(CommitEncodingBenchmark.settings().views());
  }

  /** The owner of the partition, at this offset. */
  static PartitionLedger owner(long low, Views views, CommitLimits limits) {
    return new PartitionLedger(
        PolledPayments.PARTITION,
        new ClaimAnswer.Granted("17-nonce", 0, AppliedOffsets.below(low)),
        views,
        limits);
  }

  /** Views that take every commit, once encoded. */
  static final class EncodingViews implements Views {
    private final ScriptedViews scripted;
    private final Consumer<Commit> taken;

    /**
     * Views of nothing.
     *
     * @param taken gets each commit
     */
    EncodingViews(Consumer<Commit> taken) {
      this.taken = taken;
      LedgerSettings settings = CommitEncodingBenchmark.settings();
      scripted =
          new ScriptedViews(
              (script, arguments) -> List.of("OK"),
              () -> "nonce",
              settings,
              LedgerIdentity.of(settings, "cluster", "topic"),
              new Launch(0, "launch"));
    }

    @Override
    public ClaimAnswer claim(int partition) {
      throw new IllegalStateException("claimed already");
    }

    @Override
    public QuarantineAnswer quarantine(
        int partition, String epoch, long sequence, AppliedOffsets applied, Set<Long> offsets) {
      return QuarantineAnswer.NONE;
    }

    @Override
    public CommitAnswer commit(Commit commit) {
      taken.accept(commit);
      return scripted.commit(commit);
    }
  }
}
