package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.ViewsUnderTest.KEYS;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import redis.clients.jedis.Jedis;

/**
 * A damage to the views of partition 3 with products A and B, and what the refusal of a commit that
 * touches them all must say.
 */
record Damage(String name, Consumer<Jedis> how, String said) {
  /** The minute in which A and B were sold. */
  static final long MINUTE = 1_761_106_860_000L;

  private static final String ACCOUNTS = KEYS.partition(3);
  private static final String TIMELINE_A = KEYS.productTimeline("A");
  private static final String TIMELINE_COUNT_A = KEYS.productTimelineCount("A");
  private static final String TIMELINE_B = KEYS.productTimeline("B");
  private static final String TIMELINE_COUNT_B = KEYS.productTimelineCount("B");
  static final List<Damage> WRONG_TYPES = wrongTypes();

  static final List<Damage> NO_INTEGERS =
      List.of(
          new Damage("total 12.5", j -> j.set(KEYS.total(), "12.5"), KEYS.total() + " "),
          new Damage("total empty", j -> j.set(KEYS.total(), ""), KEYS.total() + " "),
          new Damage("count 1e3", j -> j.set(KEYS.totalCount(), "1e3"), KEYS.totalCount()),
          new Damage(
              "total beyond 2^53",
              j -> j.set(KEYS.total(), "9007199254740992"),
              KEYS.total() + " "),
          new Damage("hash", j -> j.hset(KEYS.realtime(), "A", "1.0"), KEYS.realtime() + " A"),
          new Damage(
              "hash of units",
              j -> j.hset(KEYS.realtimeCount(), "A", "x"),
              KEYS.realtimeCount() + " A"),
          new Damage(
              "leaderboard",
              j -> j.zadd(KEYS.leaderboardAmount(), 0.5, "A"),
              KEYS.leaderboardAmount() + " A"),
          new Damage(
              "leaderboard of units",
              j -> j.zadd(KEYS.leaderboardCount(), Double.POSITIVE_INFINITY, "A"),
              KEYS.leaderboardCount() + " A"),
          new Damage(
              "minute board",
              j -> j.zadd(KEYS.minuteLeaderboardAmount(MINUTE), 1.5, "A"),
              KEYS.minuteLeaderboardAmount(MINUTE)),
          new Damage(
              "minute board of units",
              j -> j.zadd(KEYS.minuteLeaderboardCount(MINUTE), 1e300, "A"),
              KEYS.minuteLeaderboardCount(MINUTE)),
          new Damage("timeline", j -> j.lset(KEYS.timeline(), -1, "1,1.5"), KEYS.timeline()),
          new Damage(
              "timeline of units", j -> j.lset(KEYS.timelineCount(), -1, "x,1"), "timeline:count"),
          new Damage("product timeline", j -> j.lset(TIMELINE_A, -1, "5"), TIMELINE_A),
          new Damage(
              "older entry of a timeline",
              j -> j.lset(KEYS.timeline(), 0, MINUTE + ",1e2"),
              KEYS.timeline()),
          new Damage(
              "older entry of a product timeline of units",
              j -> j.lset(TIMELINE_COUNT_A, 0, MINUTE + ","),
              TIMELINE_COUNT_A),
          new Damage("sequence", j -> j.hset(ACCOUNTS, "sequence", "x"), ACCOUNTS),
          new Damage("applied", j -> j.hset(ACCOUNTS, "applied", "1.5"), ACCOUNTS),
          new Damage("newest", j -> j.hset(ACCOUNTS, "newestEventMillis", ""), ACCOUNTS));

  static final List<Damage> CONTRADICTIONS =
      List.of(
          new Damage("no total", j -> j.del(KEYS.total()), KEYS.total() + " is missing"),
          new Damage("no count", j -> j.del(KEYS.totalCount()), KEYS.totalCount() + " is missing"),
          new Damage(
              "neither total", j -> j.del(KEYS.total(), KEYS.totalCount()), "there is no total"),
          new Damage("no timeline", j -> j.del(KEYS.timeline()), KEYS.timeline() + " is missing"),
          new Damage(
              "no timeline of units",
              j -> j.del(KEYS.timelineCount()),
              KEYS.timelineCount() + " is missing"),
          new Damage("no product timeline", j -> j.del(TIMELINE_A), TIMELINE_A + " is missing"),
          new Damage(
              "no product timeline of units",
              j -> j.del(TIMELINE_COUNT_A),
              TIMELINE_COUNT_A + " is missing"),
          new Damage("total edited", j -> j.set(KEYS.total(), "1"), KEYS.timeline()),
          new Damage("count edited", j -> j.set(KEYS.totalCount(), "1"), KEYS.timelineCount()),
          new Damage(
              "timelines end at different minutes",
              j -> j.lset(KEYS.timelineCount(), -1, (MINUTE + 120_000) + ",4"),
              KEYS.timelineCount()),
          new Damage(
              "timelines differ in length", j -> j.lpop(KEYS.timelineCount()), "differ in length"),
          new Damage(
              "timelines differ in an older minute",
              j -> j.lset(TIMELINE_A, 0, (MINUTE - 60_000) + ",100"),
              "do not go together"),
          new Damage("realtime lost", j -> j.del(KEYS.realtime()), "product A"),
          new Damage("realtime of units lost", j -> j.del(KEYS.realtimeCount()), "product A"),
          new Damage("leaderboard lost", j -> j.del(KEYS.leaderboardAmount()), "product A"),
          new Damage("leaderboard of units lost", j -> j.del(KEYS.leaderboardCount()), "product A"),
          new Damage(
              "hash and leaderboard differ", j -> j.hset(KEYS.realtime(), "A", "7"), "product A"),
          new Damage(
              "leaderboard and hash differ",
              j -> j.zadd(KEYS.leaderboardCount(), 7, "A"),
              "product A"),
          new Damage("product edited everywhere but its timeline", Damage::editProduct, TIMELINE_A),
          new Damage("dirty", j -> j.hset(ACCOUNTS, "dirty", "1"), "dirty"),
          new Damage("a field lost", j -> j.hdel(ACCOUNTS, "applied"), "lacks a field"),
          new Damage("applied edited", j -> j.hset(ACCOUNTS, "applied", "4"), "does not add up"),
          new Damage("gaps edited", j -> j.hset(ACCOUNTS, "gaps", "1"), "does not add up"));

