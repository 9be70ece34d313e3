package io.salesledger.windowing.topology;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/**
 * Begins at the machine's time and counts on from it, for lengths of time alone: the machine's
 * clock may be set back by an hour meanwhile, and what stands for ten seconds would stand for that
 * hour, too. Any thread may use it.
 */
final class SteadyClock implements InstantSource {
  private final long madeMillis = InstantSource.system().millis();
  private final long madeNanos = System.nanoTime();

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }

  @Override
  public long millis() {
    return madeMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - madeNanos);
  }
}
