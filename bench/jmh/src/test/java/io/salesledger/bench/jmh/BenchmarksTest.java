package io.salesledger.bench.jmh;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.bench.jmh.PolledPayments.ProductMinute;
import io.salesledger.bench.jmh.PolledPayments.Sum;
import io.salesledger.windowing.core.Commit;
import io.salesledger.windowing.core.PartitionLedger;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.PaymentRules;
import io.salesledger.windowing.core.ProductMinutes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.openjdk.jmh.infra.Blackhole;

/** Each benchmark does the whole work: what it makes is what was drawn. Times are not looked at. */
class BenchmarksTest {
  /** Two slides of the hot path. */
  private static final int BATCHES = 6;

  @ParameterizedTest
  @CsvSource({"1,100", "2,100", "3,100000"})
  void decodedPaymentsSumToWhatWasDrawn(int version, int products) {
    DecodeBenchmark benchmark = new DecodeBenchmark();
    benchmark.version = version;
    benchmark.products = products;
    benchmark.batches = BATCHES;
    benchmark.setUp();

    Map<ProductMinute, Sum> sums = new TreeMap<>();
    Set<Long> offsets = new HashSet<>();
    for (int i = 0; i < BATCHES; i++) {
      PaymentBatch batch = benchmark.decode();
      assertThat(batch.quarantine()).isEmpty();
      addRows(batch.columns(), sums, offsets);
    }

    assertThat(sums).isEqualTo(PolledPayments.draw(version, products, BATCHES).expected());
    assertThat(offsets).hasSize(BATCHES * PolledPayments.BATCH_RECORDS);
  }

  private static void addRows(
      PaymentBatch.Columns columns, Map<ProductMinute, Sum> sums, Set<Long> offsets) {
    for (int row = 0; row < columns.size(); row++) {
      offsets.add(columns.offsets()[row]);
      assertThat(columns.marks()[row]).isZero();
      sums.merge(
          new ProductMinute(
              columns.products()[columns.productIndex()[row]],
              PaymentRules.minuteOf(columns.eventMillis()[row])),
          new Sum(columns.amounts()[row], columns.units()[row]),
          Sum::plus);
    }
  }

  @ParameterizedTest
  @CsvSource({"100", "100000"})
  void foldsSumToWhatWasDrawn(int products) {
    Map<ProductMinute, Sum> sums = new TreeMap<>();

    for (PaymentBatch batch : DecodedPayments.draw(products, BATCHES).batches()) {
      FoldBenchmark.foldWhole(batch, folded -> addSums(folded, sums));
    }

    assertThat(sums).isEqualTo(PolledPayments.draw(3, products, BATCHES).expected());
  }

  private static void addSums(ProductMinutes folded, Map<ProductMinute, Sum> sums) {
    assertThat(folded.size()).isLessThanOrEqualTo(FoldBenchmark.COMMIT_ENTRIES);
    for (int row = 0; row < folded.size(); row++) {
      sums.merge(
          new ProductMinute(folded.products()[row], folded.minuteMillis()[row]),
          new Sum(folded.amounts()[row], folded.units()[row]),
          Sum::plus);
    }
  }

  @Test
  void theFoldBenchmarkRuns() {
    FoldBenchmark benchmark = new FoldBenchmark();
    benchmark.products = 100;
    benchmark.batches = BATCHES;
    benchmark.setUp();
    benchmark.fold(
        new Blackhole(
            "Today's password is swordfish. I understand instantiating Blackholes directly is"
                + " dangerous."));
  }

  @ParameterizedTest
  @CsvSource({"100", "100000"})
  void theOwnersCommitsSumToWhatWasDrawn(int products) {
    List<Commit> commits = new ArrayList<>();
    PartitionLedger owner =
        HotPathBenchmark.owner(
            0, new HotPathBenchmark.EncodingViews(commits::add), HotPathBenchmark.limits());

    PartitionLedger.Outcome outcome =
        owner.commit(
            DecodedPayments.draw(products, BATCHES).batches().stream()
                .map(DecodedPayments::fresh)
                .toList());

    assertThat(outcome).isEqualTo(new PartitionLedger.Outcome.Committed());
    Map<ProductMinute, Sum> sums = new TreeMap<>();
    commits.forEach(commit -> addSums(commit.sums(), sums));
    assertThat(sums).isEqualTo(PolledPayments.draw(3, products, BATCHES).expected());
  }

