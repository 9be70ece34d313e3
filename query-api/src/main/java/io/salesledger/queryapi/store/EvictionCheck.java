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

  /** What is wrong with Redis's policy and the command that mends it; empty if it is right. */
  public Uni<Optional<String>> complaint() {
    return redis.info("memory").map(EvictionCheck::complaintAbout);
  }

  /**
   * Refuses an evicting Redis; one that is not there yet is let pass.
   *
   * @throws LedgerFailure if it evicts
   */
  public void refuseEvicting() {
    Optional<String> complaint;
    try {
      complaint = complaint().await().indefinitely();
    } catch (ViewsUnavailable away) {
      LOG.warn(away.line() + "; answering 503 until it does");
      return;
    }
    complaint.ifPresent(
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
