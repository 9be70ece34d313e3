package io.salesledger.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.bench.contender.Sums;
import io.salesledger.bench.topology.UnstoredViews;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.parts.RedisServer;
import io.salesledger.parts.Waiting;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

final class RedisReadIT {
  @Test
  void sumsOfSeveralTasksAreWaitedForUntilAllPaymentsAreThere(@TempDir Path folder) {
    try (RedisServer redis = RedisServer.start(folder);
        Jedis jedis = new Jedis("127.0.0.1", redis.port());
        RedisRead read = new RedisRead(new LedgerSettings.Redis(redis.uri(), "sales", 2_000))) {
      String key = UnstoredViews.sumsKey(new LedgerSettings.Redis(redis.uri(), "sales", 1).keys());
      Waiting never = new Waiting();
      never.requestStop();

      jedis.hset(key, "one task", of("A").text());
      assertThatThrownBy(() -> read.unstoredSums(never, 2))
          .isInstanceOf(Waiting.StoppedException.class);

      jedis.hset(key, "another task", of("B").text());
      assertThat(read.unstoredSums(never, 2).products()).containsOnlyKeys("A", "B");
    }
  }

  private static Sums of(String product) {
    Sums sums = new Sums();
    sums.add(product, 0, 1250, 2, 1);
    return sums;
  }
}
