package io.salesledger.windowing.log;

import io.salesledger.contract.LedgerFailure;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * What Kafka's consumer throws where the log is not the one that was read before, or holds what
 * can't be read: it would throw it again at each poll. Any thread may use it.
 */
public final class LogFaults {
  /** The consumer names the partition of a damaged record in its message alone. */
  private static final Pattern DAMAGED =
      Pattern.compile(
          "(?:fetching the next record from"
              + "|corrupt message when fetching offset \\d+ for topic-partition)"
              + " (\\S+)-(\\d+)");

  private LogFaults() {}

  /**
   * Why the ledger must stop, with partition and offsets.
   *
   * @param position where the consumer stands in a partition
   * @return empty if what was thrown is of another kind
   */
  public static Optional<String> whyNotReadable(
      KafkaException thrown, ToLongFunction<TopicPartition> position) {
    if (thrown instanceof LogTruncationException truncation) {
      return Optional.of(lostItsEnd(truncation));
    }
    Matcher damaged = DAMAGED.matcher(String.valueOf(thrown.getMessage()));
    if (!damaged.find()) {
      return Optional.empty();
    }
    TopicPartition partition =
        new TopicPartition(damaged.group(1), Integer.parseInt(damaged.group(2)));
    return Optional.of(
        "the log of "
            + partition
            + " cannot be read at offset "
            + position.applyAsLong(partition)
            + ": "
            + LedgerFailure.rootMessage(thrown));
  }

  private static String lostItsEnd(LogTruncationException truncation) {
    Map<String, String> texts = new TreeMap<>();
    truncation
        .offsetOutOfRangePartitions()
        .forEach(
            (partition, next) -> {
              OffsetAndMetadata end = truncation.divergentOffsets().get(partition);
              String left =
                  end == null
                      ? " nothing is known to be"
                      : " only what is below " + end.offset() + " is";
              texts.put(
                  partition.toString(),
                  "the log of "
                      + partition
                      + " lost its end and grew again: of what was read up to "
                      + next
                      + left
                      + " there still");
            });
    return String.join("; ", texts.values());
  }
}
