package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.ViewsUnderTest.IDENTITY;
import static io.salesledger.windowing.store.ViewsUnderTest.KEYS;
import static io.salesledger.windowing.store.ViewsUnderTest.LAUNCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.Commit;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.Counters;
import io.salesledger.windowing.core.QuarantineAnswer;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.QuarantineReason;
import io.salesledger.windowing.core.Resolution;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.RestoreParams;

/** The quarantine in a real Redis: its list, its bound, its offsets, and what settles them. */
@ExtendWith(EmptyRedis.class)
class QuarantineScriptIT {
  private static final Sale SALE = new Sale("A", Damage.MINUTE, 100, 1);

  private final ViewsUnderTest redis;

  QuarantineScriptIT(ViewsUnderTest redis) {
    this.redis = redis;
  }

  private RedisViews listing(int entries) {
    return redis.views(
        redis.settings(1440, ViewsUnderTest.A_CENTURY_MILLIS, 4000, entries), IDENTITY, LAUNCH);
  }

  private static List<QuarantineEntry> refused(long from, long next) {
    return LongStream.range(from, next)
        .mapToObj(o -> new QuarantineEntry(o, 7, QuarantineReason.BAD_QUANTITY, "quantity 0"))
        .toList();
  }

  private List<String> listed() {
    return redis.jedis.xrange("sales:quarantine", (StreamEntryID) null, null).stream()
        .map(entry -> entry.getFields().get("partition") + ":" + entry.getFields().get("offset"))
        .toList();
  }

  @Test
  void theContractsKeysHoldWhatWasQuarantinedAndWhatSettlesIt() {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    owner.commit(owner.next(List.of(), refused(0, 2)));
    owner.commit(owner.resolving(1, SALE));

    assertThat(listed()).containsExactly("3:0", "3:1");
    assertThat(redis.jedis.getbit("sales:quarantine:offsets:3:0", 0)).isTrue();
    assertThat(redis.jedis.getbit("sales:quarantine:offsets:3:0", 1)).isTrue();
    assertThat(redis.jedis.bitcount("sales:quarantine:offsets:3:0")).isEqualTo(2);
    assertThat(redis.show("sales:quarantine:resolved:3")).isEqualTo("hash {1=2}");
    assertThat(redis.jedis.exists("sales:quarantine:unlisted")).isFalse();
    assertThat(redis.jedis.hgetAll("sales:ledger:3"))
        .containsEntry("quarantined", "2")
        .containsEntry("requeued", "1")
        .containsEntry("applied", "1");
    assertThat(owner.quarantine(0L, 1L, 2L))
        .isEqualTo(new QuarantineAnswer.Known(Set.of(0L, 1L), Map.of(1L, 2L)));
    assertThat(new Owner(views, 2).quarantine(0L))
        .isEqualTo(new QuarantineAnswer.Known(Set.of(), Map.of()));
  }

  @Test
  void offsetsFarApartAreKeptInKeysOfTheirOwn() {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    long far = 5_000_000_000L;
    Commit commit =
        new Commit(
            3,
            owner.epoch(),
            1,
            AppliedOffsets.below(0),
            AppliedOffsets.below(far + 1),
            new Counters(0, 2, far - 1, 0, 0, 0, 0),
            owner.next(List.of(), List.of()).sums(),
            List.of(refused(65_535, 65_536).get(0), refused(far, far + 1).get(0)),
            List.of());
    owner.commit(commit);

    long first = far - far % 65_536;
    assertThat(redis.jedis.keys("sales:quarantine:offsets:*"))
        .containsExactlyInAnyOrder(
            "sales:quarantine:offsets:3:0", "sales:quarantine:offsets:3:" + first);
    assertThat(redis.jedis.strlen("sales:quarantine:offsets:3:0")).isEqualTo(8_192);
    assertThat(KEYS.quarantineOffsets(3, far)).isEqualTo("sales:quarantine:offsets:3:" + first);
    assertThat(owner.quarantine(65_535L, 65_536L, far, far - 1))
        .isEqualTo(new QuarantineAnswer.Known(Set.of(65_535L, far), Map.of()));
  }

  @Test
  void theListKeepsItsBoundAcrossPartitionsAndTellsWhatItLost() {
    RedisViews views = listing(5);
    Owner one = new Owner(views, 1);
    Owner other = new Owner(views, 2);
    one.commit(one.next(List.of(), refused(0, 4)));
    assertThat(redis.jedis.exists("sales:quarantine:unlisted")).isFalse();

    other.commit(other.next(List.of(), refused(0, 3)));
    assertThat(listed()).containsExactly("1:2", "1:3", "2:0", "2:1", "2:2");
    assertThat(redis.show("sales:quarantine:unlisted")).isEqualTo("string 2");

    one.commit(one.next(List.of(), refused(4, 14)));
    assertThat(listed()).containsExactly("1:9", "1:10", "1:11", "1:12", "1:13");
    assertThat(redis.show("sales:quarantine:unlisted")).isEqualTo("string 12");
    assertThat(redis.jedis.hget("sales:ledger:1", "quarantined")).isEqualTo("14");
    assertThat(one.quarantine(0L)).isEqualTo(new QuarantineAnswer.Known(Set.of(0L), Map.of()));
  }

