package io.salesledger.windowing.topology;

import io.salesledger.contract.LedgerSettings;
import java.time.Duration;

/** How long a Redis that is away is waited for. */
final class RedisPatience {
  private RedisPatience() {}

  /** While batches are in flight: less than the window keeps what would be replayed. */
  static Duration inFlight(LedgerSettings.Window window) {
    return Duration.ofMillis(window.lengthMillis() * 3L / 4);
  }

  /**
   * Redis as it is asked while batches are in flight: one command takes no longer than all of that
   * may. {@code ledger.redis.timeout} may be set to more, for others who ask Redis; then the window
   * decides.
   */
  static LedgerSettings.Redis inFlight(LedgerSettings settings) {
    LedgerSettings.Redis redis = settings.redis();
    long mostMillis = inFlight(settings.window()).toMillis();
    return new LedgerSettings.Redis(
        redis.uri(), redis.prefix(), Math.toIntExact(Math.min(redis.timeoutMillis(), mostMillis)));
  }

  /** At a worker's start, where nothing is in flight: as long as it takes. */
  static Duration atStart() {
    return Duration.ofDays(365);
  }
}
