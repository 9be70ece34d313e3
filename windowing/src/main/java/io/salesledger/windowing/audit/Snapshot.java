package io.salesledger.windowing.audit;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * What was read from the views in one atomic step.
 *
 * @param applied the offsets that it holds as of
 * @param redisMillis Redis's own clock, epoch milliseconds
 * @param replies in the order of the commands; an error where a key is of another type
 */
record Snapshot(AppliedVector applied, long redisMillis, List<@Nullable Object> replies) {

  /** The same step, so many replies further on. */
  Snapshot from(int first) {
    return new Snapshot(applied, redisMillis, replies.subList(first, replies.size()));
  }

  boolean isError(int reply) {
    return replies.get(reply) instanceof JedisDataException;
  }

  /** A string, or null if there is none. */
  @Nullable String text(int reply) {
    return (String) replies.get(reply);
  }

  long number(int reply) {
    return replies.get(reply) instanceof Long number ? number : 0;
  }

  /** A list's elements as text; null for what is not there. Scores are told as whole numbers. */
  List<@Nullable String> texts(int reply) {
    if (!(replies.get(reply) instanceof List<?> elements)) {
      throw new IllegalStateException("not a list: " + replies.get(reply));
    }
    return elements.stream().<@Nullable String>map(Snapshot::text).toList();
  }

  private static @Nullable String text(@Nullable Object element) {
    if (element instanceof Double score) {
      return score == Math.rint(score) && Math.abs(score) < 1L << 53
          ? Long.toString(score.longValue())
          : score.toString();
    }
    return element == null ? null : element.toString();
  }

  /** A hash's fields. */
  @SuppressWarnings("unchecked") // what HGETALL gives
  Map<String, String> fields(int reply) {
    return replies.get(reply) instanceof Map<?, ?> map ? (Map<String, String>) map : Map.of();
  }
}
