package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.ViewsUnderTest.IDENTITY;
import static io.salesledger.windowing.store.ViewsUnderTest.KEYS;
import static io.salesledger.windowing.store.ViewsUnderTest.LAUNCH;
import static io.salesledger.windowing.store.ViewsUnderTest.OTHER_TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.CommitLimits;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.NotedOwner;
import io.salesledger.windowing.core.PartitionOwners;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who may stop a ledger: not a launch that does not own it while the one that does counts on. */
@ExtendWith(EmptyRedis.class)
final class LedgerStopIT {
  private static final CommitLimits LIMITS = new CommitLimits(100, 100);

  private static final Launch OLDER = new Launch(LAUNCH.millis() - 1, "older");
  private static final Launch NEWER = new Launch(LAUNCH.millis() + 1, "newer");
  private static final LedgerIdentity OTHER_CURRENCY =
      new LedgerIdentity(
          IDENTITY.clusterId(),
          IDENTITY.topicId(),
          IDENTITY.topic(),
          "EUR",
          IDENTITY.scale(),
          IDENTITY.timelineMinutes(),
          IDENTITY.minuteBoardMillis());

  private static final Sale SALE = new Sale("tea", 1_761_106_980_000L, 100, 1);

  private final ViewsUnderTest redis;
  private final RedisSession session;

  LedgerStopIT(ViewsUnderTest redis) {
    this.redis = redis;
    session = new RedisSession(redis.settings(1440, 60_000, 1).redis(), Duration.ofSeconds(30));
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void givenAnOlderLaunchThatCannotStartThenTheNewerCountsOn() {
    new Owner(redis.views(), 3);

    assertThat(stop(OLDER).because("Kafka is away")).isFalse();
    assertThat(broken()).isNull();
  }

  @Test
  void givenAnOlderLaunchOfOtherSettingsThenItIsSupersededAndStopsNothing() {
    new Owner(redis.views(), 3);
    RedisViews older = redis.views(OTHER_CURRENCY, OLDER);

    assertThat(older.claim(3)).isEqualTo(new ClaimAnswer.Superseded(LAUNCH.id()));
    assertThat(older.markBroken("another currency")).isFalse();
    assertThat(broken()).isNull();
  }

  @Test
  void givenATopicMadeAnewWhileATaskClaimsThenThatTaskEndsAndStopsNothing() {
    List<Boolean> stillTheOne = new ArrayList<>(List.of(true, false));
    NotedOwner behind = new NotedOwner();
    RedisViews withTheOldOne = redis.views();
    new Owner(redis.views(OTHER_TOPIC, LAUNCH), 3).commit(SALE);

    new PartitionOwners(withTheOldOne, LIMITS, () -> stillTheOne.remove(0), behind)
        .claim(List.of(4));
    assertThat(behind.told()).singleElement().asString().startsWith("must end: the topic is gone");
    assertThat(broken()).isNull();
  }

  @Test
  void givenALedgerOfATopicThatIsGoneThenWhoeverHasThePresentOneStopsIt() {
    new Owner(redis.views(OTHER_TOPIC, LAUNCH), 3).commit(SALE);
    NotedOwner present = new NotedOwner();

    new PartitionOwners(redis.views(), LIMITS, () -> true, present).claim(List.of(4));
    assertThat(present.told()).singleElement().asString().startsWith("stopped: partition 4");
    assertThat(broken()).contains("topicId another-topic-id, not topic-id");
  }

  @Test
  void givenANewerLaunchThatMayNotClaimThenItStopsNothingUntilTheOwnerIsSilent() {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    owner.commit(SALE);
    beat(views, owner, redisMillis());
    RedisViews newer = redis.views(OTHER_CURRENCY, NEWER);
    assertThat(newer.claim(3)).isInstanceOf(ClaimAnswer.Broken.class);

    assertThat(newer.markBroken("another currency")).isFalse();
    assertThat(broken()).isNull();

    beat(views, owner, redisMillis() - 60_000);
    assertThat(newer.markBroken("another currency")).isTrue();
    assertThat(broken()).isEqualTo("another currency");
  }

  @Test
  void givenTheOwnersOwnLaunchThenItStopsWhetherItBeatsOrNot() {
    RedisViews views = redis.views();
    beat(views, new Owner(views, 3), redisMillis());

    assertThat(stop(LAUNCH).because("the topic is gone")).isTrue();
    assertThat(broken()).isEqualTo("the topic is gone");
  }

  @Test
  void givenATaskThatCannotStartThenTheOthersOfItsLaunchCountOn() {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    beat(views, owner, redisMillis());

    assertThat(stop(LAUNCH).unlessCounted("Kafka is away")).isFalse();
    assertThat(broken()).isNull();

    beat(views, owner, redisMillis() - 60_000);
    assertThat(stop(LAUNCH).unlessCounted("Kafka is away")).isTrue();
    assertThat(broken()).isEqualTo("Kafka is away");
  }

  @Test
  void givenATaskThatSaidWhyItCannotStartThenItTakesThatBackOnceAnotherCounts() {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    assertThat(stop(LAUNCH).unlessCounted("Kafka is away")).isTrue();
    beat(views, owner, redisMillis());

    assertThat(stop(LAUNCH).unlessCounted("Kafka is away")).isFalse();
    assertThat(broken()).isNull();
  }

  @Test
  void givenAReasonForAllThenATaskThatCannotStartLeavesIt() {
    RedisViews views = redis.views();
    beat(views, new Owner(views, 3), redisMillis());
    stop(LAUNCH).because("the topic is gone");

    assertThat(stop(LAUNCH).unlessCounted("Kafka is away")).isFalse();
    assertThat(broken()).isEqualTo("the topic is gone");
  }

  @Test
  void givenTheSameReasonOfAnotherLaunchThenATaskThatCannotStartLeavesIt() {
    RedisViews views = redis.views();
    beat(views, new Owner(views, 3), redisMillis());
    redis.jedis.hset(KEYS.ledger(), Map.of("broken", "Kafka is away", "brokenBy", "another"));

    assertThat(stop(LAUNCH).unlessCounted("Kafka is away")).isFalse();
    assertThat(broken()).isEqualTo("Kafka is away");
  }

  @Test
  void givenAHeartbeatThatIsNoneThenItProvesNoOwner() {
    new Owner(redis.views(), 3);
    redis.jedis.set(KEYS.heartbeat(3), "x");

    assertThat(stop(NEWER).because("Kafka is away")).isTrue();
  }

  @Test
  void givenWhatKeptATaskFromStartingIsOverThenItsReasonGoesAndNoOther() {
    new Owner(redis.views(), 3);
    LedgerStop stop = stop(LAUNCH);
    stop.because("Kafka is away");

    stop.withdraw("Kafka was away once");
    assertThat(broken()).isEqualTo("Kafka is away");
    stop.withdraw("Kafka is away");
    assertThat(broken()).isNull();
    redis.clear();
    stop.withdraw("Kafka is away");
    assertThat(redis.dump()).isEmpty();
  }

  private LedgerStop stop(Launch launch) {
    return new LedgerStop(session, KEYS, launch);
  }

  private static void beat(RedisViews views, Owner owner, long atMillis) {
    assertThat(views.heartbeat(3, owner.epoch(), atMillis, 0)).isEqualTo(new CommitAnswer.Ok());
  }

  private long redisMillis() {
    return Long.parseLong(redis.jedis.time().get(0)) * 1000;
  }

  private String broken() {
    return redis.jedis.hget(KEYS.ledger(), "broken");
  }
}
