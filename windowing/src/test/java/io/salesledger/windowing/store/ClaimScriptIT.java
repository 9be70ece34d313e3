package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.ViewsUnderTest.BOARD_MILLIS;
import static io.salesledger.windowing.store.ViewsUnderTest.IDENTITY;
import static io.salesledger.windowing.store.ViewsUnderTest.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.Commit;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.Counters;
import io.salesledger.windowing.core.Launch;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;

/** Who may write to a partition, and when nobody may. */
@ExtendWith(EmptyRedis.class)
final class ClaimScriptIT {
  private static final Sale SALE = new Sale("A", 1_761_106_860_000L, 12_500, 1);
  private static final Launch OLDER = new Launch(999, "z");
  private static final Launch NEWER = new Launch(1001, "a");

  /** Another identity, and the field that the refusal names. */
  record Other(String field, LedgerIdentity identity) {}

  static final List<Other> OTHERS =
      List.of(
          new Other(
              "clusterId",
              new LedgerIdentity("x", "topic-id", "sales_events", "CNY", 2, 1440, BOARD_MILLIS)),
          new Other(
              "topicId",
              new LedgerIdentity("cluster", "x", "sales_events", "CNY", 2, 1440, BOARD_MILLIS)),
          new Other(
              "topic",
              new LedgerIdentity("cluster", "topic-id", "x", "CNY", 2, 1440, BOARD_MILLIS)),
          new Other(
              "currency",
              new LedgerIdentity(
                  "cluster", "topic-id", "sales_events", "EUR", 2, 1440, BOARD_MILLIS)),
          new Other(
              "scale",
              new LedgerIdentity(
                  "cluster", "topic-id", "sales_events", "CNY", 3, 1440, BOARD_MILLIS)),
          new Other(
              "timelineMinutes",
              new LedgerIdentity(
                  "cluster", "topic-id", "sales_events", "CNY", 2, 300, BOARD_MILLIS)),
          new Other(
              "minuteBoardMillis",
              new LedgerIdentity("cluster", "topic-id", "sales_events", "CNY", 2, 1440, 60_000)));

  static final List<Damage> DAMAGES =
      List.of(
          new Damage("no ledger", j -> j.del(KEYS.ledger()), KEYS.ledger() + " has no id"),
          new Damage("no id", j -> j.hdel(KEYS.ledger(), "id"), KEYS.ledger() + " has no id"),
          new Damage("no topic id", j -> j.hdel(KEYS.ledger(), "topicId"), "topicId"),
          new Damage(
              "another layout", j -> j.hset(KEYS.ledger(), "layout", "1"), "layout 1, not 2"),
          new Damage(
              "no partitions", j -> j.hdel(KEYS.ledger(), "partitions"), "lacks its partitions"),
          new Damage(
              "partition unknown",
              j -> j.hset(KEYS.ledger(), "partitions", "13,30"),
              "does not know partition 3"),
          new Damage(
              "ledger of another type",
              j -> retype(j, KEYS.ledger()),
              KEYS.ledger() + " is a string"),
          new Damage(
              "accounts of another type",
              j -> retype(j, KEYS.partition(3)),
              KEYS.partition(3) + " is a string"),
          new Damage(
              "no accounts", j -> j.del(KEYS.partition(3)), KEYS.partition(3) + " is missing"),
          new Damage("dirty", j -> j.hset(KEYS.partition(3), "dirty", "1"), "is dirty"),
          new Damage("a field lost", j -> j.hdel(KEYS.partition(3), "low"), "lacks a field"),
          new Damage(
              "epoch", j -> j.hset(KEYS.partition(3), "epoch", "x"), "figures that are none"),
          new Damage("low", j -> j.hset(KEYS.partition(3), "low", "-1"), "figures that are none"),
          new Damage(
              "sequence", j -> j.hset(KEYS.partition(3), "sequence", ""), "figures that are none"));

  /** Each of them alone tells that something was counted here. */
  static final List<String> VIEWS =
      List.of(
          KEYS.total(),
          KEYS.totalCount(),
          KEYS.realtime(),
          KEYS.realtimeCount(),
          KEYS.timeline(),
          KEYS.timelineCount(),
          KEYS.leaderboardAmount(),
          KEYS.leaderboardCount(),
          KEYS.quarantine(),
          KEYS.quarantineUnlisted(),
          KEYS.quarantineOffsets(3, 1),
          KEYS.quarantineResolved(3),
          KEYS.partition(3));

  private final ViewsUnderTest redis;

  ClaimScriptIT(ViewsUnderTest redis) {
    this.redis = redis;
  }

  @Test
  void theFirstClaimMakesTheLedgerAndTheNextOnesAddTheirPartitions() {
    RedisViews views = redis.views();
    ClaimAnswer.Granted first = granted(views, 10);
    String id = redis.jedis.hget(KEYS.ledger(), "id");

    assertThat(first.epoch()).startsWith("1-");
    assertThat(first.sequence()).isZero();
    assertThat(first.applied()).isEqualTo(AppliedOffsets.below(0));
    granted(views, 3);
    granted(views, 0);
    granted(views, 3);
    assertThat(redis.jedis.hget(KEYS.ledger(), "partitions")).isEqualTo("0,3,10");
    assertThat(redis.jedis.hget(KEYS.ledger(), "id")).isEqualTo(id);
  }

