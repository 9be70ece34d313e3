package io.salesledger.bench;

import io.salesledger.parts.RedisServer;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * A contender that writes to a Redis of its own.
 *
 * @param writer the contender, once its Redis is there
 */
record WithRedis(Function<RedisServer, Contender> writer) implements Contender {
  @Override
  public Measured run(Payments payments, Path folder, int run) {
    try (RedisServer redis = RedisServer.start(folder)) {
      return writer.apply(redis).run(payments, folder, run);
    }
  }
}
