package io.salesledger.schemas;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The topic that is the log: made as it must be, or checked. A topic that would lose payments, by
 * finite retention or compaction (the key is the product), or whose records carry no log append
 * time, is refused with the command that mends it. Holds the caller's {@link Admin}; any thread may
 * call it.
 */
public final class SalesTopic {
  /** How long Kafka may take to answer. */
  public static final int TIMEOUT_MILLIS = 8_000;

  private static final int DESCRIBE_ATTEMPTS = 50;
  private static final long DESCRIBE_PAUSE_MILLIS = 100;

  /** What the log must be set to; whoever differs loses sales or cannot be judged. */
  private static final Map<String, String> REQUIRED =
      Map.of(
          TopicConfig.RETENTION_MS_CONFIG, "-1",
          TopicConfig.RETENTION_BYTES_CONFIG, "-1",
          TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE,
          TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");

  private final Admin admin;
  private final LedgerSettings.Kafka settings;

  /** A topic of the cluster that the admin is connected to; the caller closes the admin. */
  public SalesTopic(Admin admin, LedgerSettings.Kafka settings) {
    this.admin = admin;
    this.settings = settings;
  }

  /**
   * What the topic is.
   *
   * @param clusterId Kafka's own id of the cluster
   * @param topicId Kafka's own id of the topic; another one after it was deleted and made again
   * @param name its name
   * @param partitions how many partitions it has; may grow
   */
  public record Identity(String clusterId, String topicId, String name, int partitions) {}

  /**
   * The properties of any Kafka client of these settings: the settings' own, untouched, over the
   * servers and, unless the settings have longer ones, time-outs that notice an absent broker
   * within {@link #TIMEOUT_MILLIS}.
   */
  public static Properties adminProperties(LedgerSettings.Kafka settings) {
    Properties properties = new Properties();
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    properties.putAll(settings.clientProperties());
    ClientTimeouts.addMissing(
        properties,
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        TIMEOUT_MILLIS,
        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
        TIMEOUT_MILLIS / 2);
    return properties;
  }

  /**
   * Connects to Kafka; the caller closes.
   *
   * @throws LedgerFailure if the settings make no client
   */
  public static Admin connect(LedgerSettings.Kafka settings) {
    try {
      return Admin.create(adminProperties(settings));
    } catch (KafkaException e) {
      throw LedgerFailure.usage(
          "the settings under ledger.kafka. make no Kafka client: " + LedgerFailure.rootMessage(e));
    }
  }

  /**
   * Makes the topic where it is absent, then checks it.
   *
   * @throws LedgerFailure if Kafka is not reachable or refuses, or the topic is not fit
   */
  public Identity ensure() {
    if (find().isEmpty()) {
      create();
    }
    for (int attempt = 0; attempt < DESCRIBE_ATTEMPTS; attempt++) {
      Optional<Identity> found = check();
      if (found.isPresent()) {
        return found.get();
      }
      // A new topic reaches the brokers' metadata a moment after its creation is confirmed.
      pause();
    }
    throw LedgerFailure.failed("topic " + settings.topic() + " was created but does not appear");
  }

  /**
   * Checks the topic and changes nothing.
   *
   * @return empty if there is no such topic
   * @throws LedgerFailure if Kafka is not reachable or refuses, or the topic is not fit
   */
  public Optional<Identity> check() {
    Optional<Identity> identity = find();
    Optional<String> unfit = identity.flatMap(found -> whyUnfit());
    if (unfit.isPresent()) {
      throw LedgerFailure.failed(unfit.get());
    }
    return identity;
  }

  /**
   * Why the topic, which is there, would lose sales, and what mends it; empty if it would not.
   *
   * @throws LedgerFailure if Kafka is not reachable or refuses
   */
  public Optional<String> whyUnfit() {
    Map<String, String> wrong = differing();
    return wrong.isEmpty() ? Optional.empty() : Optional.of(unfit(wrong));
  }

  /**
   * The topic, fit or not.
   *
   * @return empty if there is no such topic
   * @throws LedgerFailure if Kafka is not reachable or refuses
   */
  public Optional<Identity> find() {
    try {
      List<String> names = List.of(settings.topic());
      TopicDescription topic =
          await(admin.describeTopics(names).allTopicNames()).values().iterator().next();
      String clusterId = await(admin.describeCluster().clusterId());
      return Optional.of(
          new Identity(
              clusterId, topic.topicId().toString(), topic.name(), topic.partitions().size()));
    } catch (UnknownTopicOrPartitionException e) {
      return Optional.empty();
    } catch (KafkaException e) {
      throw failure("describe", e);
    }
  }

  private void create() {
    NewTopic topic =
        new NewTopic(settings.topic(), Optional.of(settings.topicPartitions()), Optional.empty())
            .configs(REQUIRED);
    try {
      await(admin.createTopics(List.of(topic)).all());
    } catch (TopicExistsException e) {
      // Another program of the ledger was faster; what it made is checked all the same.
      return;
    } catch (KafkaException e) {
      throw failure("create", e);
    }
  }

  private Map<String, String> differing() {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, settings.topic());
    try {
      Config config =
          await(admin.describeConfigs(List.of(resource)).all()).values().iterator().next();
      Map<String, String> differing = new TreeMap<>();
      REQUIRED.forEach(
          (name, required) -> {
            ConfigEntry entry = config.get(name);
            if (entry != null && !required.equals(entry.value())) {
              differing.put(name, String.valueOf(entry.value()));
            }
          });
      return differing;
    } catch (KafkaException e) {
      throw failure("read the settings of", e);
    }
  }

  private String unfit(Map<String, String> wrong) {
    String found =
        wrong.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(", "));
    String right =
        wrong.keySet().stream()
            .map(name -> name + "=" + REQUIRED.get(name))
            .collect(Collectors.joining(","));
    return "topic "
        + settings.topic()
        + " has "
        + found
        + ", which "
        + (wrong.keySet().equals(Set.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG))
            ? "leaves payments without the log append time they are judged by"
            : "would delete sales")
        + "; mend it with: kafka-configs.sh --bootstrap-server "
        + settings.bootstrapServers()
        + " --entity-type topics --entity-name "
        + settings.topic()
        + " --alter --add-config "
        + right;
  }

  private LedgerFailure failure(String verb, KafkaException cause) {
    if (cause instanceof TimeoutException) {
      return LedgerFailure.failed(
          "Kafka at "
              + settings.bootstrapServers()
              + " is not reachable; start it, on this machine with ./ledger up, or set ledger.kafka.bootstrap.servers",
          cause);
    }
    if (cause instanceof AuthenticationException || cause instanceof AuthorizationException) {
      return LedgerFailure.failed(
          "Kafka at "
              + settings.bootstrapServers()
              + " does not let us "
              + verb
              + " topic "
              + settings.topic()
              + ": "
              + cause.getMessage(),
          cause);
    }
    return LedgerFailure.failed(
        "cannot " + verb + " topic " + settings.topic() + ": " + cause.getMessage(), cause);
  }

  private static <T> T await(KafkaFuture<T> future) {
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

  private static void pause() {
    try {
      Thread.sleep(DESCRIBE_PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LedgerFailure.failed("interrupted while waiting for Kafka", e);
    }
  }
}
