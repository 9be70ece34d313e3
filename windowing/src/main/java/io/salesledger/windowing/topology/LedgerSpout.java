package io.salesledger.windowing.topology;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.ClientTimeouts;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.log.BatchInterceptor;
import io.salesledger.windowing.log.ReadPositions;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.storm.kafka.spout.FirstPollOffsetStrategy;
import org.apache.storm.kafka.spout.KafkaSpout;
import org.apache.storm.kafka.spout.KafkaSpoutConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * KafkaSpout, reading batches.
 *
 * <p>What uses its consumer or its offsets takes {@link Turns}: a Kafka consumer refuses a second
 * thread.
 */
final class LedgerSpout extends KafkaSpout<byte[], Object> {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(LedgerSpout.class);

  /** A rewind takes two refreshes; a refresh that changes nothing costs microseconds. */
  private static final long REFRESH_MILLIS = 500;

  /** A restart replays the window and this. */
  private static final long COMMIT_MILLIS = 1_000;

  /** With {@link #FETCH_MIN_BYTES}: twenty polls a second, unless there is much to read. */
  private static final int FETCH_MAX_WAIT_MILLIS = 50;

  private static final int FETCH_MIN_BYTES = 65_536;

  /**
   * Of a poll that finds nothing. Between two polls the spout takes one short queue of acks, and
   * those of the whole window still come when a busy log falls silent: with 100 ms they come faster
   * than they are taken, the ledger's executor stands before the full queues, and with it the tick
   * that its heartbeats hang on, for ten seconds and more. A poll that finds something does not
   * wait, so a busy log is read as fast.
   */
  private static final long POLL_MILLIS = 10;

  /** Before the consumer's properties in the component's configuration. */
  private static final String CONSUMER_PREFIX = "config.";

  /** Kafka's own defaults. */
  private static final int API_TIMEOUT_MILLIS = 60_000;

  private static final int REQUEST_TIMEOUT_MILLIS = 30_000;

  /** An interrupted thread needs none of it, unless it must wait for a core. */
  private static final long LAST_TURN_MILLIS = 10_000;

  private final TakenPartitions partitions;
  private final Turns turns = new Turns();

  private LedgerSpout(KafkaSpoutConfig<byte[], Object> config, TakenPartitions partitions) {
    super(config);
    this.partitions = partitions;
  }

  static LedgerSpout of(LedgerSettings settings, Launch launch, Halt halt) {
    TakenPartitions partitions = new TakenPartitions(settings, launch);
    return new LedgerSpout(config(settings, partitions, halt), partitions);
  }

  static KafkaSpoutConfig<byte[], Object> config(
      LedgerSettings settings, TakenPartitions partitions, Halt halt) {
    KafkaSpoutConfig.Builder<byte[], Object> builder =
        new KafkaSpoutConfig.Builder<>(settings.kafka().bootstrapServers(), partitions, partitions);
    Map<String, Object> consumer = new HashMap<>(settings.kafka().clientProperties());
    consumer.put(ConsumerConfig.GROUP_ID_CONFIG, settings.kafka().groupId());
    consumer.put(
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    consumer.put(
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    consumer.put(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, BatchInterceptor.class.getName());
    consumer.put(ReadPositions.CONFIG_KEY, partitions);
    // KafkaSpout refuses any value of it: it commits what was acked.
    consumer.remove(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG);
    consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    // A broker that makes what is asked for would make a deleted log anew, as one that loses sales.
    consumer.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    consumer.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.storm().pollRecords());
    // KafkaSpout makes an admin client of these as well, which refuses a pair that does not fit.
    ClientTimeouts.addMissing(
        consumer,
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        API_TIMEOUT_MILLIS,
        ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
        REQUEST_TIMEOUT_MILLIS);
    consumer.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_MAX_WAIT_MILLIS);
    consumer.putIfAbsent(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, FETCH_MIN_BYTES);
    builder
        .setProp(consumer)
        .setProcessingGuarantee(KafkaSpoutConfig.ProcessingGuarantee.AT_LEAST_ONCE)
        .setFirstPollOffsetStrategy(FirstPollOffsetStrategy.UNCOMMITTED_EARLIEST)
        .setOffsetCommitPeriodMs(COMMIT_MILLIS)
        .setPartitionRefreshPeriodMs(REFRESH_MILLIS)
        .setPollTimeoutMs(POLL_MILLIS)
        .setRetry(partitions)
        .setRecordTranslator(new BatchTranslator(halt));
    return builder.build();
  }

  @Override
  public void activate() {
    turns.take(super::activate);
  }

  @Override
  public void deactivate() {
    turns.take(super::deactivate);
  }

  @Override
  public void nextTuple() {
    turns.take(
        () -> {
          try {
            super.nextTuple();
          } catch (KafkaException e) {
            partitions.stopOrThrow(e);
          }
        });
  }

  @Override
  public void ack(Object messageId) {
    turns.take(() -> super.ack(messageId));
  }

  @Override
  public void fail(Object messageId) {
    turns.take(() -> super.fail(messageId));
  }

  /** Commits what was acked where it can; what it cannot is read again, and counted once. */
  @Override
  public void close() {
    if (!turns.end(LAST_TURN_MILLIS)) {
      LOG.warn("The spout's thread did not end in time; its connections are left to the process");
      return;
    }
    try {
      super.close();
    } catch (RuntimeException e) {
      LOG.warn("The spout did not close in order: {}", e.toString());
    } finally {
      partitions.close();
    }
  }

  /**
   * Storm gives the components' configuration to whoever asks Nimbus. What Kafka's consumer does
   * not know may be a secret as well: one of a plug-in, or one with another name than it has here.
   */
  @Override
  public Map<String, Object> getComponentConfiguration() {
    Map<String, ConfigDef.ConfigKey> known = ConsumerConfig.configDef().configKeys();
    Map<String, Object> shown = new HashMap<>(super.getComponentConfiguration());
    shown.keySet().removeIf(key -> key.startsWith(CONSUMER_PREFIX) && mayBeSecret(known, key));
    return shown;
  }

  private static boolean mayBeSecret(Map<String, ConfigDef.ConfigKey> known, String shown) {
    ConfigDef.ConfigKey key = known.get(shown.substring(CONSUMER_PREFIX.length()));
    return key == null || key.type() == ConfigDef.Type.PASSWORD;
  }
}
