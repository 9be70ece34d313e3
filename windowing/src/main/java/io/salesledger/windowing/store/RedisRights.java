package io.salesledger.windowing.store;

import static io.salesledger.windowing.store.CommitArguments.bytes;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import java.util.List;

/**
 * Whether the user that the topology has at a Redis may run all that commits run. Without one of
 * these rights a commit would be cut off half-way. Used by one thread.
 */
final class RedisRights {
  /** Enough for the topology; what stands beside the keys in {@code ACL SETUSER}. */
  static final String ENOUGH =
      "+@read +@write +@scripting +@transaction +@connection +info +time +select";

  private final Scripts scripts;
  private final LedgerSettings.Redis settings;

  RedisRights(Scripts scripts, LedgerSettings.Redis settings) {
    this.scripts = scripts;
    this.settings = settings;
  }

  /**
   * Tries them; what is written for that is gone afterwards.
   *
   * @throws LedgerFailure naming the first command that is refused
   */
  void check() {
    List<String> answer = scripts.call("rights.lua", List.of(bytes(settings.prefix())));
    if (answer.get(0).equals("REFUSED")) {
      throw LedgerFailure.failed(
          "Redis at "
              + settings.displayUri()
              + " does not let ledger.redis.uri's user run "
              + answer.get(1)
              + " on keys "
              + settings.prefix()
              + ":*; its rights must be at least ~"
              + settings.prefix()
              + ":* "
              + ENOUGH);
    }
  }
}
