package io.salesledger.windowing.store;

import io.salesledger.contract.ViewKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import redis.clients.jedis.Transaction;

/**
 * The topic that the ledger cannot do without, because something of it is counted. A ledger of
 * nothing binds nobody: it is founded anew on whatever topic there is. Used by one thread.
 */
public final class CountedTopic {
  private final RedisSession session;
  private final ViewKeys keys;

  /** Of the ledger below these keys. */
  public CountedTopic(RedisSession session, ViewKeys keys) {
    this.session = session;
    this.keys = keys;
  }

  /** Its id; empty if there is no ledger, or one in which nothing is counted. */
  public Optional<String> id() {
    List<?> ledger =
        fields(step -> step.hmget(keys.ledger(), "topicId", "partitions")).get(0)
                instanceof List<?> found
            ? found
            : List.of();
    if (ledger.size() < 2
        || !(ledger.get(0) instanceof String topicId)
        || !(ledger.get(1) instanceof String partitions)) {
      return Optional.empty();
    }
    List<String> claimed = List.of(partitions.split(","));
    List<?> sequences =
        fields(step -> claimed.forEach(p -> step.hget(keys.ledger() + ":" + p, "sequence")));
    return sequences.stream().allMatch("0"::equals) ? Optional.empty() : Optional.of(topicId);
  }

  /** An error in place of a key that is no hash. */
  private List<Object> fields(Consumer<Transaction> ask) {
    return session.call(
        jedis -> {
          try (Transaction step = jedis.multi()) {
            ask.accept(step);
            return new ArrayList<>(step.exec());
          }
        });
  }
}
