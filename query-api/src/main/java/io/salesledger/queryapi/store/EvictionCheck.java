package io.salesledger.queryapi.store;

import io.salesledger.contract.LedgerFailure;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** Finds a Redis that would throw away views when its memory is full. */
@Singleton
public final class EvictionCheck {
  private static final Logger LOG = Logger.getLogger(EvictionCheck.class);
  private static final Pattern POLICY = Pattern.compile("(?m)^maxmemory_policy:(\\S+)");

  private final RedisScripts redis;

  @Inject
  EvictionCheck(RedisScripts redis) {
    this.redis = redis;
  }

  /**
   * What is wrong with Redis's policy and the command that mends it; empty if it is right, or if
   * this user may not ask: figures need no INFO, and the topology, which writes, checks it too.
   */
  public Uni<Optional<String>> complaint() {
    return redis.info("memory").map(info -> info.flatMap(EvictionCheck::complaintAbout));
  }

  /**
   * Refuses an evicting Redis; one that is not there yet is let pass.
   *
   * @throws LedgerFailure if it evicts
   */
  public void refuseEvicting() {
    Optional<String> info;
    try {
      info = redis.info("memory").await().indefinitely();
    } catch (ViewsUnavailable away) {
      LOG.warn(away.line() + "; answering 503 until it does");
      return;
    }
    if (info.isEmpty()) {
      LOG.warn(
          "ledger.redis.uri's user may not ask INFO: whether Redis may evict views is not checked"
              + " here; allow it with: redis-cli ACL SETUSER <user> +info");
    }
    info.flatMap(EvictionCheck::complaintAbout)
        .ifPresent(
            text -> {
              throw LedgerFailure.failed(text);
            });
  }

  static Optional<String> complaintAbout(String info) {
    Matcher matcher = POLICY.matcher(info);
    if (!matcher.find() || matcher.group(1).equals("noeviction")) {
      return Optional.empty();
    }
    return Optional.of(
        "Redis may evict views (maxmemory-policy "
            + matcher.group(1)
            + "); set it right with: redis-cli CONFIG SET maxmemory-policy noeviction");
  }
}
