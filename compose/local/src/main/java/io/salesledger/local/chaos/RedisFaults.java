package io.salesledger.local.chaos;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.Waiting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.SplittableRandom;
import redis.clients.jedis.Jedis;

/** What can happen to the views' store beyond its death. For one thread. */
final class RedisFaults {
  private static final String PART = "Redis";
  private static final long MIN_AGE_MILLIS = 2_000;
  private static final long MAX_AGE_MILLIS = 20_000;

  private final ChaosStack stack;
  private final Waiting waiting;

  RedisFaults(ChaosStack stack, Waiting waiting) {
    this.stack = stack;
    this.waiting = waiting;
  }

  /** Everything is gone. */
  Injected wipe() {
    try (Jedis redis = new Jedis(URI.create(stack.settings().redis().uri()))) {
      Injected injected = Injected.now("FLUSHALL");
      redis.flushAll();
      return injected;
    }
  }

  /**
   * It restarts with what it held some seconds ago, as from a backup. A prefix of the append-only
   * file is what Redis held at some moment: it leaves out a change that is cut off.
   */
  Injected goBack(SplittableRandom random) {
    Path data = stack.folder().part("redis").resolve("data");
    Path file = data.resolve("appendonly.aof");
    Path older = data.resolve("older.aof");
    long ageMillis = random.nextLong(MIN_AGE_MILLIS, MAX_AGE_MILLIS);
    try {
      Files.copy(file, older, StandardCopyOption.REPLACE_EXISTING);
      waiting.pause(ageMillis);
      List<ProcessHandle> redis = List.of(stack.part(PART));
      // Frozen first: it may be about to put a shortened file in this one's place.
      Signals.freeze(redis);
      Files.move(older, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Injected injected = Injected.now("back by " + ageMillis + " ms");
      Signals.kill(redis);
      return injected;
    } catch (IOException e) {
      throw LedgerFailure.failed("cannot put an older " + file + " back: " + e, e);
    }
  }
}