  @Test
  void epochsCountUpAndEachHasANonceOfItsOwn() {
    RedisViews views = redis.views();
    String first = granted(views, 3).epoch();
    String second = granted(views, 3).epoch();
    redis.clear();
    String afterAWipe = granted(views, 3).epoch();

    assertThat(first).matches("1-[0-9a-f-]{36}");
    assertThat(second).matches("2-[0-9a-f-]{36}");
    assertThat(second.substring(2)).isNotEqualTo(first.substring(2));
    assertThat(afterAWipe).startsWith("1-").isNotEqualTo(first);
  }

  @Test
  void aClaimKeepsWhatIsApplied() {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    AppliedOffsets applied = AppliedOffsets.below(5).plus(8, 10).plus(20, 21);
    Commit commit = owner.next(SALE);
    Counters counters = new Counters(1, 0, 7, 0, 0, 0, 1);
    assertThat(
            views.commit(
                new Commit(
                    3,
                    owner.epoch(),
                    1,
                    commit.base(),
                    applied,
                    counters,
                    commit.sums(),
                    List.of(),
                    List.of())))
        .isEqualTo(new CommitAnswer.Ok());
    Map<String, Object> sums = redis.sums();

    ClaimAnswer.Granted again = granted(redis.views(IDENTITY, NEWER), 3);
    assertThat(again.sequence()).isEqualTo(1);
    assertThat(again.applied()).isEqualTo(applied);
    assertThat(redis.sums()).isEqualTo(sums);
    assertThat(redis.jedis.hget(KEYS.partition(3), "gaps")).isEqualTo("7");
  }

  @Test
  void aClaimThatWasCutOffBeforeThereWasALedgerIsGrantedTheNextTime() {
    granted(redis.views(), 3);
    redis.jedis.del(KEYS.ledger());

    new Owner(redis.views(), 3).commit(SALE);
    assertThat(redis.jedis.hget(KEYS.ledger(), "partitions")).isEqualTo("3");
    assertThat(redis.jedis.get(KEYS.total())).isEqualTo("12500");
  }

  @Test
  void aClaimThatWasCutOffBeforeTheLedgerKnewItsPartitionIsGrantedTheNextTime() {
    RedisViews views = redis.views();
    new Owner(views, 3).commit(SALE);
    granted(views, 10);
    redis.jedis.hset(KEYS.ledger(), "partitions", "3");

    assertThat(granted(views, 10).epoch()).startsWith("2-");
    assertThat(redis.jedis.hget(KEYS.ledger(), "partitions")).isEqualTo("3,10");
  }

  @Test
  void aLedgerFromBeforeItSaidHowLongBoardsLiveSaysSoFromItsNextClaimOn() {
    new Owner(redis.views(), 3).commit(SALE);
    redis.jedis.hdel(KEYS.ledger(), "minuteBoardMillis");

    granted(redis.views(IDENTITY, NEWER), 3);

    assertThat(redis.jedis.hget(KEYS.ledger(), "minuteBoardMillis"))
        .isEqualTo(Long.toString(BOARD_MILLIS));
  }

  @Test
  void anOlderLaunchIsSupersededAndChangesNothing() {
    Owner owner = new Owner(redis.views(), 3);
    owner.commit(SALE);
    Map<String, String> before = redis.dump();

    assertThat(redis.views(IDENTITY, OLDER).claim(3))
        .isEqualTo(new ClaimAnswer.Superseded("launch"));
    assertThat(redis.views(IDENTITY, OLDER).claim(4))
        .isEqualTo(new ClaimAnswer.Superseded("launch"));
    assertThat(redis.views(IDENTITY, new Launch(1000, "aunch")).claim(3))
        .isEqualTo(new ClaimAnswer.Superseded("launch"));
    assertThat(redis.dump()).isEqualTo(before);
    owner.commit(SALE);
  }

  @Test
  void aNewerLaunchTakesOverAndTheOlderOneStaysOutOfEveryPartition() {
    RedisViews old = redis.views();
    Owner owner = new Owner(old, 3);
    owner.commit(SALE);
    Owner newer = new Owner(redis.views(IDENTITY, NEWER), 3);

    assertThat(old.commit(owner.next(SALE))).isInstanceOf(CommitAnswer.Fenced.class);
    assertThat(old.claim(3)).isEqualTo(new ClaimAnswer.Superseded("a"));
    assertThat(old.claim(5)).isEqualTo(new ClaimAnswer.Superseded("a"));
    assertThat(redis.jedis.hget(KEYS.ledger(), "launchMillis")).isEqualTo("1001");
    newer.commit(SALE);
    assertThat(redis.jedis.get(KEYS.total())).isEqualTo("25000");
  }

