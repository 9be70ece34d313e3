package io.salesledger.windowing.topology;

import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.store.RedisSession;
import io.salesledger.windowing.store.StoredMarks;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The launch that a submission is: newer than the one that owns the ledger, whatever the clocks of
 * the machines say that submit. One clock that was ahead would keep all later launches out until
 * that time has come.
 */
final class NextLaunch {
  private final StoredMarks marks;
  private final InstantSource clock;

  /** Of the ledger below these keys. */
  NextLaunch(RedisSession session, ViewKeys keys, InstantSource clock) {
    this.marks = new StoredMarks(session, keys);
    this.clock = clock;
  }

  /** Asks the ledger for its owner now. */
  Launch get() {
    Optional<Launch> owner = marks.of(List.of()).launch();
    long afterOwner = owner.map(launch -> launch.millis() + 1).orElse(0L);
    return new Launch(Math.max(clock.millis(), afterOwner), UUID.randomUUID().toString());
  }
}
