package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.ViewsUnderTest.KEYS;
import static io.salesledger.windowing.store.ViewsUnderTest.LAUNCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.windowing.core.Launch;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the ledger's owner says that a person should mend. */
@ExtendWith(EmptyRedis.class)
final class LedgerWarningIT {
  private static final Optional<String> WARNING = Optional.of("the topic would delete sales");

  private final ViewsUnderTest redis;
  private final RedisSession session;

  LedgerWarningIT(ViewsUnderTest redis) {
    this.redis = redis;
    session = new RedisSession(redis.settings(1440, 60_000, 1).redis(), Duration.ofSeconds(30));
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void givenTheOwnersWarningThenItStandsAtTheLedgerUntilItIsOver() {
    new Owner(redis.views(), 3);

    warning(LAUNCH).is(WARNING);
    assertThat(warned()).isEqualTo(WARNING.get());
    warning(LAUNCH).is(Optional.empty());
    assertThat(warned()).isNull();
  }

  @Test
  void givenAnotherLaunchThenItNeitherWarnsNorTakesTheOwnersWarningAway() {
    new Owner(redis.views(), 3);
    Launch other = new Launch(LAUNCH.millis() + 1, "other");

    warning(other).is(WARNING);
    assertThat(warned()).isNull();
    warning(LAUNCH).is(WARNING);
    warning(other).is(Optional.empty());
    assertThat(warned()).isEqualTo(WARNING.get());
  }

  @Test
  void givenAClaimThenTheWarningIsGoneUntilItIsSaidAgain() {
    new Owner(redis.views(), 3);
    warning(LAUNCH).is(WARNING);

    new Owner(redis.views(), 4);
    assertThat(warned()).isNull();
  }

  @Test
  void givenNoLedgerThenNothingIsWrittenThatNobodyCouldClaim() {
    warning(LAUNCH).is(WARNING);

    assertThat(redis.dump()).isEmpty();
  }

  @Test
  void givenSomethingElseInItsPlaceThenItIsLeftToTheNextClaimToSaySo() {
    redis.jedis.set(KEYS.ledger(), "x");

    warning(LAUNCH).is(WARNING);
    assertThat(redis.jedis.get(KEYS.ledger())).isEqualTo("x");
  }

  private LedgerWarning warning(Launch launch) {
    return new LedgerWarning(session, KEYS, launch);
  }

  private String warned() {
    return redis.jedis.hget(KEYS.ledger(), "warning");
  }
}