  @ParameterizedTest
  @CsvSource({"100", "100000"})
  void theHotPathCommitsEverySlide(int products) {
    HotPathBenchmark benchmark = new HotPathBenchmark();
    benchmark.products = products;
    benchmark.batches = BATCHES;
    benchmark.setUp();

    for (int slide = 0; slide < BATCHES; slide++) {
      assertThat(benchmark.decodeAndCommit()).isEqualTo(new PartitionLedger.Outcome.Committed());
      assertThat(benchmark.commit()).isEqualTo(new PartitionLedger.Outcome.Committed());
    }
  }

  @ParameterizedTest
  @CsvSource({"0", "10", "100"})
  void appliedOffsetsAreHalfOfEachStride(int ranges) {
    AppliedOffsetsBenchmark benchmark = new AppliedOffsetsBenchmark();
    benchmark.ranges = ranges;
    benchmark.setUp();

    long applied = 0;
    for (int asked = 0; asked < (ranges + 1) * AppliedOffsetsBenchmark.STRIDE; asked++) {
      applied += benchmark.contains() ? 1 : 0;
    }

    assertThat(applied).isEqualTo(ranges * (AppliedOffsetsBenchmark.STRIDE / 2L));
    assertThat(benchmark.plusAtTheMark().low())
        .isEqualTo(AppliedOffsetsBenchmark.LOW + AppliedOffsetsBenchmark.STRIDE / 2);
    assertThat(benchmark.text().chars().filter(c -> c == '-')).hasSize(ranges);
  }

  @ParameterizedTest
  @CsvSource({"0", "13", "1500"})
  void anEncodedCommitHoldsItsSums(int entries) throws IOException {
    CommitEncodingBenchmark benchmark = new CommitEncodingBenchmark();
    benchmark.entries = entries;
    benchmark.setUp();

    benchmark.encode();

    ProductMinutes sums = benchmark.commit().sums();
    MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(benchmark.sent().get(16));
    assertThat(unpacker.unpackArrayHeader()).isEqualTo(3);
    assertThat(unpacker.unpackArrayHeader()).isEqualTo(entries);
    for (int row = 0; row < entries; row++) {
      assertThat(unpacker.unpackString()).isEqualTo(sums.products()[row]);
    }
    assertThat(unpacker.unpackArrayHeader()).isEqualTo(4 * entries);
    for (int row = 0; row < entries; row++) {
      assertThat(unpacker.unpackInt()).as("minutes of the product").isOne();
      assertThat(unpacker.unpackLong()).isEqualTo(sums.minuteMillis()[row]);
      assertThat(unpacker.unpackLong()).isEqualTo(sums.amounts()[row]);
      assertThat(unpacker.unpackLong()).isEqualTo(sums.units()[row]);
    }
    assertThat(unpacker.unpackArrayHeader()).isEqualTo(entries == 0 ? 0 : 5);
    if (entries > 0) {
      assertThat(unpacker.unpackLong()).isEqualTo(sums.minuteMillis()[0]);
      assertThat(unpacker.unpackLong()).isEqualTo(LongStream.of(sums.amounts()).sum());
      assertThat(unpacker.unpackLong()).isEqualTo(LongStream.of(sums.units()).sum());
      assertHoldsScores(text(unpacker), sums.amounts(), sums.products());
      assertHoldsScores(text(unpacker), sums.units(), sums.products());
    }
    assertThat(unpacker.hasNext()).isFalse();
  }

  private static byte[] text(MessageUnpacker unpacker) throws IOException {
    return unpacker.readPayload(unpacker.unpackRawStringHeader());
  }

  private static void assertHoldsScores(byte[] board, long[] scores, String[] products)
      throws IOException {
    MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(board);
    assertThat(unpacker.unpackArrayHeader()).isEqualTo(2 * products.length);
    for (int row = 0; row < products.length; row++) {
      assertThat(unpacker.unpackString()).isEqualTo(Long.toString(scores[row]));
      assertThat(unpacker.unpackString()).isEqualTo(products[row]);
    }
    assertThat(unpacker.hasNext()).isFalse();
  }
}
