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

  /** At a worker's start, where nothing is in flight: as long as it takes. */
  static Duration atStart() {
    return Duration.ofDays(365);
  }
}
