package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.ViewsUnderTest.IDENTITY;
import static io.salesledger.windowing.store.ViewsUnderTest.KEYS;
import static io.salesledger.windowing.store.ViewsUnderTest.LAUNCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.windowing.core.CommitAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The boards of single minutes live until their minute and the retention are over. */
@ExtendWith(EmptyRedis.class)
final class MinuteBoardsIT {
  private static final long RETENTION_MILLIS = Duration.ofHours(25).toMillis();

  /** Redis's clock before and after it looks at a key's time to live. */
  private static final String EXPIRY =
      "local function now() local t = redis.call('TIME') "
          + "return t[1] * 1000 + math.floor(t[2] / 1000) end "
          + "local from = now() local ttl = redis.call('PTTL', KEYS[1]) return {from, ttl, now()}";

  private final ViewsUnderTest redis;

  MinuteBoardsIT(ViewsUnderTest redis) {
    this.redis = redis;
  }

  @Test
  void aBoardExpiresAtItsMinuteAndTheRetention() {
    long minute = thisMinute() - 3 * 60_000;
    Owner owner = new Owner(views(), 3);
    for (int i = 0; i < 2; i++) {
      owner.commit(new Sale("A", minute, 100, 1));
      assertExpiresAt(minute + RETENTION_MILLIS, KEYS.minuteLeaderboardAmount(minute));
      assertExpiresAt(minute + RETENTION_MILLIS, KEYS.minuteLeaderboardCount(minute));
    }
    assertThat(redis.show(KEYS.minuteLeaderboardAmount(minute))).isEqualTo("zset [A, 200]");
  }

  @Test
  void aMinuteWhoseRetentionIsPastGetsNoBoardButCountsEverywhereElse() {
    long past = thisMinute() - RETENTION_MILLIS - 60_000;
    long alive = thisMinute() - RETENTION_MILLIS / 2;
    new Owner(views(), 3).commit(new Sale("A", past, 100, 1), new Sale("A", alive, 1, 1));

    assertThat(redis.show(KEYS.minuteLeaderboardAmount(past))).isEqualTo("none");
    assertThat(redis.show(KEYS.minuteLeaderboardCount(past))).isEqualTo("none");
    assertThat(redis.show(KEYS.minuteLeaderboardAmount(alive))).isEqualTo("zset [A, 1]");
    assertThat(redis.show(KEYS.minuteLeaderboardCount(alive))).isEqualTo("zset [A, 1]");
    assertThat(redis.show(KEYS.total())).isEqualTo("string 101");
    assertThat(redis.jedis.lindex(KEYS.timeline(), 0)).isEqualTo(past + ",100");
  }

  /** Somebody removes a ledger's keys, one after the other, while it begins anew. */
  @Test
  void givenABoardOfAMinuteThatNobodyCounted_whenCommitted_thenItIsNotAddedTo() {
    long minute = thisMinute() - 3 * 60_000;
    RedisViews views = views();
    Owner owner = new Owner(views, 3);
    owner.commit(new Sale("A", minute, 100, 1));
    for (String board :
        List.of(
            KEYS.minuteLeaderboardAmount(minute + 60_000),
            KEYS.minuteLeaderboardCount(minute + 60_000))) {
      redis.jedis.zadd(board, 7, "A");
      Map<String, String> before = redis.dump();

      assertThat(views.commit(owner.next(new Sale("A", minute + 60_000, 100, 1))))
          .isEqualTo(new CommitAnswer.Broken(board + " is there, but no payment of that minute"));
      assertThat(redis.dump()).isEqualTo(before);
      redis.jedis.del(board);
    }
    owner.commit(new Sale("A", minute + 60_000, 100, 1));
  }

