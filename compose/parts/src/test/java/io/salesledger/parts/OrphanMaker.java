package io.salesledger.parts;

import java.nio.file.Path;

/** A JVM that starts a part as a test does, and then waits to be killed. */
final class OrphanMaker {
  private OrphanMaker() {}

  /** Takes the folder for the part's data. */
  public static void main(String[] arguments) throws InterruptedException {
    try (RedisServer redis = RedisServer.start(Path.of(arguments[0]))) {
      System.out.println(redis.pid());
      Thread.sleep(Long.MAX_VALUE);
    }
  }
}
