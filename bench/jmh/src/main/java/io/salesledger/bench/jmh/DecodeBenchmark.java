package io.salesledger.bench.jmh;

import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.core.WindowSums;
import io.salesledger.windowing.log.PaymentDecoder;
import io.salesledger.windowing.log.WriterSchemas;
import java.util.concurrent.TimeUnit;
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
 * From the records of a poll to primitive columns, per payment: what DecodeBolt does. A batch is
 * released before the next is decoded, as by a ledger that keeps up.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "-Xmx1g")
public class DecodeBenchmark {
  /** The version of the schema that the payments are written with. */
  @Param({"1", "2", "3"})
  public int version;

  /** Products of the whole topic; the partition holds an eighth of them. */
  @Param({"100", "100000"})
  public int products;

  /** How many batches are drawn; a test that looks at no times takes fewer. */
  int batches = PolledPayments.BATCHES;

  private PolledPayments payments;
  private PaymentDecoder decoder;
  private PaymentBatch last;
  private int at;

  /** A benchmark that JMH sets up. */
  @SuppressWarnings("NullAway.Init") // JMH calls setUp first
  public DecodeBenchmark() {}

  /** Draws the payments; the decoder knows the products once each batch was decoded. */
  @Setup
  public void setUp() {
    payments = PolledPayments.draw(version, products, batches);
    decoder = decoder();
    payments.batches().forEach(decoder::decode);
    last = decoder.decode(payments.batches().get(0));
  }

  /** A decoder whose schemas are there at once. */
  static PaymentDecoder decoder() {
    return new PaymentDecoder(
        new PaymentRules("CNY"),
        id -> new WriterSchemas.Answer.Known(PaymentSchemas.all().get(id - 1)));
  }

  /** One batch. */
  @Benchmark
  @OperationsPerInvocation(PolledPayments.BATCH_RECORDS)
  public PaymentBatch decode() {
    last.release(WindowSums.NONE);
    at = (at + 1) % batches;
    last = decoder.decode(payments.batches().get(at));
    return last;
  }
}
