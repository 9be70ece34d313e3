package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.CommitArguments.bytes;

import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.core.Launch;
import java.util.List;

/**
 * Writes down at the ledger that its views are folded anew from the beginning, so that no reader is
 * told to keep what it was once given as of the same offsets. Only the launch that owns the ledger
 * does. Used by one thread.
 */
public final class LedgerBegunAnew {
  private final Scripts scripts;
  private final ViewKeys keys;
  private final Launch launch;

  /** At the ledger below these keys, by this launch. */
  public LedgerBegunAnew(RedisSession session, ViewKeys keys, Launch launch) {
    this.scripts = new RedisScripts(session);
    this.keys = keys;
    this.launch = launch;
  }

  /** The views begin now. */
  public void now() {
    scripts.call("begun_anew.lua", List.of(bytes(keys.prefix()), bytes(launch.id())));
  }
}
