package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.ViewsUnderTest.KEYS;
import static io.salesledger.windowing.store.ViewsUnderTest.LAUNCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.Launch;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** An owner that was silent for long, so that another launch could stop its ledger. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OutlivedStopIT {
  private static final Launch NEWER = new Launch(LAUNCH.millis() + 1, "newer");
  private static final String WHY = "another currency";

  private final ViewsUnderTest redis;
  private final RedisSession session;
  private RedisViews views;
  private Owner owner;

  OutlivedStopIT(@TempDir Path folder) {
    redis = new ViewsUnderTest(folder);
    session = new RedisSession(redis.settings(1440, 60_000, 1).redis(), Duration.ofSeconds(30));
  }

  @BeforeEach
  void claim() {
    redis.clear();
    views = redis.views();
    owner = new Owner(views, 3);
  }

  @AfterAll
  void close() {
    session.close();
    redis.close();
  }

  @Test
  void givenTheOwnerBeatsAgainThenItTakesBackWhatAnotherLaunchWrote() {
    assertThat(stop(NEWER).because(WHY)).isTrue();
    beat(0);

    assertThat(stop(LAUNCH).outlive(WHY)).isTrue();
    assertThat(redis.jedis.hmget(KEYS.ledger(), "broken", "brokenBy")).containsOnlyNulls();
    assertThat(stop(NEWER).because(WHY)).isFalse();
  }

  @Test
  void givenTheOwnerIsSilentStillThenTheReasonStays() {
    assertThat(stop(NEWER).because(WHY)).isTrue();
    beat(60_000);

    assertThat(stop(LAUNCH).outlive(WHY)).isFalse();
    assertThat(broken()).isEqualTo(WHY);
  }

  @Test
  void givenAReasonOfTheOwnersOwnThenItStays() {
    beat(0);
    assertThat(stop(LAUNCH).because("a view is damaged")).isTrue();

    assertThat(stop(LAUNCH).outlive("a view is damaged")).isFalse();
    assertThat(broken()).isEqualTo("a view is damaged");
  }

  @Test
  void givenTheOwnersOwnReasonAfterAnothersThenItStays() {
    assertThat(stop(NEWER).because(WHY)).isTrue();
    beat(0);
    assertThat(stop(LAUNCH).because(WHY)).isTrue();

    assertThat(stop(LAUNCH).outlive(WHY)).isFalse();
    assertThat(broken()).isEqualTo(WHY);
  }

  @Test
  void givenAnotherReasonByNowThenItStays() {
    stop(NEWER).because("Kafka is away");
    stop(NEWER).because(WHY);
    beat(0);

    assertThat(stop(LAUNCH).outlive("Kafka is away")).isFalse();
    assertThat(broken()).isEqualTo(WHY);
  }

  @Test
  void givenALaunchThatOwnsNothingThenItTakesNothingBack() {
    stop(NEWER).because(WHY);
    beat(0);

    assertThat(stop(NEWER).outlive(WHY)).isFalse();
    assertThat(stop(new Launch(1, "third")).outlive(WHY)).isFalse();
    assertThat(broken()).isEqualTo(WHY);
  }

  @Test
  void givenAReasonThatNobodySignedThenItStays() {
    redis.jedis.hset(KEYS.ledger(), "broken", WHY);
    beat(0);

    assertThat(stop(LAUNCH).outlive(WHY)).isFalse();
    assertThat(broken()).isEqualTo(WHY);
  }

  @Test
  void whoeverTakesAReasonAwayTakesItsWriterAwayToo() {
    stop(NEWER).because(WHY);
    stop(NEWER).withdraw(WHY);
    assertThat(redis.jedis.hexists(KEYS.ledger(), "brokenBy")).isFalse();
    stop(NEWER).because(WHY);
    new Owner(redis.views(), 3);
    assertThat(redis.jedis.hexists(KEYS.ledger(), "brokenBy")).isFalse();
  }

  private LedgerStop stop(Launch launch) {
    return new LedgerStop(session, KEYS, launch);
  }

  private void beat(long millisAgo) {
    long redisMillis = Long.parseLong(redis.jedis.time().get(0)) * 1000;
    assertThat(views.heartbeat(3, owner.epoch(), redisMillis - millisAgo, 0))
        .isEqualTo(new CommitAnswer.Ok());
  }

  private String broken() {
    return redis.jedis.hget(KEYS.ledger(), "broken");
  }
}
