package io.salesledger.windowing.log;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the reading of each partition stands. Called by the consumer's own thread, inside its poll.
 */
public interface ReadPositions {
  /** The name under which an instance is handed to {@link BatchInterceptor}. */
  String CONFIG_KEY = "ledger.read.positions";

  /**
   * The partition was read up to {@code next}.
   *
   * @return the first offset read with it: where the reading stood before
   */
  long advance(TopicPartition partition, long next);

  /** One poll brought these records of one partition. */
  void polled(List<ConsumerRecord<byte[], Object>> records);

  /** Waits, for a short bounded time, while too much is read that is not yet in the views. */
  void awaitRoom();
}
