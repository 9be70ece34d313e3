package io.salesledger.windowing.store;

import io.salesledger.contract.LedgerFailure;
import java.util.Optional;

/**
 * What a Redis must be to hold a ledger: 6.2 or newer, and never evicting keys, because an evicted
 * key is lost money. Immutable.
 *
 * @param address for messages
 */
record RedisRequirements(String address) {
  private static final int MAJOR = 6;
  private static final int MINOR = 2;

  /**
   * Checks the answers to {@code INFO server} and {@code INFO memory}.
   *
   * @throws LedgerFailure with the command that mends it
   */
  void check(String serverInfo, String memoryInfo) {
    String version = field(serverInfo, "redis_version").orElse("unknown");
    String[] parts = version.split("\\.", -1);
    if (parts.length >= 2 && isOlder(parts)) {
      throw LedgerFailure.failed(
          "Redis at " + address + " is version " + version + "; 6.2 or newer is needed");
    }
    String policy = field(memoryInfo, "maxmemory_policy").orElse("noeviction");
    if (!policy.equals("noeviction")) {
      throw LedgerFailure.failed(
          "Redis at "
              + address
              + " may evict keys (maxmemory-policy "
              + policy
              + "), which would lose sales; mend it with: redis-cli CONFIG SET maxmemory-policy"
              + " noeviction");
    }
  }

  private static boolean isOlder(String[] version) {
    int major = Integer.parseInt(version[0]);
    return major < MAJOR || (major == MAJOR && Integer.parseInt(version[1]) < MINOR);
  }

  private static Optional<String> field(String info, String name) {
    return info.lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }
}
