package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.CommitArguments.bytes;

import io.salesledger.contract.ViewKeys;
import java.util.List;

/**
 * Writes down at the ledger why it stopped, for health and for people, until the next claim is
 * granted. Used by the thread that uses its session.
 */
public final class LedgerStop {
  private final RedisScript stop = new RedisScript("stop.lua");
  private final RedisSession session;
  private final ViewKeys keys;

  /** Of the ledger below these keys. */
  public LedgerStop(RedisSession session, ViewKeys keys) {
    this.session = session;
    this.keys = keys;
  }

  /**
   * Writes the reason down, if there is a ledger to write it down at.
   *
   * @return whether there was
   */
  public boolean because(String reason) {
    List<byte[]> arguments = List.of(bytes(keys.prefix()), bytes(reason));
    return session.call(jedis -> stop.call(jedis, arguments)).get(0).equals("OK");
  }
}
