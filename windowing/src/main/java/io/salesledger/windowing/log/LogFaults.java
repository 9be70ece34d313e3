package io.salesledger.windowing.log;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * What Kafka's consumer throws where the log is not the one that was read before: it would throw it
 * again at each poll. Any thread may use it.
 */
public final class LogFaults {
  private LogFaults() {}

  /**
   * Why the ledger must stop, with partition and offsets.
   *
   * @return empty if what was thrown is of another kind
   */
  public static Optional<String> whyNotReadable(KafkaException thrown) {
    return thrown instanceof LogTruncationException truncation
        ? Optional.of(lostItsEnd(truncation))
        : Optional.empty();
  }

  private static String lostItsEnd(LogTruncationException truncation) {
    Map<String, String> texts = new TreeMap<>();
    truncation
        .offsetOutOfRangePartitions()
        .forEach(
            (partition, next) -> {
              OffsetAndMetadata end = truncation.divergentOffsets().get(partition);
              texts.put(
                  partition.toString(),
                  "the log of "
                      + partition
                      + " lost its end and grew again: of what was read up to "
                      + next
                      + (end == null ? " nothing is known to be" : " only what is below ")
                      + (end == null ? "" : end.offset() + " is")
                      + " there still");
            });
    return String.join("; ", texts.values());
  }
}
