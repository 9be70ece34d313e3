package io.salesledger.windowing.store;

import io.salesledger.contract.ViewKeys;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.PartitionMarks;
import io.salesledger.windowing.core.PartitionMarks.Mark;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import redis.clients.jedis.Transaction;

/** Reads the marks of partitions out of Redis. Used by the thread that uses its session. */
public final class StoredMarks {
  private final RedisSession session;
  private final ViewKeys keys;

  /** Of the ledger below these keys. */
  public StoredMarks(RedisSession session, ViewKeys keys) {
    this.session = session;
    this.keys = keys;
  }

  /** The marks of these partitions, read in one atomic step. */
  public PartitionMarks of(Collection<Integer> partitions) {
    return session.call(
        jedis -> {
          try (Transaction step = jedis.multi()) {
            step.hmget(keys.ledger(), "launchMillis", "launch", "broken", "topicId", "id");
            for (int partition : partitions) {
              step.hmget(
                  keys.partition(partition),
                  "low",
                  "epoch",
                  "applied",
                  "quarantined",
                  "gaps",
                  "logEpoch");
            }
            return parse(step.exec(), partitions);
          }
        });
  }

  /** The marks that these answers to HMGET are: the ledger's, then each partition's. */
  public static PartitionMarks parse(List<?> replies, Collection<Integer> partitions) {
    List<Optional<String>> ledger = texts(replies.get(0), 5);
    Map<Integer, Mark> marks = new HashMap<>();
    int i = 1;
    for (int partition : partitions) {
      List<Optional<String>> fields = texts(replies.get(i++), 6);
      Optional<Long> low = fields.get(0).flatMap(StoredMarks::number);
      if (low.isPresent() && fields.get(1).isPresent()) {
        marks.put(
            partition,
            new Mark(
                low.get(),
                fields.get(1).get(),
                sum(fields.subList(2, 5)),
                logEpoch(low.get(), fields.get(5))));
      }
    }
    Optional<Launch> launch =
        ledger
            .get(0)
            .flatMap(StoredMarks::number)
            .flatMap(millis -> ledger.get(1).map(id -> new Launch(millis, id)));
    return new PartitionMarks(
        ledger.get(4), launch, ledger.get(2), ledger.get(3), Map.copyOf(marks));
  }

  /** Of this mark; an older version of the ledger leaves that of another one. */
  private static OptionalInt logEpoch(long low, Optional<String> stored) {
    String ofLow = low + ":";
    return stored
        .filter(text -> text.startsWith(ofLow))
        .flatMap(text -> number(text.substring(ofLow.length())))
        .filter(epoch -> epoch >= 0 && epoch <= Integer.MAX_VALUE)
        .map(epoch -> OptionalInt.of(epoch.intValue()))
        .orElse(OptionalInt.empty());
  }

  /** A hash's fields; none of a key that is no hash: whoever claims it says that it is damaged. */
  private static List<Optional<String>> texts(Object reply, int count) {
    List<Optional<String>> texts = new ArrayList<>();
    if (reply instanceof List<?> fields) {
      fields.forEach(field -> texts.add(Optional.ofNullable((String) field)));
    }
    while (texts.size() < count) {
      texts.add(Optional.empty());
    }
    return texts;
  }

  private static long sum(List<Optional<String>> accounts) {
    return accounts.stream()
        .flatMap(Optional::stream)
        .flatMap(a -> number(a).stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  private static Optional<Long> number(String text) {
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