  @ParameterizedTest
  @FieldSource("OTHERS")
  void aLedgerFoldedFromSomethingElseIsBrokenAndNamesTheField(Other other) {
    new Owner(redis.views(), 3).commit(SALE);
    Map<String, String> before = redis.dump();

    for (int partition = 3; partition <= 4; partition++) {
      ClaimAnswer answer = redis.views(other.identity(), NEWER).claim(partition);
      assertThat(answer).isInstanceOf(ClaimAnswer.Broken.class);
      assertThat(((ClaimAnswer.Broken) answer).reason()).contains(" " + other.field() + " ");
    }
    assertThat(redis.dump()).isEqualTo(before);
  }

  @ParameterizedTest
  @FieldSource("DAMAGES")
  void aDamagedLedgerIsBrokenAndStaysAsItIs(Damage damage) {
    new Owner(redis.views(), 3).commit(SALE);
    damage.how().accept(redis.jedis);
    Map<String, String> before = redis.dump();

    ClaimAnswer answer = redis.views().claim(3);
    assertThat(answer).isInstanceOf(ClaimAnswer.Broken.class);
    assertThat(((ClaimAnswer.Broken) answer).reason()).contains(damage.said());
    assertThat(redis.dump()).isEqualTo(before);
  }

  @ParameterizedTest
  @FieldSource("VIEWS")
  void aLedgerWithoutIdentityIsBrokenWhileOneOfItsViewsExists(String view) {
    new Owner(redis.views(), 3).commit(SALE);
    redis.jedis.xadd(KEYS.quarantine(), StreamEntryID.NEW_ENTRY, Map.of("offset", "1"));
    redis.jedis.set(KEYS.quarantineUnlisted(), "1");
    redis.jedis.setbit(KEYS.quarantineOffsets(3, 1), 1, true);
    redis.jedis.hset(KEYS.quarantineResolved(3), "1", "2");
    byte[] kept = redis.jedis.dump(view);
    redis.clear();
    redis.jedis.restore(view, 0, kept);

    assertThat(redis.views().claim(3))
        .isInstanceOfSatisfying(
            ClaimAnswer.Broken.class,
            broken ->
                assertThat(broken.reason())
                    .isEqualTo(KEYS.ledger() + " has no id, but " + view + " is there"));
    assertThat(redis.jedis.keys("*")).containsExactly(view);

    redis.clear();
    assertThat(redis.views().claim(3)).isInstanceOf(ClaimAnswer.Granted.class);
  }

  @Test
  void aHeartbeatIsTheOwnersOnly() {
    RedisViews views = redis.views();
    String first = granted(views, 3).epoch();
    assertThat(views.heartbeat(3, first, 5, 17)).isEqualTo(new CommitAnswer.Ok());
    String second = granted(views, 3).epoch();
    assertThat(views.heartbeat(3, first, 6, 18)).isEqualTo(new CommitAnswer.Fenced(second));
    assertThat(views.heartbeat(3, "3-later", 6, 18)).isInstanceOf(CommitAnswer.Stale.class);
    assertThat(views.heartbeat(4, first, 6, 18)).isInstanceOf(CommitAnswer.Stale.class);
    assertThat(redis.show(KEYS.heartbeat(3))).isEqualTo("hash {atMillis=5, endOffset=17}");
    assertThat(redis.show(KEYS.heartbeat(4))).isEqualTo("none");
  }

  @Test
  void aHeartbeatWithoutTheLogsEndLeavesTheLastThatWasKnown() {
    RedisViews views = redis.views();
    String epoch = granted(views, 3).epoch();
    assertThat(views.heartbeat(3, epoch, 5)).isEqualTo(new CommitAnswer.Ok());
    assertThat(redis.show(KEYS.heartbeat(3))).isEqualTo("hash {atMillis=5}");
    views.heartbeat(3, epoch, 6, 17);
    assertThat(views.heartbeat(3, epoch, 7)).isEqualTo(new CommitAnswer.Ok());
    assertThat(redis.show(KEYS.heartbeat(3))).isEqualTo("hash {atMillis=7, endOffset=17}");
  }

  @Test
  void aHeartbeatMeetsKeysOfAnotherTypeWithoutFailing() {
    RedisViews views = redis.views();
    String epoch = granted(views, 3).epoch();
    redis.jedis.set(KEYS.heartbeat(3), "x");
    assertThat(views.heartbeat(3, epoch, 5, 17)).isEqualTo(new CommitAnswer.Ok());
    assertThat(redis.show(KEYS.heartbeat(3))).isEqualTo("hash {atMillis=5, endOffset=17}");
    retype(redis.jedis, KEYS.partition(3));
    assertThat(views.heartbeat(3, epoch, 6, 18)).isInstanceOf(CommitAnswer.Stale.class);
  }

  private static ClaimAnswer.Granted granted(RedisViews views, int partition) {
    ClaimAnswer answer = views.claim(partition);
    assertThat(answer).isInstanceOf(ClaimAnswer.Granted.class);
    return (ClaimAnswer.Granted) answer;
  }

  private static void retype(Jedis jedis, String key) {
    jedis.del(key);
    jedis.set(key, "x");
  }
}
