package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.ViewsUnderTest.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.Money;
import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.Commit;
import io.salesledger.windowing.core.CommitAnswer;
import io.salesledger.windowing.core.QuarantineEntry;
import io.salesledger.windowing.core.QuarantineReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Views that are damaged or went back are never added to: the commit is refused with the reason,
 * and every key stays as it was.
 */
@ExtendWith(EmptyRedis.class)
final class CommitRefusalIT {
  private static final long MINUTE = 1_761_106_860_000L;
  private static final long MAX = Money.MAX_CUMULATIVE_MINOR;
  private static final String TIMELINE_A = KEYS.productTimeline("A");
  private static final String TIMELINE_COUNT_A = KEYS.productTimelineCount("A");
  private static final long REFUSED = 2;

  private final ViewsUnderTest redis;

  CommitRefusalIT(ViewsUnderTest redis) {
    this.redis = redis;
  }

  private static List<QuarantineEntry> refused(long offset) {
    return List.of(new QuarantineEntry(offset, 1, QuarantineReason.UNDECODABLE, "x"));
  }

  @ParameterizedTest
  @FieldSource("io.salesledger.windowing.store.Damage#WRONG_TYPES")
  void aViewOfAnotherTypeIsBroken(Damage damage) {
    assertThat(brokenBy(damage)).contains(damage.said());
  }

  @ParameterizedTest
  @FieldSource("io.salesledger.windowing.store.Damage#NO_INTEGERS")
  void aFigureThatIsNoIntegerIsBroken(Damage damage) {
    assertThat(brokenBy(damage)).contains(damage.said());
  }

  @ParameterizedTest
  @FieldSource("io.salesledger.windowing.store.Damage#CONTRADICTIONS")
  void viewsThatContradictEachOtherAreBroken(Damage damage) {
    assertThat(brokenBy(damage)).contains(damage.said());
  }

  @ParameterizedTest
  @FieldSource("io.salesledger.windowing.store.Damage#BEHIND_WHOLE_ONES")
  void aDamagedTimelineBehindWholeOnesIsBroken(Damage damage) {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    owner.commit(new Sale("A", MINUTE, 100, 1), new Sale("B", MINUTE, 200, 2));
    damage.how().accept(redis.jedis);
    Map<String, String> before = redis.dump();

    CommitAnswer answer =
        views.commit(owner.next(new Sale("A", MINUTE, 5, 1), new Sale("B", MINUTE, 5, 1)));

    assertThat(answer).isInstanceOf(CommitAnswer.Broken.class);
    assertThat(((CommitAnswer.Broken) answer).reason()).contains(damage.said());
    assertThat(redis.dump()).isEqualTo(before);
  }

  @ParameterizedTest
  @FieldSource("io.salesledger.windowing.store.Damage#STALE")
  void viewsThatWentBackAreStale(Damage damage) {
    CommitAnswer answer = answerAfter(damage);
    assertThat(answer).isInstanceOf(CommitAnswer.Stale.class);
    assertThat(((CommitAnswer.Stale) answer).found()).contains(damage.said());
  }

  /** A commit that is sent again was made only if the views hold just its offsets. */
  @Test
  void aSequenceThatWasMadeOfOtherOffsetsIsStale() {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    Commit made = owner.next(new Sale("A", MINUTE, 1, 1));
    Commit other = owner.next(new Sale("A", MINUTE, 1, 1), new Sale("B", MINUTE, 1, 1));
    owner.commit(made);
    Map<String, String> before = redis.dump();

    assertThat(views.commit(other)).isInstanceOf(CommitAnswer.Stale.class);
    assertThat(views.commit(made)).isEqualTo(new CommitAnswer.Already());
    assertThat(redis.dump()).isEqualTo(before);
  }

  @Test
  void offsetsThatTheAccountsDoNotCoverAreBroken() {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    owner.commit(new Sale("A", MINUTE, 1, 1));
    Map<String, String> before = redis.dump();
    Commit next = owner.next(new Sale("A", MINUTE, 1, 1));
    Commit skipping =
        new Commit(
            3,
            next.epoch(),
            next.sequence(),
            next.base(),
            AppliedOffsets.below(2).plus(5, 6),
            next.counters(),
            next.sums(),
            List.of(),
            List.of());

    CommitAnswer answer = views.commit(skipping);
    assertThat(answer).isInstanceOf(CommitAnswer.Broken.class);
    assertThat(((CommitAnswer.Broken) answer).reason())
        .contains("3 offsets covered, 2 accounted for");
    assertThat(redis.dump()).isEqualTo(before);
  }