  @Test
  void aBoundThatWasLoweredIsReachedBitByBit() {
    Owner before = new Owner(redis.views(), 1);
    before.commit(before.next(List.of(), refused(0, 2_500)));
    Owner after = new Owner(listing(5), 1);

    after.commit(after.next(List.of(), refused(2_500, 2_501)));
    assertThat(redis.jedis.xlen("sales:quarantine")).isEqualTo(1_500);
    assertThat(redis.jedis.get("sales:quarantine:unlisted")).isEqualTo("1001");
    for (long offset = 2_501; offset < 2_504; offset++) {
      after.commit(after.next(List.of(), refused(offset, offset + 1)));
    }
    assertThat(redis.jedis.xlen("sales:quarantine")).isEqualTo(5);
    assertThat(redis.jedis.get("sales:quarantine:unlisted")).isEqualTo("2499");
  }

  @Test
  void theSameCommitAgainChangesNothing() {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    owner.commit(owner.next(List.of(), refused(0, 2)));
    Commit resolving = owner.resolving(1, SALE);
    owner.commit(resolving);
    Map<String, String> before = redis.dump();

    assertThat(views.commit(resolving)).isEqualTo(new CommitAnswer.Already());

    assertThat(redis.dump()).isEqualTo(before);
  }

  private void assertBroken(Consumer<Jedis> damage, String said) {
    redis.clear();
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    owner.commit(owner.next(List.of(), refused(0, 2)));
    owner.commit(owner.resolving(1, SALE));
    damage.accept(redis.jedis);
    Map<String, String> before = redis.dump();
    Commit plain = owner.next(List.of(SALE), refused(3, 4));
    Commit next =
        new Commit(
            3,
            plain.epoch(),
            plain.sequence(),
            plain.base(),
            plain.applied(),
            plain.counters(),
            plain.sums(),
            plain.quarantine(),
            List.of(new Resolution(0, 4)));

    CommitAnswer answer = views.commit(next);

    assertThat(answer).as(said).isInstanceOf(CommitAnswer.Broken.class);
    assertThat(((CommitAnswer.Broken) answer).reason()).contains(said);
    assertThat(redis.dump()).isEqualTo(before);
  }

  @Test
  void damagedViewsAreBrokenAndNothingIsWritten() {
    assertBroken(j -> j.set("sales:quarantine:resolved:3", "x"), "WRONGTYPE");
    assertBroken(j -> j.set("sales:quarantine:unlisted", "many"), "unlisted");
    assertBroken(j -> j.setbit("sales:quarantine:offsets:3:0", 3, true), "has offset 3 already");
    assertBroken(j -> j.hset("sales:quarantine:resolved:3", "0", "2"), "has offset 0 already");
    assertBroken(j -> j.hset("sales:ledger:3", "requeued", "one"), "requeued");
    assertBroken(j -> j.hdel("sales:ledger:3", "requeued"), "lacks a field");
    assertBroken(
        j -> {
          j.del("sales:quarantine:offsets:3:0");
          j.sadd("sales:quarantine:offsets:3:0", "x");
        },
        "WRONGTYPE");
  }

  /** They may come back before the commit that the answer decides. */
  @Test
  void viewsThatAreNotAtTheOwnersLastCommitDecideNothing() {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    owner.commit(owner.next(List.of(), refused(0, 2)));
    byte[] before = redis.jedis.dump("sales:ledger:3");
    owner.commit(SALE);
    String account = "sales:ledger:3 has epoch " + owner.epoch();

    redis.jedis.hset("sales:ledger:3", "ranges", "9-10");
    assertThat(owner.quarantine(1L))
        .isEqualTo(new QuarantineAnswer.Stale(account + ", sequence 2, offsets 3 9-10"));

    redis.jedis.restore("sales:ledger:3", 0, before, RestoreParams.restoreParams().replace());
    assertThat(owner.quarantine(1L))
        .isEqualTo(new QuarantineAnswer.Stale(account + ", sequence 1, offsets 2 "));

    redis.jedis.hset("sales:ledger:3", "dirty", "1");
    assertThat(owner.quarantine(1L))
        .isEqualTo(
            new QuarantineAnswer.Broken("sales:ledger:3 is dirty: a commit was cut off half-way"));

    redis.jedis.del("sales:ledger:3");
    assertThat(owner.quarantine(1L))
        .isEqualTo(
            new QuarantineAnswer.Stale(
                "sales:ledger:3 has epoch none, sequence none, offsets none "));

    Owner another = new Owner(redis.views(), 4);
    another.commit(another.next(List.of(), refused(0, 2)));
    Owner next = new Owner(views, 4);
    assertThat(another.quarantine(1L))
        .isEqualTo(
            new QuarantineAnswer.Stale(
                "sales:ledger:4 has epoch " + next.epoch() + ", sequence 1, offsets 2 "));
    assertThat(next.quarantine(1L)).isEqualTo(new QuarantineAnswer.Known(Set.of(1L), Map.of()));
  }

  @Test
  void aQuarantineThatLostItsSettledOffsetsDecidesNothing() {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    owner.commit(owner.next(List.of(), refused(0, 2)));
    owner.commit(owner.resolving(1, SALE));
    redis.jedis.del("sales:quarantine:resolved:3");

    assertThat(owner.quarantine(1L))
        .isEqualTo(new QuarantineAnswer.Broken("sales:quarantine:resolved:3 has 0 offsets, not 1"));
  }
}
