package io.salesledger.bench;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.RedisServer;
import java.net.URI;
import redis.clients.jedis.Jedis;

/** What a Redis has in use. Stateless. */
final class RedisMemory {
  private static final String USED = "used_memory:";

  private RedisMemory() {}

  /** Bytes, as it tells itself. */
  static long used(RedisServer redis) {
    try (Jedis jedis = new Jedis(URI.create(redis.uri()))) {
      return jedis
          .info("memory")
          .lines()
          .filter(line -> line.startsWith(USED))
          .mapToLong(line -> Long.parseLong(line.substring(USED.length()).strip()))
          .findFirst()
          .orElseThrow(() -> LedgerFailure.failed("Redis does not tell its memory"));
    }
  }
}
