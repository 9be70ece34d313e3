package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.ViewsUnderTest.BOARD_MILLIS;
import static io.salesledger.windowing.store.ViewsUnderTest.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.Commit;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.Counters;
import io.salesledger.windowing.core.ProductMinutes;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.QuarantineReason;
import io.salesledger.windowing.core.WindowSums;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;

/** The views after two payments, letter by letter, and each answer to a commit. */
@ExtendWith(EmptyRedis.class)
final class CommitScriptIT {
  private static final long FIRST = 1_761_106_860_000L;
  private static final long SECOND = 1_761_106_980_000L;
  private static final Sale ONE = new Sale("PRODUCTID5", FIRST, 12_500, 1);
  private static final Sale OTHER = new Sale("PRODUCTID5", SECOND, 29_999, 1);

  private final ViewsUnderTest redis;

  CommitScriptIT(ViewsUnderTest redis) {
    this.redis = redis;
  }

  @Test
  void twoPaymentsStandInEveryViewAsTheContractSaysLetterByLetter() {
    new Owner(redis.views(), 3).commit(ONE, OTHER);

    assertThat(redis.show("sales:total")).isEqualTo("string 42499");
    assertThat(redis.show("sales:total:count")).isEqualTo("string 2");
    assertThat(redis.show("sales:realtime")).isEqualTo("hash {PRODUCTID5=42499}");
    assertThat(redis.show("sales:realtime:count")).isEqualTo("hash {PRODUCTID5=2}");
    assertThat(redis.show("sales:timeline"))
        .isEqualTo("list [1761106860000,12500, 1761106980000,42499]");
    assertThat(redis.show("sales:timeline:count"))
        .isEqualTo("list [1761106860000,1, 1761106980000,2]");
    assertThat(redis.show("sales:timeline:amount:PRODUCTID5"))
        .isEqualTo("list [1761106860000,12500, 1761106980000,42499]");
    assertThat(redis.show("sales:timeline:count:PRODUCTID5"))
        .isEqualTo("list [1761106860000,1, 1761106980000,2]");
    assertThat(redis.show("sales:leaderboard:count")).isEqualTo("zset [PRODUCTID5, 2]");
    assertThat(redis.show("sales:leaderboard:amount")).isEqualTo("zset [PRODUCTID5, 42499]");
    assertThat(redis.show("sales:leaderboard:count:1761106860000"))
        .isEqualTo("zset [PRODUCTID5, 1]");
    assertThat(redis.show("sales:leaderboard:amount:1761106860000"))
        .isEqualTo("zset [PRODUCTID5, 12500]");
    assertThat(redis.show("sales:leaderboard:count:1761106980000"))
        .isEqualTo("zset [PRODUCTID5, 1]");
    assertThat(redis.show("sales:leaderboard:amount:1761106980000"))
        .isEqualTo("zset [PRODUCTID5, 29999]");
    assertThat(redis.jedis.keys("*")).hasSize(16);
  }

  @Test
  void theLedgersIdentityAndThePartitionsAccountsHaveTheContractsFields() {
    Owner owner = new Owner(redis.views(), 3);
    owner.commit(ONE, OTHER);

    Map<String, String> ledger = redis.jedis.hgetAll("sales:ledger");
    assertThat(ledger.remove("id")).hasSize(36);
    assertThat(ledger)
        .isEqualTo(
            Map.ofEntries(
                Map.entry("clusterId", "cluster"),
                Map.entry("topicId", "topic-id"),
                Map.entry("topic", "sales_events"),
                Map.entry("currency", "CNY"),
                Map.entry("scale", "2"),
                Map.entry("layout", "2"),
                Map.entry("timelineMinutes", "1440"),
                Map.entry("minuteBoardMillis", Long.toString(BOARD_MILLIS)),
                Map.entry("launchMillis", "1000"),
                Map.entry("launch", "launch"),
                Map.entry("partitions", "3")));
    assertThat(redis.show("sales:ledger:3"))
        .isEqualTo(
            "hash {applied=2, dirty=0, duplicates=0, epoch="
                + owner.epoch()
                + ", gaps=0, late=0, logEpoch=, low=2, misrouted=0, newestEventMillis=1761106980000,"
                + " quarantined=0, ranges=, requeued=0, sequence=1}");
  }

