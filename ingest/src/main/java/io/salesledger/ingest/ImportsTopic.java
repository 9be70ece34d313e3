package io.salesledger.ingest;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.SalesTopic;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The compacted topic that keeps the newest progress of every import, for ever: made as it must be,
 * or checked. Any thread may call it.
 */
final class ImportsTopic implements AutoCloseable {
  // Two records a second of an import, each kept once only after its segment was compacted: whoever
  // reads the topic reads a few of these at most.
  private static final String SEGMENT_BYTES = Integer.toString(16 << 20);

  private static final int SETTLE_ATTEMPTS = 50;
  private static final long SETTLE_PAUSE_MILLIS = 100;

  private final Admin admin;
  private final LedgerSettings.Kafka settings;

  private ImportsTopic(Admin admin, LedgerSettings.Kafka settings) {
    this.admin = admin;
    this.settings = settings;
  }

  /**
   * Makes the topic where it is absent, then checks it.
   *
   * @throws LedgerFailure if Kafka refuses or does not answer, or the topic would forget
   */
  static ImportsTopic ensure(LedgerSettings.Kafka settings) {
    ImportsTopic topic = new ImportsTopic(SalesTopic.connect(settings), settings);
    try {
      topic.create();
      topic.check();
      return topic;
    } catch (LedgerFailure e) {
      topic.close();
      throw e;
    }
  }

  String name() {
    return settings.importsTopic();
  }

  private void create() {
    NewTopic topic =
        new NewTopic(name(), Optional.of(1), Optional.empty())
            .configs(
                Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_COMPACT,
                    TopicConfig.RETENTION_MS_CONFIG,
                    "-1",
                    TopicConfig.SEGMENT_BYTES_CONFIG,
                    SEGMENT_BYTES));
    try {
      if (!await(admin.listTopics().names()).contains(name())) {
        await(admin.createTopics(List.of(topic)).all());
      }
    } catch (TopicExistsException e) {
      // Another import was faster; what it made is checked all the same.
      return;
    } catch (KafkaException e) {
      throw failure("create", e);
    }
  }

  private void check() {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name());
    try {
      Config config = settled(() -> admin.describeConfigs(List.of(resource)).all()).get(resource);
      ConfigEntry policy = config == null ? null : config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
      if (policy != null && !TopicConfig.CLEANUP_POLICY_COMPACT.equals(policy.value())) {
        throw LedgerFailure.failed(
            "topic "
                + name()
                + " has cleanup.policy="
                + policy.value()
                + ", which would forget what was imported; mend it with: kafka-configs.sh"
                + " --bootstrap-server "
                + settings.bootstrapServers()
                + " --entity-type topics --entity-name "
                + name()
                + " --alter --add-config cleanup.policy=compact");
      }
    } catch (KafkaException e) {
      throw failure("read the settings of", e);
    }
  }

  /**
   * Where each partition ends, open transactions included.
   *
   * @throws LedgerFailure if there is none: who reads nothing must not take it for nothing written
   * @throws KafkaException if Kafka does not tell
   */
  Map<TopicPartition, Long> ends() {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions(name()).forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
    ListOffsetsOptions all = new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED);
    Map<TopicPartition, Long> ends = new HashMap<>();
    await(admin.listOffsets(wanted, all).all())
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    if (ends.isEmpty()) {
      throw LedgerFailure.failed("Kafka names no partition of topic " + name());
    }
    return ends;
  }

  /**
   * Ends what an import left open, here and on the log, although Kafka ended its transactions.
   *
   * @return on how many partitions that was
   * @throws LedgerFailure if Kafka ended one on other partitions, or may not know any more
   * @throws KafkaException if Kafka refuses or does not answer
   */
  int abortLost(String transactionalId) {
    return lostMarkers().abort(transactionalId, ofBothTopics());
  }

  /**
   * Waits until no transaction of this id is open any more: Kafka confirms a commit before it has
   * ended it on its partitions.
   *
   * @throws LedgerFailure if one stays open
   * @throws KafkaException if Kafka refuses or does not answer
   */
  void awaitEnded(String transactionalId) {
    List<TopicPartition> partitions = ofBothTopics();
    List<String> open = List.of();
    for (int attempt = 1; attempt <= SETTLE_ATTEMPTS; attempt++) {
      open = lostMarkers().open(transactionalId, partitions);
      if (open.isEmpty()) {
        return;
      }
      pause();
    }
    throw LedgerFailure.failed(
        "Kafka has confirmed a transaction of this import, but has not ended it on "
            + String.join(", ", open)
            + ": its rows there are not counted, and hold back whoever reads them; docs/operating.md"
            + " tells what to do");
  }

  private LostMarkers lostMarkers() {
    return new LostMarkers(admin, Clock.systemUTC());
  }

  private List<TopicPartition> ofBothTopics() {
    List<TopicPartition> all = new ArrayList<>(partitions(name()));
    all.addAll(partitions(settings.topic()));
    return all;
  }

  private List<TopicPartition> partitions(String topic) {
    return settled(() -> admin.describeTopics(List.of(topic)).allTopicNames()).values().stream()
        .flatMap(description -> description.partitions().stream())
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .toList();
  }

  /** The line for what Kafka answered. */
  LedgerFailure failure(String verb, KafkaException cause) {
    return LedgerFailure.failed(
        "cannot " + verb + " topic " + name() + ": " + LedgerFailure.rootMessage(cause), cause);
  }

  /** A new topic reaches the brokers' metadata a moment after its creation is confirmed. */
  private static <T> T settled(Supplier<KafkaFuture<T>> question) {
    for (int attempt = 1; ; attempt++) {
      try {
        return await(question.get());
      } catch (UnknownTopicOrPartitionException e) {
        if (attempt == SETTLE_ATTEMPTS) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(SETTLE_PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LedgerFailure.failed("interrupted while waiting for Kafka", e);
    }
  }

  /** What Kafka answers. */
  static <T> T await(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException refused) {
        throw refused;
      }
      throw new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LedgerFailure.failed("interrupted while waiting for Kafka", e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }
}
