package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.ViewsUnderTest.BOARD_MILLIS;
import static io.salesledger.windowing.store.ViewsUnderTest.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the order and the cuts of commits, every view is what its sales sum up to. */
@ExtendWith(EmptyRedis.class)
final class TimelinesIT {
  private static final long MINUTE = 60_000;
  private static final long START = 1_761_106_860_000L;
  private static final int ROUNDS = 25;

  private final ViewsUnderTest redis;

  TimelinesIT(ViewsUnderTest redis) {
    this.redis = redis;
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "2, 6", "3, 8", "4, 12", "5, 15", "6, 40", "1440, 60"})
  void anyOrderAndAnyCutsGiveTheSumsOfTheSales(int keptMinutes, int activeMinutes) {
    for (int seed = 0; seed < ROUNDS; seed++) {
      redis.clear();
      Random random = new Random(1000L * keptMinutes + seed);
      RedisViews views = redis.keeping(keptMinutes);
      List<Owner> owners = List.of(new Owner(views, 0), new Owner(views, 7));
      List<Sale> committed = new ArrayList<>();
      List<Sale> waiting = sales(random, 60, activeMinutes);
      while (!waiting.isEmpty()) {
        List<Sale> cut = waiting.subList(0, Math.min(waiting.size(), 1 + random.nextInt(12)));
        owners.get(random.nextInt(2)).commit(cut.toArray(Sale[]::new));
        committed.addAll(cut);
        cut.clear();
        assertThat(redis.sums())
            .as("seed %s, after %s", seed, committed)
            .isEqualTo(new ExpectedViews(committed, keptMinutes).all());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 1440})
  void theOrderOfCommitsDoesNotMatterToAnyByte(int keptMinutes) {
    List<Sale> sales = sales(new Random(5), 40, 10);
    Map<String, Object> inOrder = sumsAfter(sales, keptMinutes, 4);
    for (int seed = 0; seed < ROUNDS; seed++) {
      Collections.shuffle(sales, new Random(seed));
      assertThat(sumsAfter(sales, keptMinutes, 1 + seed % 7))
          .as("seed %s", seed)
          .isEqualTo(inOrder);
    }
  }

  @Test
  void aMinuteOlderThanAFullListOnlyShiftsIt() {
    Owner owner = new Owner(redis.keeping(3), 0);
    owner.commit(sale(10, 1), sale(20, 2), sale(30, 4));
    owner.commit(sale(5, 100));
    assertThat(timeline()).containsExactly(entry(10, 101), entry(20, 103), entry(30, 107));
    owner.commit(sale(5, 1000));
    assertThat(timeline()).containsExactly(entry(10, 1101), entry(20, 1103), entry(30, 1107));
  }

  @Test
  void aMinuteOlderThanAListThatIsNotFullIsInsertedBeforeIt() {
    Owner owner = new Owner(redis.keeping(3), 0);
    owner.commit(sale(10, 1), sale(20, 2));
    owner.commit(sale(5, 100));
    assertThat(timeline()).containsExactly(entry(5, 100), entry(10, 101), entry(20, 103));
  }

  @Test
  void aSaleInTheOldestMinuteOfAFullListMovesAllOfIt() {
    Owner owner = new Owner(redis.keeping(3), 0);
    owner.commit(sale(5, 7), sale(10, 1), sale(20, 2), sale(30, 4));
    owner.commit(sale(10, 100));
    assertThat(timeline()).containsExactly(entry(10, 108), entry(20, 110), entry(30, 114));
  }

  @Test
  void anAbsentMinuteIsInsertedAtItsPlaceAndPushesTheOldestOut() {
    Owner owner = new Owner(redis.keeping(3), 0);
    owner.commit(sale(10, 1), sale(20, 2), sale(30, 4));
    owner.commit(sale(15, 100));
    assertThat(timeline()).containsExactly(entry(15, 101), entry(20, 103), entry(30, 107));
  }

  @Test
  void newMinutesAndLateOnesOfOneCommitAllFindTheirPlace() {
    Owner owner = new Owner(redis.keeping(4), 0);
    owner.commit(sale(10, 1), sale(20, 2), sale(30, 4));
    owner.commit(
        sale(40, 1000), sale(5, 10), sale(20, -2), sale(25, 100), sale(41, 10_000), sale(3, 20));
    assertThat(timeline())
        .containsExactly(entry(25, 131), entry(30, 135), entry(40, 1135), entry(41, 11_135));
  }

  @Test
  void moreNewMinutesThanAListKeepsLeaveTheNewest() {
    Owner owner = new Owner(redis.keeping(2), 0);
    owner.commit(sale(1, 1), sale(2, 2), sale(3, 4), sale(4, 8));
    assertThat(timeline()).containsExactly(entry(3, 7), entry(4, 15));
    owner.commit(sale(5, 16), sale(6, 32), sale(7, 64));
    assertThat(timeline()).containsExactly(entry(6, 63), entry(7, 127));
  }

  @Test
  void aRefundToZeroKeepsItsMinute() {
    Owner owner = new Owner(redis.keeping(3), 0);
    owner.commit(sale(1, 5));
    owner.commit(sale(2, -5));
    assertThat(timeline()).containsExactly(entry(1, 5), entry(2, 0));
    assertThat(redis.show(KEYS.realtime())).isEqualTo("hash {A=0}");
    assertThat(redis.show(KEYS.leaderboardAmount())).isEqualTo("zset [A, 0]");
  }

  @Test
  void aCommitOfMoreThanLuaCanUnpackAtOnceIsWhole() {
    int minutes = 8_100;
    int products = 4_100;
    LedgerIdentity identity =
        new LedgerIdentity("cluster", "topic-id", "sales_events", "CNY", 2, 10_000, BOARD_MILLIS);
    RedisViews views =
        redis.views(redis.settings(10_000, MINUTE, 100_000), identity, ViewsUnderTest.LAUNCH);
    Owner owner = new Owner(views, 0);
    List<Sale> sales = new ArrayList<>();
    for (int i = 0; i < minutes; i++) {
      sales.add(new Sale("A", START + i * MINUTE, 1, 1));
    }
    for (int i = 0; i < products; i++) {
      sales.add(new Sale("P" + i, START, 1, 1));
    }
    owner.commit(sales.toArray(Sale[]::new));
    owner.commit(new Sale("A", START - MINUTE, 1, 1), new Sale("P1", START, 1, 1));

    assertThat(redis.jedis.llen(KEYS.timeline())).isEqualTo(minutes + 1);
    assertThat(redis.jedis.lindex(KEYS.timeline(), -1))
        .isEqualTo(START + (minutes - 1) * MINUTE + "," + (minutes + products + 2));
    assertThat(redis.jedis.llen(KEYS.productTimelineCount("A"))).isEqualTo(minutes + 1);
    assertThat(redis.jedis.hlen(KEYS.realtime())).isEqualTo(products + 1);
    assertThat(redis.jedis.zcard(KEYS.leaderboardAmount())).isEqualTo(products + 1);
  }

  private Map<String, Object> sumsAfter(List<Sale> sales, int keptMinutes, int cut) {
    redis.clear();
    Owner owner = new Owner(redis.keeping(keptMinutes), 0);
    for (int i = 0; i < sales.size(); i += cut) {
      owner.commit(sales.subList(i, Math.min(i + cut, sales.size())).toArray(Sale[]::new));
    }
    return redis.sums();
  }

  /** Sales and refunds of a few products, mostly moving on in time, some of them late. */
  private static List<Sale> sales(Random random, int count, int activeMinutes) {
    List<Sale> sales = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long newest = (long) i * activeMinutes / count;
      long minute =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(activeMinutes);
            case 1 -> Math.max(0, newest - random.nextInt(3));
            default -> newest;
          };
      long units = random.nextInt(4) == 0 ? -1 : 1 + random.nextInt(3);
      sales.add(
          new Sale(
              "P" + random.nextInt(3),
              START + minute * MINUTE,
              units * random.nextInt(1_000_000_000),
              units));
    }
    return sales;
  }

  private static Sale sale(int minute, long amount) {
    return new Sale("A", START + minute * MINUTE, amount, 1);
  }

  private static String entry(int minute, long cumulative) {
    return START + minute * MINUTE + "," + cumulative;
  }

  private List<String> timeline() {
    List<String> all = redis.jedis.lrange(KEYS.timeline(), 0, -1);
    assertThat(redis.jedis.lrange(KEYS.productTimeline("A"), 0, -1)).isEqualTo(all);
    return all;
  }
}
