package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.ViewsUnderTest.KEYS;
import static io.salesledger.windowing.store.ViewsUnderTest.LAUNCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.Commit;
import io.salesledger.windowing.core.CommitLimits;
import io.salesledger.windowing.core.NotedOwner;
import io.salesledger.windowing.core.PartitionMarks;
import io.salesledger.windowing.core.PartitionOwners;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the reader of the log sees of the ledger, whole or damaged, and why it stopped. */
@ExtendWith(EmptyRedis.class)
final class StoredMarksIT {
  private static final Sale SALE = new Sale("A", 1_761_106_860_000L, 12_500, 1);

  private final ViewsUnderTest redis;
  private final RedisSession session;

  StoredMarksIT(ViewsUnderTest redis) {
    this.redis = redis;
    session = new RedisSession(redis.settings(1440, 60_000, 1).redis(), Duration.ofSeconds(30));
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void theMarkOfAPartitionMovesWithItsCommits() {
    assertThat(marks().marks()).isEmpty();
    assertThat(marks().launch()).isEmpty();

    Owner owner = new Owner(redis.views(), 3);
    assertThat(marks().marks()).isEqualTo(Map.of(3, new PartitionMarks.Mark(0, owner.epoch())));
    owner.commit(SALE, SALE);
    assertThat(marks().marks()).isEqualTo(Map.of(3, new PartitionMarks.Mark(2, owner.epoch())));
    assertThat(marks().launch()).contains(LAUNCH);
    assertThat(marks().topicId()).contains("topic-id");
  }

  /** A commit above the mark knows nothing of who wrote the log below it. */
  @Test
  void theLeadersEpochIsTheOneAtTheMark() {
    Owner owner = new Owner(redis.views(), 3);
    owner.commit(reaching(owner.next(SALE, SALE), "", OptionalInt.of(5)));
    assertThat(logEpoch()).hasValue(5);
    owner.commit(reaching(owner.next(SALE), "3-4", OptionalInt.empty()));
    assertThat(logEpoch()).hasValue(5);
    owner.commit(owner.next(SALE));
    assertThat(logEpoch()).isEmpty();
  }

  /** Also one that is no number, or no epoch. */
  @Test
  void theLeadersEpochOfAnotherMarkThatAnOlderVersionLeftIsNone() {
    new Owner(redis.views(), 3).commit(SALE, SALE);
    for (String none : List.of("1:5", "5", "20:5", "2:", "2:x", "2:-1", "2:2147483648")) {
      redis.jedis.hset(KEYS.partition(3), "logEpoch", none);
      assertThat(logEpoch()).as(none).isEmpty();
    }
    redis.jedis.hset(KEYS.partition(3), "logEpoch", "2:5");
    assertThat(logEpoch()).hasValue(5);
  }

  /** The same commit with the mark at 2, these ranges above it, and this leader there. */
  private static Commit reaching(Commit plain, String ranges, OptionalInt logEpoch) {
    return new Commit(
        plain.partition(),
        plain.epoch(),
        plain.sequence(),
        plain.base(),
        AppliedOffsets.parse(2, ranges),
        plain.counters(),
        plain.sums(),
        plain.quarantine(),
        plain.resolutions(),
        logEpoch);
  }

  private OptionalInt logEpoch() {
    return marks().marks().getOrDefault(3, new PartitionMarks.Mark(0, "")).logEpoch();
  }

  @Test
  void aDamagedHashIsAsGoodAsNone() {
    new Owner(redis.views(), 3).commit(SALE);
    new Owner(redis.views(), 4);
    redis.jedis.hset(KEYS.partition(3), "low", "x");
    assertThat(marks().marks()).containsOnlyKeys(4);
    redis.jedis.set(KEYS.partition(4), "x");
    assertThat(marks().marks()).isEmpty();
    redis.jedis.hset(KEYS.ledger(), "launchMillis", "x");
    assertThat(marks().launch()).isEmpty();
    redis.jedis.set(KEYS.ledger(), "x");
    assertThat(marks().topicId()).isEmpty();
  }

  @Test
  void whyTheLedgerStoppedIsWrittenDownUntilTheNextClaim() {
    RedisViews views = redis.views();
    new Owner(views, 3);
    views.markBroken("a view is damaged");
    assertThat(marks().broken()).contains("a view is damaged");

    Owner owner = new Owner(views, 3);
    assertThat(marks().broken()).isEmpty();
    owner.commit(SALE);
  }

  @Test
  void whyTheLedgerStoppedNeverStandsInTheWayOfANewLedger() {
    RedisViews views = redis.views();
    views.markBroken("written after a wipe");
    assertThat(redis.dump()).isEmpty();
    redis.jedis.set(KEYS.ledger(), "x");
    views.markBroken("no ledger at all");
    assertThat(redis.show(KEYS.ledger())).isEqualTo("string x");

    redis.jedis.del(KEYS.ledger());
    redis.jedis.hset(KEYS.ledger(), "broken", "nothing but a reason");
    assertThat(views.claim(3)).isInstanceOf(ClaimAnswer.Granted.class);
    assertThat(marks().broken()).isEmpty();
  }

  @Test
  void whyTheLedgerStoppedIsNotWrittenDownAtViewsThatWereMadeAnew() {
    RedisViews stopped = redis.views();
    new Owner(stopped, 3);
    redis.jedis.hset(KEYS.partition(3), "dirty", "1");
    assertThat(stopped.claim(3)).isInstanceOf(ClaimAnswer.Broken.class);
    assertThat(stopped.markBroken("damaged")).isTrue();
    assertThat(marks().broken()).contains("damaged");

    redis.clear();
    assertThat(stopped.markBroken("damaged")).isFalse();
    new Owner(redis.views(), 3);
    assertThat(stopped.markBroken("damaged")).isFalse();
    assertThat(marks().broken()).isEmpty();
  }

  @Test
  void whoeverMeetsViewsWithoutALedgerStopsNoOther() {
    redis.jedis.set(KEYS.total(), "1");
    RedisViews stopped = redis.views();
    assertThat(stopped.claim(3)).isInstanceOf(ClaimAnswer.Broken.class);
    assertThat(stopped.markBroken("no identity")).isFalse();

    redis.clear();
    new Owner(redis.views(), 3);
    assertThat(stopped.markBroken("no identity")).isFalse();
    assertThat(marks().broken()).isEmpty();
  }

  @Test
  void viewsThatLostTheirLedgerAreClaimedOnceTheyAreWiped() {
    new Owner(redis.views(), 3).commit(SALE);
    redis.jedis.del(KEYS.ledger());
    NotedOwner noted = new NotedOwner();
    PartitionOwners owners =
        new PartitionOwners(redis.views(), new CommitLimits(100, 100), () -> true, noted);
    owners.claim(List.of(3, 4));
    owners.heartbeat(1000, Map.of());
    owners.claim(List.of(3, 4));
    String why = "stopped: partition 3: " + KEYS.ledger() + " has no id";
    assertThat(noted.told()).hasSize(2).allSatisfy(said -> assertThat(said).startsWith(why));

    redis.clear();
    owners.claim(List.of(3, 4));
    assertThat(noted.told()).endsWith("claimed 3", "claimed 4");
  }

  @Test
  void offsetsThatAreNoneAreBroken() {
    new Owner(redis.views(), 3).commit(SALE);
    for (String ranges : List.of("x", "5", "7-6", "0-9", "5-6,5-6")) {
      redis.jedis.hset(KEYS.partition(3), "ranges", ranges);
      assertThat(redis.views().claim(3)).as(ranges).isInstanceOf(ClaimAnswer.Broken.class);
    }
    redis.jedis.hset(KEYS.partition(3), "ranges", "");
    redis.jedis.hset(KEYS.partition(3), "low", "99999999999999999999");
    assertThat(redis.views().claim(3)).isInstanceOf(ClaimAnswer.Broken.class);
  }

  private PartitionMarks marks() {
    return new StoredMarks(session, KEYS).of(List.of(3, 4));
  }
}