  @Test
  void accountsAreAddedToAndTheNewestEventNeverGoesBack() {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    Commit first = owner.next(ONE);
    AppliedOffsets offsets = AppliedOffsets.below(0).plus(0, 4).plus(7, 9);
    for (int sequence = 1; sequence <= 2; sequence++) {
      Commit commit =
          new Commit(
              3,
              owner.epoch(),
              sequence,
              sequence == 1 ? AppliedOffsets.below(0) : offsets,
              sequence == 1 ? offsets : offsets.plus(20, 26),
              new Counters(3, 1, 2, 4, 5, 6, sequence == 1 ? SECOND : FIRST),
              first.sums(),
              List.of(
                  new QuarantineEntry(
                      2 + 18 * (sequence - 1), 7, QuarantineReason.BAD_QUANTITY, "quantity 0 é")),
              List.of());
      assertThat(views.commit(commit)).isEqualTo(new CommitAnswer.Ok());
    }

    assertThat(redis.jedis.hgetAll("sales:ledger:3"))
        .containsEntry("low", "4")
        .containsEntry("ranges", "7-9,20-26")
        .containsEntry("applied", "6")
        .containsEntry("quarantined", "2")
        .containsEntry("gaps", "4")
        .containsEntry("duplicates", "8")
        .containsEntry("late", "10")
        .containsEntry("misrouted", "12")
        .containsEntry("newestEventMillis", Long.toString(SECOND));
    List<StreamEntry> quarantine =
        redis.jedis.xrange("sales:quarantine", (StreamEntryID) null, (StreamEntryID) null);
    assertThat(quarantine)
        .extracting(StreamEntry::getFields)
        .containsExactly(
            Map.of(
                "partition", "3",
                "offset", "2",
                "schemaId", "7",
                "reason", "bad-quantity",
                "detail", "quantity 0 é"),
            Map.of(
                "partition", "3",
                "offset", "20",
                "schemaId", "7",
                "reason", "bad-quantity",
                "detail", "quantity 0 é"));
  }

  @Test
  void aHeartbeatAndTheSlidingWindowHaveTheContractsFields() {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    views.heartbeat(3, owner.epoch(), 1_761_106_990_000L, 17);
    views.showWindow(3, new WindowSums(2, 42_499, Map.of("PRODUCTID5", 42_499L)), SECOND);

    assertThat(redis.show("sales:heartbeat:3"))
        .isEqualTo("hash {atMillis=1761106990000, endOffset=17}");
    assertThat(redis.show("sales:window:3"))
        .isEqualTo("hash {amount=42499, asOfMillis=1761106980000, lengthMillis=10000, payments=2}");
    assertThat(redis.show("sales:window:leaderboard:3")).isEqualTo("zset [PRODUCTID5, 42499]");
    assertThat(redis.jedis.pttl("sales:window:3")).isPositive();
    assertThat(redis.jedis.pttl("sales:window:leaderboard:3")).isPositive();
  }

  @Test
  void theSameSequenceAgainIsAlreadyThereAndChangesNothing() {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    owner.commit(ONE);
    Commit commit = owner.next(ONE, OTHER);
    owner.commit(commit);
    Map<String, String> before = redis.dump();

    assertThat(views.commit(commit)).isEqualTo(new CommitAnswer.Already());
    assertThat(redis.dump()).isEqualTo(before);
  }

