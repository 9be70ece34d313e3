package io.salesledger.windowing.rebuild;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.windowing.log.LogBounds;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/** The log that a rebuild folds: all of it, or nothing. Used by one thread. */
final class SourceLog implements AutoCloseable {
  /** On a busy machine a connection may take longer than it is given. */
  private static final int ATTEMPTS = 3;

  private final LedgerSettings.Kafka settings;
  private final LogBounds bounds;
  private final SalesTopic.Identity topic;

  private SourceLog(LedgerSettings.Kafka settings, LogBounds bounds, SalesTopic.Identity topic) {
    this.settings = settings;
    this.bounds = bounds;
    this.topic = topic;
  }

  /**
   * Looks at the log.
   *
   * @throws LedgerFailure if it is not there, or does not hold every payment from the first on
   */
  static SourceLog open(LedgerSettings.Kafka settings) {
    LogBounds bounds = new LogBounds(settings);
    try {
      SourceLog log = new SourceLog(settings, bounds, topic(settings, bounds));
      log.checkBegins();
      return log;
    } catch (RuntimeException e) {
      bounds.close();
      throw e;
    }
  }

  private static SalesTopic.Identity topic(LedgerSettings.Kafka settings, LogBounds bounds) {
    for (int attempt = 1; ; attempt++) {
      try {
        return bounds
            .topic()
            .check()
            .orElseThrow(
                () ->
                    LedgerFailure.failed(
                        "there is no topic "
                            + settings.topic()
                            + " on Kafka at "
                            + settings.bootstrapServers()
                            + "; set ledger.kafka.topic or ledger.kafka.bootstrap.servers"));
      } catch (LedgerFailure e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void checkBegins() {
    offsets(bounds::begins)
        .forEach(
            (partition, begin) -> {
              if (begin > 0) {
                throw LedgerFailure.failed(
                    "partition "
                        + partition
                        + " of "
                        + settings.topic()
                        + " begins at offset "
                        + begin
                        + ": the payments before it are gone from the log, and the views cannot be"
                        + " made anew without them");
              }
            });
  }

  SalesTopic.Identity topic() {
    return topic;
  }

  /** The first offset of each partition that cannot be read yet. */
  Map<Integer, Long> ends() {
    return offsets(bounds::ends);
  }

  private Map<Integer, Long> offsets(
      Function<List<TopicPartition>, Map<TopicPartition, Long>> asked) {
    List<TopicPartition> partitions =
        IntStream.range(0, topic.partitions())
            .mapToObj(partition -> new TopicPartition(settings.topic(), partition))
            .toList();
    for (int attempt = 1; ; attempt++) {
      try {
        Map<Integer, Long> offsets = new TreeMap<>();
        asked.apply(partitions).forEach((p, offset) -> offsets.put(p.partition(), offset));
        return offsets;
      } catch (LogBounds.KafkaAwayException e) {
        if (attempt == ATTEMPTS) {
          throw LedgerFailure.failed(
              "Kafka at "
                  + settings.bootstrapServers()
                  + " is not reachable ("
                  + LedgerFailure.rootMessage(e)
                  + "); start it, on this machine with ./ledger up, or set ledger.kafka.bootstrap.servers",
              e);
        }
      }
    }
  }

  @Override
  public void close() {
    bounds.close();
  }
}
