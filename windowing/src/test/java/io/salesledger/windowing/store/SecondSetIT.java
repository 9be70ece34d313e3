package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.ViewsUnderTest.A_CENTURY_MILLIS;
import static io.salesledger.windowing.store.ViewsUnderTest.IDENTITY;
import static io.salesledger.windowing.store.ViewsUnderTest.KEYS;
import static io.salesledger.windowing.store.ViewsUnderTest.LAUNCH;
import static io.salesledger.windowing.store.ViewsUnderTest.OTHER_TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.RealParts;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.Portion;
import io.salesledger.windowing.store.SecondSet.Switched;
import io.salesledger.windowing.store.SecondSet.Taken;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.resps.Slowlog;

/** A second set of views, who fills it, and the step by which it becomes the live one. */
@ExtendWith(EmptyRedis.class)
final class SecondSetIT {
  private static final Sale SALE = new Sale("A", 1_761_106_860_000L, 12_500, 1);
  private static final Launch NONE = new Launch(0, "rebuild");
  private static final String RUN = "run-1";

  private final ViewsUnderTest redis;
  private final LedgerSettings settings;
  private final SecondSet set;
  private final Jedis second;

  SecondSetIT(ViewsUnderTest redis) {
    this.redis = redis;
    settings = redis.settings(1440, A_CENTURY_MILLIS, 4000);
    set = new SecondSet(settings.redis(), 1, Duration.ofSeconds(30));
    second = new Jedis("127.0.0.1", redis.server.port(), RealParts.REDIS_PATIENCE_MILLIS);
    second.select(1);
  }

  @AfterEach
  void everyKeyIsThisLedgers() {
    try (second;
        set) {
      assertThat(set.foreignKeyBesideTheLiveSet()).isEmpty();
      assertThat(set.foreignKeyInTheSecondSet()).isEmpty();
    }
  }

  /** Taken by {@link #RUN}, partition 3 claimed. */
  private Owner filling() {
    assertThat(set.take(RUN)).isEqualTo(new Taken.New());
    return secondOwner(3);
  }

  private Owner secondOwner(int partition) {
    return new Owner(
        redis.views(settings.withRedis(settings.redis().inDatabase(1)), IDENTITY, NONE), partition);
  }

  @Test
  void theSecondSetBecomesTheLiveOneAndTheLiveOneIsKept() {
    RedisViews views = redis.views();
    Owner live = new Owner(views, 3);
    live.commit(SALE);
    assertThat(views.heartbeat(3, live.epoch(), 1_234, 17)).isEqualTo(new CommitAnswer.Ok());
    Owner filling = filling();
    filling.commit(SALE, SALE);

    assertThat(set.switchTo(RUN, Map.of(3, filling.epoch()))).isEqualTo(new Switched.Done(1_234));

    assertThat(redis.jedis.get(KEYS.total())).isEqualTo("25000");
    assertThat(second.get(KEYS.total())).isEqualTo("12500");
    assertThat(redis.jedis.hgetAll(KEYS.heartbeat(3)))
        .isEqualTo(Map.of("atMillis", "1234", "endOffset", "17"));
    assertThat(redis.jedis.hgetAll(KEYS.ledger()))
        .containsEntry("launch", LAUNCH.id())
        .containsEntry("launchMillis", "1000")
        .containsKey("switchedAtMillis")
        .doesNotContainKeys("rebuild", "rebuildBy", "rebuildAtMillis");
    assertThat(second.hgetAll(KEYS.ledger()))
        .containsEntry("rebuild", "kept")
        .containsKey("rebuildAtMillis")
        .doesNotContainKey("rebuildBy");
    assertThat(views.commit(live.next(SALE)))
        .as("who owned what was live owns nothing now")
        .isNotInstanceOf(CommitAnswer.Ok.class);
    assertThat(set.take("run-2")).isInstanceOf(Taken.Kept.class);
  }

  @Test
  void theHeartbeatOfAPartitionThatNobodyLeadsIsCarriedOverWithoutAnEnd() {
    RedisViews views = redis.views();
    Owner live = new Owner(views, 3);
    live.commit(SALE);
    assertThat(views.heartbeat(3, live.epoch(), 1_234)).isEqualTo(new CommitAnswer.Ok());
    Owner filling = filling();
    filling.commit(SALE);

    assertThat(set.switchTo(RUN, Map.of(3, filling.epoch()))).isEqualTo(new Switched.Done(1_234));

    assertThat(redis.jedis.hgetAll(KEYS.heartbeat(3))).isEqualTo(Map.of("atMillis", "1234"));
  }