  /**
   * Of B, when A's timelines, which end with the same minute, are looked at first and are whole.
   */
  static final List<Damage> BEHIND_WHOLE_ONES =
      List.of(
          new Damage("amounts edited", j -> j.lset(TIMELINE_B, -1, MINUTE + ",201"), TIMELINE_B),
          new Damage(
              "units edited", j -> j.lset(TIMELINE_COUNT_B, -1, MINUTE + ",3"), TIMELINE_COUNT_B),
          new Damage(
              "amounts of another minute",
              j -> j.lset(TIMELINE_B, -1, (MINUTE + 60_000) + ",200"),
              TIMELINE_B),
          new Damage(
              "units of another minute",
              j -> j.lset(TIMELINE_COUNT_B, -1, (MINUTE + 60_000) + ",2"),
              TIMELINE_COUNT_B),
          new Damage("amounts lost", j -> j.del(TIMELINE_B), TIMELINE_B + " is missing"),
          new Damage("units lost", j -> j.del(TIMELINE_COUNT_B), TIMELINE_COUNT_B + " is missing"),
          new Damage("amounts retyped", j -> retype(j, TIMELINE_B), TIMELINE_B + ": WRONGTYPE"),
          new Damage(
              "units retyped", j -> retype(j, TIMELINE_COUNT_B), TIMELINE_COUNT_B + ": WRONGTYPE"),
          new Damage(
              "both amounts edited",
              j -> {
                j.hset(KEYS.realtime(), "B", "7");
                j.zadd(KEYS.leaderboardAmount(), 7, "B");
              },
              TIMELINE_B));

  static final List<Damage> STALE =
      List.of(
          new Damage("no accounts", j -> j.del(ACCOUNTS), "there is no " + ACCOUNTS),
          new Damage("no ledger", j -> j.del(KEYS.ledger()), "there is no " + KEYS.ledger()),
          new Damage("wiped", Jedis::flushAll, "there is no"),
          new Damage("older sequence", j -> j.hset(ACCOUNTS, "sequence", "0"), "sequence 0"),
          new Damage("newer sequence", j -> j.hset(ACCOUNTS, "sequence", "9"), "sequence 9"),
          new Damage("another low", j -> j.hset(ACCOUNTS, "low", "3"), "with offsets 3 "),
          new Damage("ranges", j -> j.hset(ACCOUNTS, "ranges", "9-10"), "9-10"),
          new Damage("older epoch", j -> j.hset(ACCOUNTS, "epoch", "0-x"), "older epoch 0-x"));

  @Override
  public String toString() {
    return name;
  }

  private static List<Damage> wrongTypes() {
    return Stream.of(
            KEYS.total(),
            KEYS.totalCount(),
            KEYS.realtime(),
            KEYS.realtimeCount(),
            KEYS.timeline(),
            KEYS.timelineCount(),
            TIMELINE_A,
            TIMELINE_COUNT_A,
            KEYS.productTimeline("C"),
            KEYS.productTimelineCount("C"),
            KEYS.leaderboardAmount(),
            KEYS.leaderboardCount(),
            KEYS.minuteLeaderboardAmount(MINUTE),
            KEYS.minuteLeaderboardCount(MINUTE),
            KEYS.quarantine(),
            KEYS.ledger(),
            ACCOUNTS)
        .map(key -> new Damage(key, jedis -> retype(jedis, key), key))
        .toList();
  }

  private static void retype(Jedis jedis, String key) {
    boolean isString = jedis.type(key).equals("string");
    jedis.del(key);
    if (isString) {
      jedis.sadd(key, "x");
    } else {
      jedis.set(key, "1");
    }
  }

  private static void editProduct(Jedis jedis) {
    jedis.hset(KEYS.realtime(), "A", "7");
    jedis.zadd(KEYS.leaderboardAmount(), 7, "A");
  }
}
