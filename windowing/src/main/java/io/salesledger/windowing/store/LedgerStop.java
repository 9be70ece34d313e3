package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.CommitArguments.bytes;

import io.salesledger.contract.ViewKeys;
import java.util.List;

/**
 * Writes down at the ledger why it stopped, for health and for people, until the next claim is
 * granted. Used by one thread.
 */
public final class LedgerStop {
  private final Scripts scripts;
  private final ViewKeys keys;

  /** Of the ledger below these keys. */
  public LedgerStop(RedisSession session, ViewKeys keys) {
    this(new RedisScripts(session), keys);
  }

  /** Of the ledger below these keys, where these scripts run. */
  public LedgerStop(Scripts scripts, ViewKeys keys) {
    this.scripts = scripts;
    this.keys = keys;
  }

  /**
   * Writes the reason down, if there is a ledger to write it down at.
   *
   * @return whether there was
   */
  public boolean because(String reason) {
    List<byte[]> arguments = List.of(bytes(keys.prefix()), bytes(reason));
    return scripts.call("stop.lua", arguments).get(0).equals("OK");
  }
}
