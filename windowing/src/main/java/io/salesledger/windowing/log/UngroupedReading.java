package io.salesledger.windowing.log;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.SalesTopic;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * How the log is read outside of any group: what transactions aborted is left out, nothing is
 * committed, and an offset that the log does not hold is an error.
 *
 * @param pollRecords at most so many a poll
 * @param partitionFetchBytes at most so many of each partition a fetch
 */
public record UngroupedReading(int pollRecords, int partitionFetchBytes) {

  /** The properties of a consumer that reads so. */
  public Properties properties(LedgerSettings.Kafka settings) {
    Properties properties = SalesTopic.adminProperties(settings);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    // A broker that makes what is asked for would make a deleted log anew, as one that loses sales.
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, pollRecords);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, partitionFetchBytes);
    return properties;
  }
}
