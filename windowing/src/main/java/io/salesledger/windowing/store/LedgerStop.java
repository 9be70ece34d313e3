package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.CommitArguments.bytes;

import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.core.Launch;
import java.util.List;

/**
 * Writes down at the ledger why it stopped, for health and for people, until the next claim is
 * granted. Never where another launch owns the ledger and is newer, or lives. Used by one thread.
 */
public final class LedgerStop {
  private static final String ANY = "*";
  private static final String SPARES_OTHERS = "others";
  private static final String SPARES_ALL = "all";

  /** Heartbeats come each second; so long a pause is no garbage collection. */
  private static final long OWNER_SILENT_MILLIS = 10_000;

  private final Scripts scripts;
  private final ViewKeys keys;
  private final Launch launch;

  /** Of the ledger below these keys, by this launch. */
  public LedgerStop(RedisSession session, ViewKeys keys, Launch launch) {
    this(new RedisScripts(session), keys, launch);
  }

  /** The same where these scripts run. */
  public LedgerStop(Scripts scripts, ViewKeys keys, Launch launch) {
    this.scripts = scripts;
    this.keys = keys;
    this.launch = launch;
  }

  /**
   * Writes the reason down, if there is a ledger to write it down at.
   *
   * @return false if there is none, or it is another launch's
   */
  public boolean because(String reason) {
    return call(reason, ANY, SPARES_OTHERS).equals("OK");
  }

  /**
   * Writes the reason down at this ledger, if it is still there.
   *
   * @param ledgerId the ledger's own id; empty if there was none
   * @return false if there was none, or it is another one by now, or gone, or another launch's:
   *     nothing is stopped by this
   */
  public boolean because(String reason, String ledgerId) {
    return call(reason, ledgerId, SPARES_OTHERS).equals("OK");
  }

  /**
   * Writes down what keeps one task from starting, unless an owner lives, be it of this launch: it
   * must not stop what others count. What was written so before one of them lived is taken back.
   *
   * @return false if there is no ledger, or it is another launch's, or an owner lives
   */
  public boolean unlessCounted(String reason) {
    return call(reason, ANY, SPARES_ALL).equals("OK");
  }

  private String call(String reason, String ledgerId, String spared) {
    List<byte[]> arguments =
        List.of(
            bytes(keys.prefix()),
            bytes(reason),
            bytes(ledgerId),
            bytes(launch.millis()),
            bytes(launch.id()),
            bytes(OWNER_SILENT_MILLIS),
            bytes(spared));
    return scripts.call("stop.lua", arguments).get(0);
  }

  /**
   * Takes back a reason that another launch wrote while the ledger's owner, which is this launch,
   * was silent: it lives, and nothing of its own has stopped it. Only to be called where the log is
   * known to be the ledger's own: another launch may have been right about that.
   *
   * @return false if the reason is this launch's own, or another one by now, or the owner is silent
   *     still, or another launch by now
   */
  public boolean outlive(String reason) {
    List<byte[]> arguments =
        List.of(
            bytes(keys.prefix()), bytes(reason), bytes(launch.id()), bytes(OWNER_SILENT_MILLIS));
    return scripts.call("outlive.lua", arguments).get(0).equals("OK");
  }

  /** What {@link #because} wrote holds no more; a reason that somebody wrote since stays. */
  public void withdraw(String reason) {
    scripts.call("withdraw.lua", List.of(bytes(keys.prefix()), bytes(reason)));
  }
}