  @Test
  void aRunSwitchesOnce() {
    new Owner(redis.views(), 3).commit(SALE);
    Owner filling = filling();
    filling.commit(SALE);
    Map<Integer, String> epochs = Map.of(3, filling.epoch());
    assertThat(set.switchTo(RUN, epochs)).isInstanceOf(Switched.Done.class);
    Map<String, String> before = redis.dump();

    assertThat(set.switchTo(RUN, epochs)).isInstanceOf(Switched.Refused.class);
    assertThat(redis.dump()).isEqualTo(before);
  }

  @Test
  void readersNeverSeePaymentsVanish() {
    Owner live = new Owner(redis.views(), 3);
    live.commit(SALE, SALE);
    Owner filling = filling();
    filling.commit(SALE);
    Map<String, String> before = redis.dump();

    assertThat(set.switchTo(RUN, Map.of(3, filling.epoch())))
        .isEqualTo(new Switched.Behind(3, 1, 2));
    assertThat(redis.dump()).isEqualTo(before);

    filling.commit(SALE);
    assertThat(set.switchTo(RUN, Map.of(3, filling.epoch()))).isInstanceOf(Switched.Done.class);
  }

  @Test
  void readersKeepWhatALargeCommitHasWrittenSoFar() {
    Owner live = new Owner(redis.views(), 3);
    live.commit(SALE);
    live.commit(live.next(new Portion(1, 4, "tea", 2), SALE, SALE));
    Owner filling = filling();
    filling.commit(SALE, SALE, SALE);
    assertThat(set.switchTo(RUN, Map.of(3, filling.epoch())))
        .isEqualTo(new Switched.Behind(3, 3, 4));

    filling.commit(SALE);
    assertThat(set.switchTo(RUN, Map.of(3, filling.epoch()))).isInstanceOf(Switched.Done.class);
  }

  @Test
  void aSecondSetThatIsHalfWayThroughALargeCommitIsNotComplete() {
    Owner live = new Owner(redis.views(), 3);
    live.commit(SALE, SALE);
    Owner filling = filling();
    filling.commit(SALE);
    filling.commit(filling.next(new Portion(1, 4, "tea", 1), SALE));
    assertThat(set.switchTo(RUN, Map.of(3, filling.epoch())))
        .isEqualTo(new Switched.Behind(3, 1, 2));

    second.hset(KEYS.partition(3), "ranges", "1-4/x746561/2");
    assertThat(set.switchTo(RUN, Map.of(3, filling.epoch())))
        .as("it does not add up")
        .isInstanceOf(Switched.Refused.class);
  }

  @Test
  void whatOfTheLiveSetDoesNotHoldIsLeftOutOfAccount() {
    Owner live = new Owner(redis.views(), 3);
    live.commit(SALE, SALE);
    redis.jedis.hset(KEYS.partition(3), "low", "999");
    redis.jedis.set(KEYS.heartbeat(3), "no hash");
    Owner filling = filling();
    filling.commit(SALE);

    assertThat(set.switchTo(RUN, Map.of(3, filling.epoch()))).isEqualTo(new Switched.Done(0));
    assertThat(redis.jedis.hget(KEYS.partition(3), "low")).isEqualTo("1");
  }

  @Test
  void aSetThatIsNotTheRunsIsNotSwitchedTo() {
    new Owner(redis.views(), 3).commit(SALE);
    new Owner(redis.views(), 4);
    Owner filling = filling();
    filling.commit(SALE);
    Map<Integer, String> epochs = Map.of(3, filling.epoch());
    assertThat(set.switchTo(RUN, epochs)).hasToString("Refused[why=" + grown(4) + "]");

    Owner four = secondOwner(4);
    Map<Integer, String> both = Map.of(3, filling.epoch(), 4, four.epoch());
    assertThat(set.switchTo("run-2", both)).isInstanceOf(Switched.Refused.class);
    secondOwner(3);
    assertThat(set.switchTo(RUN, both)).isInstanceOf(Switched.Refused.class);
    assertThat(redis.jedis.hget(KEYS.ledger(), "rebuild")).isNull();
    assertThat(second.hget(KEYS.ledger(), "rebuild")).isEqualTo("filling");
  }