  /** Its product has no payment of that minute: nothing is added to what somebody wrote. */
  @Test
  void givenAScoreOfAProductThatNobodyCountedInThatMinute_whenCommitted_thenItIsOverwritten() {
    long minute = thisMinute() - 3 * 60_000;
    Owner owner = new Owner(views(), 3);
    owner.commit(new Sale("A", minute, 100, 1), new Sale("B", minute - 60_000, 5, 1));
    redis.jedis.zadd(KEYS.minuteLeaderboardAmount(minute), 7, "B");
    redis.jedis.zadd(KEYS.minuteLeaderboardCount(minute), 7, "C");

    owner.commit(
        new Sale("A", minute, 1, 1), new Sale("B", minute, 30, 2), new Sale("C", minute, 4, 3));

    assertThat(redis.show(KEYS.minuteLeaderboardAmount(minute)))
        .isEqualTo("zset [A, 101, B, 30, C, 4]");
    assertThat(redis.show(KEYS.minuteLeaderboardCount(minute)))
        .isEqualTo("zset [C, 3, B, 2, A, 2]");
  }

  @Test
  void givenABoardOfAnotherTypeAndProductsThatAreNewInItsMinute_whenCommitted_thenItIsBroken() {
    long minute = thisMinute() - 3 * 60_000;
    RedisViews views = views();
    Owner owner = new Owner(views, 3);
    owner.commit(new Sale("A", minute, 100, 1));
    for (String board :
        List.of(KEYS.minuteLeaderboardAmount(minute), KEYS.minuteLeaderboardCount(minute))) {
      byte[] was = redis.jedis.dump(board);
      redis.jedis.del(board);
      redis.jedis.set(board, "7");
      Map<String, String> before = redis.dump();

      assertThat(views.commit(owner.next(new Sale("B", minute, 30, 2))))
          .isInstanceOfSatisfying(
              CommitAnswer.Broken.class,
              broken -> assertThat(broken.reason()).startsWith(board + ": WRONGTYPE"));
      assertThat(redis.dump()).isEqualTo(before);
      redis.jedis.del(board);
      redis.jedis.restore(board, 0, was);
    }
    owner.commit(new Sale("B", minute, 30, 2));
  }

  /** No worker sends that: a score that is not found again must not be left as it was either. */
  @Test
  void givenACommitWhoseBoardLacksAProductOfItsSums_whenMade_thenItIsBrokenAndNothingIsWritten()
      throws PackedSums.BeyondRangeException {
    long minute = thisMinute() - 3 * 60_000;
    LedgerSettings settings = settings();
    Owner owner = new Owner(redis.views(settings, IDENTITY, LAUNCH), 3);
    owner.commit(new Sale("tea", minute, 100, 1));
    List<byte[]> arguments =
        new CommitArguments(settings.redis(), settings.views())
            .of(owner.next(new Sale("tea", minute, 5, 1)));
    arguments.set(16, withOtherNamesInBoards(arguments.get(16)));
    Map<String, String> before = redis.dump();

    assertThat(new RedisScript("commit.lua").call(redis.jedis, arguments))
        .containsExactly(
            "BROKEN", "the commit has no score of tea for " + KEYS.minuteLeaderboardAmount(minute));
    assertThat(redis.dump()).isEqualTo(before);
  }

  private static byte[] withOtherNamesInBoards(byte[] sums) {
    String text = new String(sums, StandardCharsets.ISO_8859_1);
    int boards = text.indexOf("tea") + 3;
    return (text.substring(0, boards) + text.substring(boards).replace("tea", "ink"))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private RedisViews views() {
    return redis.views(settings(), IDENTITY, LAUNCH);
  }

  private LedgerSettings settings() {
    return redis.settings(1440, RETENTION_MILLIS, 4000);
  }

  private long thisMinute() {
    long seconds = Long.parseLong(redis.jedis.time().get(0));
    return seconds / 60 * 60_000;
  }

  private void assertExpiresAt(long expectedMillis, String key) {
    List<?> seen = (List<?>) redis.jedis.eval(EXPIRY, 1, key);
    long ttl = (Long) seen.get(1);
    assertThat(expectedMillis - ttl).isBetween((Long) seen.get(0), (Long) seen.get(2));
  }
}
