package io.salesledger.windowing.store;

import io.salesledger.contract.ViewKeys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.Transaction;

/**
 * What the reader of the log needs to know of the views, read in one atomic step.
 *
 * @param launch the launch that owns the ledger; empty where no task has claimed anything yet
 * @param broken why the ledger stopped, if it did
 * @param topicId the topic it was folded from; empty where there is none yet
 * @param marks by partition; without those that the views do not know, or whose hash is damaged
 */
public record PartitionMarks(
    Optional<Launch> launch,
    Optional<String> broken,
    Optional<String> topicId,
    Map<Integer, Mark> marks) {

  /**
   * One partition's.
   *
   * @param low the first offset that is not applied
   * @param epoch its owner's claim
   */
  public record Mark(long low, String epoch) {}

  /** Reads them. */
  public static PartitionMarks read(
      RedisSession session, ViewKeys keys, Collection<Integer> partitions) {
    return session.call(
        jedis -> {
          try (Transaction step = jedis.multi()) {
            step.hmget(keys.ledger(), "launchMillis", "launch", "broken", "topicId");
            for (int partition : partitions) {
              step.hmget(keys.partition(partition), "low", "epoch");
            }
            return of(step.exec(), partitions);
          }
        });
  }

  private static PartitionMarks of(List<Object> replies, Collection<Integer> partitions) {
    List<Optional<String>> ledger = texts(replies.get(0), 4);
    Map<Integer, Mark> marks = new HashMap<>();
    int i = 1;
    for (int partition : partitions) {
      List<Optional<String>> fields = texts(replies.get(i++), 2);
      Optional<Long> low = fields.get(0).flatMap(PartitionMarks::number);
      if (low.isPresent() && fields.get(1).isPresent()) {
        marks.put(partition, new Mark(low.get(), fields.get(1).get()));
      }
    }
    Optional<Launch> launch =
        ledger
            .get(0)
            .flatMap(PartitionMarks::number)
            .flatMap(millis -> ledger.get(1).map(id -> new Launch(millis, id)));
    return new PartitionMarks(launch, ledger.get(2), ledger.get(3), Map.copyOf(marks));
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

  private static Optional<Long> number(String text) {
    try {
      return Optional.of(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