  private static String grown(int partition) {
    return "the live views have a partition " + partition + " that the second set has not";
  }

  @Test
  void theKeptSetComesBackUnlessItHadStopped() {
    new Owner(redis.views(), 3).commit(SALE);
    assertThat(set.switchBack()).isInstanceOf(Switched.Refused.class);
    Owner filling = filling();
    filling.commit(SALE, SALE);
    assertThat(set.switchBack()).isInstanceOf(Switched.Refused.class);
    assertThat(set.switchTo(RUN, Map.of(3, filling.epoch()))).isInstanceOf(Switched.Done.class);

    assertThat(set.switchBack()).isInstanceOf(Switched.Done.class);
    assertThat(redis.jedis.get(KEYS.total())).isEqualTo("12500");
    second.hset(KEYS.ledger(), "switchedAtMillis", "1");
    assertThat(set.switchBack()).isInstanceOf(Switched.Done.class);
    assertThat(redis.jedis.get(KEYS.total())).isEqualTo("25000");
    assertThat(Long.parseLong(redis.jedis.hget(KEYS.ledger(), "switchedAtMillis")))
        .as("whichever set it is, what was live was another")
        .isGreaterThan(1);

    second.hset(KEYS.partition(3), "dirty", "1");
    assertThat(set.switchBack()).isInstanceOf(Switched.Refused.class);
    second.hset(KEYS.partition(3), "dirty", "0");
    second.hset(KEYS.ledger(), "broken", "damaged");
    assertThat(set.switchBack()).isEqualTo(new Switched.Refused("they had stopped: damaged"));
  }

  @Test
  void givenATopicMadeAnew_thenWhatWasFoldedFromTheOldOneDoesNotComeBack() {
    new Owner(redis.views(), 3).commit(SALE);
    Owner filling = filling();
    filling.commit(SALE);
    assertThat(set.switchTo(RUN, Map.of(3, filling.epoch()))).isInstanceOf(Switched.Done.class);
    redis.jedis.flushDB();
    new Owner(redis.views(OTHER_TOPIC, LAUNCH), 3).commit(SALE);
    Map<String, String> before = redis.dump();

    assertThat(set.switchBack().toString()).contains("another topic");
    assertThat(redis.dump()).isEqualTo(before);
  }

  /** It is the second set that fills it, mostly. */
  @Test
  void givenARedisThatIsFull_thenTheSecondSetCanBeRemoved() {
    new Owner(redis.views(), 3).commit(SALE);
    filling().commit(SALE);
    redis.jedis.configSet("maxmemory", "1");
    try (SecondSet impatient = new SecondSet(settings.redis(), 1, Duration.ofMillis(200))) {
      assertThat(impatient.takeToRemove(RUN)).isEqualTo(new Taken.Clearing());
      assertThat(impatient.remove(RUN)).isTrue();
    } finally {
      redis.jedis.configSet("maxmemory", "0");
    }
    assertThat(second.dbSize()).isZero();
  }

  /** Or a run that was taken for dead and is not could still write where nobody looks again. */
  @Test
  void whenASetIsRemoved_thenItsAccountsGoFirstAndItsNameLast() {
    filling().commit(SALE);
    secondOwner(4);
    set.takeToRemove(RUN);
    redis.jedis.configSet("slowlog-log-slower-than", "0");
    redis.jedis.slowlogReset();
    try {
      assertThat(set.remove(RUN)).isTrue();
    } finally {
      redis.jedis.configSet("slowlog-log-slower-than", "10000");
    }

    List<String> newestFirst =
        redis.jedis.slowlogGet(100).stream()
            .map(Slowlog::getArgs)
            .filter(arguments -> arguments.get(0).equals("UNLINK"))
            .map(arguments -> arguments.get(1))
            .toList();
    assertThat(newestFirst)
        .startsWith(KEYS.ledger())
        .endsWith(KEYS.partition(4), KEYS.partition(3))
        .hasSizeGreaterThan(3);
  }