  @Test
  void figuresOfExactlyTheLargestIntegerAreWrittenInFullDigits() {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    owner.commit(new Sale("A", MINUTE, MAX - 1, MAX - 1));
    owner.commit(new Sale("A", MINUTE, 1, 1));

    String max = "9007199254740991";
    assertThat(redis.show(KEYS.total())).isEqualTo("string " + max);
    assertThat(redis.show(KEYS.totalCount())).isEqualTo("string " + max);
    assertThat(redis.show(KEYS.realtime())).isEqualTo("hash {A=" + max + "}");
    assertThat(redis.show(KEYS.realtimeCount())).isEqualTo("hash {A=" + max + "}");
    assertThat(redis.show(KEYS.leaderboardAmount())).isEqualTo("zset [A, " + max + "]");
    assertThat(redis.show(KEYS.leaderboardCount())).isEqualTo("zset [A, " + max + "]");
    assertThat(redis.show(KEYS.minuteLeaderboardAmount(MINUTE))).isEqualTo("zset [A, " + max + "]");
    assertThat(redis.show(KEYS.timeline())).isEqualTo("list [" + MINUTE + "," + max + "]");
    assertThat(redis.show(KEYS.timelineCount())).isEqualTo("list [" + MINUTE + "," + max + "]");
    assertThat(redis.show(TIMELINE_A)).isEqualTo("list [" + MINUTE + "," + max + "]");
    assertThat(redis.show(TIMELINE_COUNT_A)).isEqualTo("list [" + MINUTE + "," + max + "]");

    owner.commit(new Sale("B", MINUTE + 60_000, -MAX, -MAX));
    owner.commit(new Sale("B", MINUTE - 60_000, -MAX + 1, 0), new Sale("B", MINUTE, MAX - 1, 0));
    assertThat(redis.show(KEYS.realtime())).isEqualTo("hash {A=" + max + ", B=-" + max + "}");
    assertThat(redis.show(KEYS.total())).isEqualTo("string 0");
  }

  @Test
  void figuresThatWouldPassTheLargestIntegerAreRefusedWhereverTheyStand() {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    owner.commit(new Sale("A", MINUTE, MAX, MAX), new Sale("B", MINUTE + 60_000, -5, -5));
    Map<String, String> before = redis.dump();

    List<Sale[]> beyond =
        List.of(
            new Sale[] {new Sale("A", MINUTE, 1, 0)},
            new Sale[] {new Sale("A", MINUTE, 0, 1)},
            new Sale[] {new Sale("A", MINUTE + 120_000, 1, 0)},
            new Sale[] {new Sale("A", MINUTE - 60_000, 0, 1)},
            new Sale[] {new Sale("C", MINUTE - 60_000, 6, 0)},
            new Sale[] {new Sale("C", MINUTE, 0, 6)},
            new Sale[] {new Sale("C", MINUTE, MAX, 0), new Sale("D", MINUTE, 1, 0)},
            new Sale[] {new Sale("C", MINUTE, MAX + 1, 0)},
            new Sale[] {new Sale("C", MINUTE, -MAX - 1, 0)},
            new Sale[] {new Sale("C", MINUTE, 1, MAX + 1)},
            new Sale[] {new Sale("C", MINUTE, 1, -MAX - 2)});
    List<CommitAnswer> answers = new ArrayList<>();
    for (Sale[] sales : beyond) {
      answers.add(views.commit(owner.next(sales)));
      assertThat(redis.dump()).isEqualTo(before);
    }
    assertThat(answers)
        .allSatisfy(
            answer ->
                assertThat(((CommitAnswer.Broken) answer).reason()).contains("beyond 2^53 - 1"));
  }

  private String brokenBy(Damage damage) {
    CommitAnswer answer = answerAfter(damage);
    assertThat(answer).isInstanceOf(CommitAnswer.Broken.class);
    return ((CommitAnswer.Broken) answer).reason();
  }

  /** The answer to a commit that touches every view, late minutes too, after a damage. */
  private CommitAnswer answerAfter(Damage damage) {
    RedisViews views = redis.views();
    Owner owner = new Owner(views, 3);
    owner.commit(
        owner.next(
            List.of(new Sale("A", MINUTE, 100, 1), new Sale("B", MINUTE, 200, 2)),
            refused(REFUSED)));
    owner.commit(new Sale("A", MINUTE + 60_000, 300, 1));
    Commit commit =
        owner.next(
            List.of(new Sale("A", MINUTE, 5, 1), new Sale("C", MINUTE, 5, 1)),
            refused(REFUSED + 3));
    damage.how().accept(redis.jedis);
    Map<String, String> before = redis.dump();

    CommitAnswer answer = views.commit(commit);
    assertThat(redis.dump()).isEqualTo(before);
    return answer;
  }
}
