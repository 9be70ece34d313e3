package io.salesledger.windowing.topology;

import java.io.Serializable;

/**
 * Ends the process at once. The supervisor starts it anew, it claims anew, and replay does the
 * rest: what is fenced or stale is not repaired in place.
 */
@FunctionalInterface
public interface Halt extends Serializable {
  /** Ends the process; the reason is for the log. */
  void because(String reason);

  /** Ends this Java process without running shutdown hooks, which could still commit. */
  static Halt ofProcess() {
    return new ProcessHalt();
  }
}
