package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.ViewsUnderTest.KEYS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Which ledger is lost without its topic. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CountedTopicIT {
  private static final Sale SALE = new Sale("tea", 1_761_106_980_000L, 100, 1);

  private final ViewsUnderTest redis;
  private final RedisSession session;

  CountedTopicIT(@TempDir Path folder) {
    redis = new ViewsUnderTest(folder);
    session = new RedisSession(redis.settings(1440, 60_000, 1).redis(), Duration.ofSeconds(30));
  }

  @BeforeEach
  void clear() {
    redis.clear();
  }

  @AfterAll
  void close() {
    session.close();
    redis.close();
  }

  @Test
  void withoutALedgerNoTopicIsNeeded() {
    assertThat(counted()).isEmpty();
    redis.jedis.set(KEYS.ledger(), "x");
    assertThat(counted()).isEmpty();
  }

  @Test
  void aLedgerThatWasClaimedAndCountedNothingNeedsNoTopic() {
    new Owner(redis.views(), 3);
    new Owner(redis.views(), 4);

    assertThat(counted()).isEmpty();
  }

  @Test
  void aLedgerThatCountedSomethingNeedsItsTopic() {
    new Owner(redis.views(), 3);
    new Owner(redis.views(), 4).commit(SALE);

    assertThat(counted()).contains("topic-id");
  }

  /** What it held cannot be told; that it held nothing least of all. */
  @Test
  void aLedgerWhosePartitionIsDamagedNeedsItsTopic() {
    new Owner(redis.views(), 3);
    redis.jedis.del(KEYS.partition(3));
    assertThat(counted()).contains("topic-id");
    redis.jedis.set(KEYS.partition(3), "x");
    assertThat(counted()).contains("topic-id");
  }

  private Optional<String> counted() {
    return new CountedTopic(session, KEYS).id();
  }
}
