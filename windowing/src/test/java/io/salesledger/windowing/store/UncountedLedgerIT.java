package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.ViewsUnderTest.KEYS;
import static io.salesledger.windowing.store.ViewsUnderTest.LAUNCH;
import static io.salesledger.windowing.store.ViewsUnderTest.OTHER_TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.CommitAnswer;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.Jedis;

/** A ledger in which nothing is counted yet binds nobody to what it was to be folded from. */
@ExtendWith(EmptyRedis.class)
final class UncountedLedgerIT {
  private static final Sale SALE = new Sale("A", 1_761_106_860_000L, 12_500, 1);
  private final ViewsUnderTest redis;

  UncountedLedgerIT(ViewsUnderTest redis) {
    this.redis = redis;
  }

  @Test
  void givenAnotherTopicThenTheLedgerIsMadeAnewAndWhoeverOwnedItCommitsNothing() {
    RedisViews old = redis.views();
    Owner three = new Owner(old, 3);
    Owner four = new Owner(old, 4);
    String id = redis.jedis.hget(KEYS.ledger(), "id");

    Owner owner = new Owner(redis.views(OTHER_TOPIC, LAUNCH), 3);
    assertThat(redis.jedis.hgetAll(KEYS.ledger()))
        .containsEntry("topicId", "another-topic-id")
        .containsEntry("partitions", "3")
        .doesNotContainEntry("id", id);
    assertThat(old.commit(three.next(SALE))).isInstanceOf(CommitAnswer.Fenced.class);
    assertThat(old.commit(four.next(SALE))).isInstanceOf(CommitAnswer.Stale.class);
    owner.commit(SALE);
    assertThat(redis.jedis.get(KEYS.total())).isEqualTo("12500");
  }

  @Test
  void givenOneCommitOfWhicheverPartitionThenItBinds() {
    RedisViews views = redis.views();
    new Owner(views, 3);
    new Owner(views, 4).commit(SALE);

    assertBound(jedis -> {});
  }

  @ParameterizedTest
  @ValueSource(strings = {"sequence", "low", "dirty"})
  void givenHalfACommitOrAnAccountThatIsNoneThenItBinds(String field) {
    new Owner(redis.views(), 3);

    assertBound(jedis -> jedis.hset(KEYS.partition(3), field, "1"));
    assertBound(jedis -> jedis.hdel(KEYS.partition(3), field));
  }

  @Test
  void givenAnAccountThatIsGoneThenItBinds() {
    RedisViews views = redis.views();
    new Owner(views, 3);
    new Owner(views, 4);

    assertBound(jedis -> jedis.del(KEYS.partition(4)));
  }

  @Test
  void givenAnAccountThatTheLedgerDoesNotKnowThenItsPartitionIsNotClaimed() {
    new Owner(redis.views(), 3);
    redis.jedis.hset(KEYS.partition(5), "low", "7");
    Map<String, String> before = redis.dump();

    assertThat(redis.views(OTHER_TOPIC, LAUNCH).claim(5)).isInstanceOf(ClaimAnswer.Broken.class);
    assertThat(redis.dump()).isEqualTo(before);
  }

  @Test
  void givenAViewThatSomebodyLeftThenNothingIsMadeAnew() {
    new Owner(redis.views(), 3);

    assertBound(jedis -> jedis.set(KEYS.total(), "1"));
  }

  @Test
  void givenASecondSetThenItIsLeftToItsRebuild() {
    new Owner(redis.views(), 3);

    assertBound(jedis -> jedis.hset(KEYS.ledger(), "rebuild", "filling"));
  }

  private void assertBound(Consumer<Jedis> change) {
    change.accept(redis.jedis);
    Map<String, String> before = redis.dump();
    for (int partition = 3; partition <= 5; partition++) {
      assertThat(redis.views(OTHER_TOPIC, LAUNCH).claim(partition))
          .isInstanceOf(ClaimAnswer.Broken.class);
    }
    assertThat(redis.dump()).isEqualTo(before);
  }
}
