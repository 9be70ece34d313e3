package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.CommitArguments.bytes;

import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.core.Launch;
import java.util.List;
import java.util.Optional;

/**
 * Writes down at the ledger what a person should mend while it counts on. Only the launch that owns
 * the ledger does; a granted claim takes it away. Used by one thread.
 */
public final class LedgerWarning {
  private final Scripts scripts;
  private final ViewKeys keys;
  private final Launch launch;

  /** At the ledger below these keys, by this launch. */
  public LedgerWarning(RedisSession session, ViewKeys keys, Launch launch) {
    this.scripts = new RedisScripts(session);
    this.keys = keys;
    this.launch = launch;
  }

  /** From now on this is what should be mended; empty: nothing. */
  public void is(Optional<String> warning) {
    scripts.call(
        "warn.lua", List.of(bytes(keys.prefix()), bytes(launch.id()), bytes(warning.orElse(""))));
  }
}
