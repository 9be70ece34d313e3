package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.ViewsUnderTest.BOARD_MILLIS;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.CommitLimits;
import io.salesledger.windowing.core.PartitionLedger;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.QuarantineReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The core on a real Redis: batches cut to small commits, late ones cut again where they must. */
@ExtendWith(EmptyRedis.class)
final class LedgerCutsIT {
  private static final long START = 1_761_106_860_000L;
  private static final int KEPT = 50;
  private static final int PRODUCTS = 6;

  private final ViewsUnderTest redis;

  LedgerCutsIT(ViewsUnderTest redis) {
    this.redis = redis;
  }

  @Test
  void lateBatchesThroughSmallCommitsAddUpToTheirSales() {
    for (int seed = 0; seed < 8; seed++) {
      redis.clear();
      Random random = new Random(seed);
      int limit = 1 + random.nextInt(12);
      LedgerIdentity identity =
          new LedgerIdentity("cluster", "topic-id", "sales_events", "CNY", 2, KEPT, BOARD_MILLIS);
      RedisViews views =
          redis.views(
              redis.settings(KEPT, ViewsUnderTest.A_CENTURY_MILLIS, limit),
              identity,
              ViewsUnderTest.LAUNCH);
      PartitionLedger ledger =
          new PartitionLedger(
              2, (ClaimAnswer.Granted) views.claim(2), views, new CommitLimits(limit, limit));
      List<Sale> sales = new ArrayList<>();
      long next = 0;
      for (int run = 0; run < 6; run++) {
        List<PaymentBatch> batches = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          PaymentBatch batch = batch(random, next, sales);
          batches.add(batch);
          next = batch.next();
        }
        assertThat(ledger.commit(batches)).isEqualTo(new PartitionLedger.Outcome.Committed());
      }

      assertThat(redis.jedis.hget("sales:ledger:2", "low")).isEqualTo(Long.toString(next));
      assertThat(redis.jedis.xlen("sales:quarantine")).isEqualTo(12);
      redis.jedis.del("sales:quarantine", "sales:quarantine:offsets:2:0");
      assertThat(redis.sums()).as("seed %s", seed).isEqualTo(new ExpectedViews(sales, KEPT).all());
    }
  }

  /** Payments anywhere in a hundred minutes, a gap, and one that is quarantined. */
  private static PaymentBatch batch(Random random, long from, List<Sale> sales) {
    int size = 1 + random.nextInt(40);
    PaymentBatch.Columns columns =
        new PaymentBatch.Columns(
            size,
            new long[size],
            new long[size],
            new String[PRODUCTS],
            new int[size],
            new long[size],
            new int[size],
            new byte[size]);
    for (int p = 0; p < PRODUCTS; p++) {
      columns.products()[p] = "P" + p;
    }
    for (int i = 0; i < size; i++) {
      long minute = START + 60_000L * random.nextInt(100);
      columns.offsets()[i] = from + i;
      columns.eventMillis()[i] = minute + random.nextInt(60_000);
      columns.productIndex()[i] = random.nextInt(PRODUCTS);
      columns.amounts()[i] = random.nextInt(1_000_000) - 200_000L;
      columns.units()[i] = columns.amounts()[i] < 0 ? -1 : 1;
      sales.add(
          new Sale(
              "P" + columns.productIndex()[i], minute, columns.amounts()[i], columns.units()[i]));
    }
    long refused = from + size + 1;
    return new PaymentBatch(
        2,
        from,
        refused + 1,
        columns,
        List.of(new QuarantineEntry(refused, 1, QuarantineReason.UNDECODABLE, "x")));
  }
}
