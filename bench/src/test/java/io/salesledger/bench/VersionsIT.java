package io.salesledger.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.parts.PartsHome;
import io.salesledger.parts.RedisServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

final class VersionsIT {
  @Test
  void redisIsOfTheVersionThatItTellsOfItselfAsItRuns(@TempDir Path folder) {
    try (RedisServer redis = RedisServer.start(folder);
        Jedis jedis = new Jedis("127.0.0.1", redis.port())) {
      assertThat(jedis.info("server").lines())
          .contains("redis_version:" + Versions.ofLedger(folder, PartsHome.located()).get("Redis"));
    }
  }
}
