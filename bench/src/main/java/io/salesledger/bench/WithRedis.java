package io.salesledger.bench;

import io.salesledger.parts.RedisServer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A contender that writes to a Redis of its own.
 *
 * @param writer the contender, once it is known where its Redis is
 */
record WithRedis(Function<String, Contender> writer) implements Contender {
  @Override
  public Measured run(Payments payments, Path folder, int run) {
    try (RedisServer redis = RedisServer.start(folder)) {
      Measured measured = writer.apply(redis.uri()).run(payments, folder, run);
      Map<String, ProcessUse> uses = new LinkedHashMap<>(measured.uses());
      uses.put("Redis", ProcessUse.of(redis.pid()));
      return new Measured(
          measured.records(),
          measured.seconds(),
          RedisMemory.used(redis),
          uses,
          measured.settings(),
          measured.sums());
    }
  }
}