  @Test
  void oneRunAtATimeUntilItIsSilent() {
    filling().commit(SALE);
    assertThat(set.take("run-2")).isInstanceOf(Taken.Busy.class);
    assertThat(set.takeToRemove("run-2")).isInstanceOf(Taken.Busy.class);
    second.hset(KEYS.ledger(), "rebuildAtMillis", "1000");
    assertThat(set.take("run-2")).isEqualTo(new Taken.Resumed());
    assertThat(set.renew(RUN)).isFalse();
    assertThat(set.renew("run-2")).isTrue();
    set.leave("run-2");
    assertThat(set.take(RUN)).isEqualTo(new Taken.Resumed());
  }

  @Test
  void aSetIsRemovedWholeEvenAfterHalfOfIt() {
    assertThat(set.takeToRemove(RUN)).isEqualTo(new Taken.Empty());
    filling().commit(SALE);
    assertThat(set.takeToRemove(RUN)).isEqualTo(new Taken.Clearing());
    second.del(KEYS.total());
    assertThat(set.take(RUN)).isEqualTo(new Taken.Clearing());
    assertThat(set.remove(RUN)).isTrue();
    assertThat(second.dbSize()).isZero();
  }

  @Test
  void aRunThatWasTakenForDeadRemovesNothingOfAnothers() {
    new Owner(redis.views(), 3).commit(SALE);
    filling().commit(SALE);
    assertThat(set.takeToRemove(RUN)).isEqualTo(new Taken.Clearing());
    second.hset(KEYS.ledger(), "rebuildAtMillis", "1000");
    assertThat(set.takeToRemove("run-2")).isEqualTo(new Taken.Clearing());
    Map<String, String> clearing = ViewsUnderTest.dump(second);
    assertThat(set.remove(RUN)).isFalse();
    assertThat(ViewsUnderTest.dump(second)).isEqualTo(clearing);

    assertThat(set.remove("run-2")).isTrue();
    assertThat(set.remove("run-2")).as("asked again, for want of the answer").isTrue();
    assertThat(set.take("run-2")).isEqualTo(new Taken.New());
    Owner other = secondOwner(3);
    other.commit(SALE);
    Map<String, String> filling = ViewsUnderTest.dump(second);
    assertThat(set.remove(RUN)).isFalse();
    assertThat(set.remove("run-2")).as("it took it to fill it").isFalse();
    assertThat(ViewsUnderTest.dump(second)).isEqualTo(filling);

    assertThat(set.switchTo("run-2", Map.of(3, other.epoch()))).isInstanceOf(Switched.Done.class);
    Map<String, String> kept = ViewsUnderTest.dump(second);
    assertThat(set.remove(RUN)).isFalse();
    assertThat(ViewsUnderTest.dump(second)).isEqualTo(kept);
  }

  @Test
  void liveViewsAndOthersKeysAreNoSecondSet() {
    second.set(KEYS.total(), "1");
    assertThat(set.take(RUN)).isInstanceOf(Taken.Foreign.class);
    second.set(KEYS.ledger(), "1");
    assertThat(set.take(RUN)).isInstanceOf(Taken.Foreign.class);
    second.flushDB();
    secondOwner(3);
    assertThat(set.take(RUN)).isInstanceOf(Taken.Foreign.class);
    assertThat(set.takeToRemove(RUN)).isInstanceOf(Taken.Foreign.class);
    second.set("salesman", "x");
    assertThat(set.foreignKeyInTheSecondSet()).contains("salesman");
    second.flushDB();
  }

  @Test
  void aRedisThatDoesNotSwitchIsToldInOneLine() {
    set.checkSwitchable();
    try (SecondSet beyond = new SecondSet(settings.redis(), 99, Duration.ofSeconds(30))) {
      assertThatThrownBy(beyond::checkSwitchable)
          .isInstanceOf(LedgerFailure.class)
          .hasMessageContaining("databases 0 and 99 be switched (ERR DB index is out of range)")
          .hasMessageNotContaining("\n");
    }
    redis.jedis.aclSetUser("reader", "on", ">secret", "~*", "+@all", "-swapdb");
    String uri = redis.server.uri().replace("//", "//reader:secret@");
    LedgerSettings.Redis limited = new LedgerSettings.Redis(uri, KEYS.prefix(), 30_000);
    try (SecondSet refused = new SecondSet(limited, 1, Duration.ofSeconds(30))) {
      assertThatThrownBy(refused::checkSwitchable)
          .isInstanceOf(LedgerFailure.class)
          .hasMessageContaining("SWAPDB")
          .hasMessageNotContaining("secret");
    }
  }
}
