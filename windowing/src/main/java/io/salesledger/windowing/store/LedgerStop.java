package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.CommitArguments.bytes;

import io.salesledger.contract.ViewKeys;
import java.util.List;

/**
 * Writes down at the ledger why it stopped, for health and for people, until the next claim is
 * granted. Used by one thread.
 */
public final class LedgerStop {
  private static final String ANY = "*";

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
    return call(reason, ANY).equals("OK");
  }

  /**
   * Writes the reason down at this ledger, if it is still there.
   *
   * @param ledgerId the ledger's own id; empty if there was none
   * @return false if there was none, or it is another one by now, or gone: what was wrong with it
   *     is wrong no more
   */
  public boolean because(String reason, String ledgerId) {
    return call(reason, ledgerId).equals("OK");
  }

  private String call(String reason, String ledgerId) {
    List<byte[]> arguments = List.of(bytes(keys.prefix()), bytes(reason), bytes(ledgerId));
    return scripts.call("stop.lua", arguments).get(0);
  }
}