  @Test
  void aCommitOfNothingButOffsetsMovesTheAccountsOnly() {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    owner.commit(ONE);
    Map<String, String> before = redis.dump();
    Commit gap =
        new Commit(
            3,
            owner.epoch(),
            2,
            AppliedOffsets.below(1),
            AppliedOffsets.below(9),
            new Counters(0, 0, 8, 3, 0, 0, 0),
            noSums(),
            List.of(),
            List.of());
    assertThat(views.commit(gap)).isEqualTo(new CommitAnswer.Ok());

    Map<String, String> after = redis.dump();
    assertThat(after.remove("sales:ledger:3")).isNotEqualTo(before.remove("sales:ledger:3"));
    assertThat(after).isEqualTo(before);
    assertThat(redis.jedis.hget("sales:ledger:3", "gaps")).isEqualTo("8");
  }

  @Test
  void aLateCommitThatWouldMoveTooManyEntriesIsTooLargeAndWritesNothing() {
    Sale[] later = new Sale[200];
    for (int i = 0; i < later.length; i++) {
      later[i] = new Sale("A", FIRST + 60_000L * (2 + i), 1, 1);
    }
    new Owner(redis.views(), 3).commit(later);
    RedisViews few = few();
    Owner owner = new Owner(few, 3);
    Map<String, String> before = redis.dump();
    Sale late = new Sale("A", FIRST, 1, 1);

    CommitAnswer answer = few.commit(owner.next(late, new Sale("A", FIRST + 60_000L, 1, 1)));
    assertThat(answer).isInstanceOf(CommitAnswer.TooLarge.class);
    assertThat(((CommitAnswer.TooLarge) answer).cost()).isGreaterThan(20);
    // A quarantined offset is an entry that can be cut off as well.
    QuarantineEntry refused =
        new QuarantineEntry(later.length + 1, 1, QuarantineReason.UNDECODABLE, "x");
    assertThat(few.commit(owner.next(List.of(late), List.of(refused))))
        .isInstanceOf(CommitAnswer.TooLarge.class);
    assertThat(redis.dump()).isEqualTo(before);

    owner.commit(late); // one entry can't be cut, so it is never too large
    assertThat(redis.jedis.lindex(KEYS.timeline(), 0)).isEqualTo(FIRST + ",1");
  }

  @Test
  void aFullCommitAtTheTailIsNotTooLarge() {
    Owner owner = new Owner(few(), 3);
    for (int round = 0; round < 2; round++) {
      Sale[] sales = new Sale[20];
      for (int i = 0; i < sales.length; i++) {
        sales[i] = new Sale("P" + i % 4, FIRST + 60_000L * (i + round), 1, 1);
      }
      owner.commit(sales);
    }
    assertThat(redis.jedis.get(KEYS.total())).isEqualTo("40");
  }

  @Test
  void anotherOwnersCommitIsFenced() {
    RedisViews views = redis.views();
    Owner older = new Owner(views, 3);
    older.commit(ONE);
    Owner newer = new Owner(redis.views(), 3);
    Map<String, String> before = redis.dump();

    assertThat(views.commit(older.next(OTHER))).isEqualTo(new CommitAnswer.Fenced(newer.epoch()));
    assertThat(redis.dump()).isEqualTo(before);
    newer.commit(OTHER);
    assertThat(redis.jedis.get(KEYS.total())).isEqualTo("42499");
  }

  @Test
  void anEpochOfTheSameNumberFromBeforeAWipeIsFenced() {
    RedisViews views = redis.views();
    Owner zombie = new Owner(views, 3);
    zombie.commit(ONE);
    redis.clear();
    Owner owner = new Owner(redis.views(), 3);
    owner.commit(ONE);
    Map<String, String> before = redis.dump();

    assertThat(views.commit(zombie.next(OTHER))).isEqualTo(new CommitAnswer.Fenced(owner.epoch()));
    assertThat(redis.dump()).isEqualTo(before);
  }

  /** Views that take twenty entries a commit. */
  private RedisViews few() {
    return redis.views(
        redis.settings(1440, ViewsUnderTest.A_CENTURY_MILLIS, 20),
        ViewsUnderTest.IDENTITY,
        ViewsUnderTest.LAUNCH);
  }

  private static ProductMinutes noSums() {
    return new ProductMinutes(new String[0], new long[0], new long[0], new long[0]);
  }
}
