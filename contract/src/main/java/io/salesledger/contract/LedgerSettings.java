package io.salesledger.contract;

import java.io.Serializable;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every setting of the ledger, typed and checked. The keys, defaults and reasons stand in {@link
 * SettingKey}; {@link SettingsLoader} reads and checks them. Immutable; any thread may read it.
 */
public record LedgerSettings(
    Kafka kafka,
    Registry registry,
    Redis redis,
    Currency currency,
    Window window,
    Views views,
    Storm storm,
    Api api,
    Ports ports)
    implements Serializable {

  /** The same with views elsewhere. */
  public LedgerSettings withRedis(Redis elsewhere) {
    return new LedgerSettings(
        kafka, registry, elsewhere, currency, window, views, storm, api, ports);
  }

  /**
   * The log and who reads it.
   *
   * @param bootstrapServers host:port, comma-separated
   * @param topic the log
   * @param groupId the consumer group whose committed offsets trail the applied ones
   * @param topicPartitions partitions of a topic that the ledger creates
   * @param clientProperties passed to Kafka's clients untouched; may hold secrets
   */
  public record Kafka(
      String bootstrapServers,
      String topic,
      String groupId,
      int topicPartitions,
      Map<String, String> clientProperties)
      implements Serializable {
    /** The compacted topic that keeps how far each import of a file is. */
    public String importsTopic() {
      return topic + "_imports";
    }

    @Override
    public String toString() {
      return "Kafka[" + bootstrapServers + ", " + topic + ", " + groupId + "]";
    }
  }

  /**
   * Where schemas are registered.
   *
   * @param url base address of a registry that speaks Confluent's API
   * @param clientProperties Confluent's own client settings, without the {@code ledger.} prefix;
   *     may hold secrets
   */
  public record Registry(String url, Map<String, String> clientProperties) implements Serializable {
    /** The address as messages may show it: without name and password. */
    public String displayUrl() {
      return SettingSources.withoutLogin(url);
    }

    @Override
    public String toString() {
      return "Registry[" + displayUrl() + "]";
    }
  }

  /**
   * Where the views are.
   *
   * @param uri {@code redis://} or {@code rediss://} (TLS); may hold a password
   * @param prefix what all keys begin with
   * @param timeoutMillis how long one command may take before the connection counts as lost
   */
  public record Redis(String uri, String prefix, int timeoutMillis) implements Serializable {
    private static final Pattern DATABASE = Pattern.compile("[^:]+://[^/?#]*(?:/([0-9]{0,9}))?.*");

    /** The names of this ledger's keys. */
    public ViewKeys keys() {
      return new ViewKeys(prefix);
    }

    /** The number of the database, 0 where the address names none. */
    public int database() {
      Matcher matcher = DATABASE.matcher(uri);
      String number = matcher.matches() ? matcher.group(1) : null;
      return number == null || number.isEmpty() ? 0 : Integer.parseInt(number);
    }

    /** The same Redis, in another database. */
    public Redis inDatabase(int number) {
      return new Redis(
          uri.replaceFirst("^([^:]+://[^/?#]*)(/[^?#]*)?", "$1/" + number), prefix, timeoutMillis);
    }

    /** The address without user and password, for messages and logs. */
    public String displayUri() {
      return SettingSources.withoutLogin(uri);
    }

    @Override
    public String toString() {
      return "Redis[" + displayUri() + ", " + prefix + "]";
    }
  }

  /**
   * The money counted.
   *
   * @param code ISO 4217, the ledger's one currency
   * @param scale decimals of its minor unit
   */
  public record Currency(String code, int scale) implements Serializable {}

  /** The topology's sliding window, in processing time. */
  public record Window(int lengthMillis, int slideMillis) implements Serializable {}

  /**
   * How much the views keep.
   *
   * @param timelineMinutes active minutes that a timeline keeps
   * @param minuteBoardRetentionMillis how long after its minute a minute board lives
   * @param commitEntries most (product, minute) pairs and quarantined offsets of one commit;
   *     timeline entries that it may move are limited by the same figure, weighted by what they
   *     cost
   * @param foldEntries most (product, minute) pairs and quarantined offsets that are folded
   *     together before they are committed, in several steps of {@code commitEntries}
   * @param quarantineEntries quarantined offsets that are listed, the newest ones
   */
  public record Views(
      int timelineMinutes,
      long minuteBoardRetentionMillis,
      int commitEntries,
      int foldEntries,
      int quarantineEntries)
      implements Serializable {}

  /**
   * How the topology runs.
   *
   * @param spoutTasks KafkaSpout tasks; at most the topic's partitions are of use
   * @param decodeTasks DecodeBolt tasks
   * @param ledgerTasks LedgerBolt tasks
   * @param spoutPending tuples (batches) in flight a spout task, the window's included; 0 to work
   *     it out from window and partitions
   * @param pollRecords most records of one poll, and so of one batch
   * @param uncommittedRecords records read but not yet in Redis at which reading pauses
   */
  public record Storm(
      int workers,
      int spoutTasks,
      int decodeTasks,
      int ledgerTasks,
      int spoutPending,
      int pollRecords,
      int uncommittedRecords)
      implements Serializable {}

  /**
   * How the query API is reached.
   *
   * @param corsOrigins {@code *}, or origins separated by commas
   * @param heartbeatMaxAgeMillis older heartbeats mean that the topology is dead
   */
  public record Api(String host, int port, String corsOrigins, int heartbeatMaxAgeMillis)
      implements Serializable {}

  /** Ports of the parts that {@code ledger up} runs on one machine. */
  public record Ports(int kafka, int redis, int registry, StormPorts storm)
      implements Serializable {}

  /** {@code workers} is the first of four consecutive ports. */
  public record StormPorts(int zooKeeper, int nimbus, int supervisor, int workers)
      implements Serializable {
    /** Worker slots of the one supervisor. */
    public static final int WORKER_SLOTS = 4;

    /** Storm's own ports. */
    public static StormPorts wellKnown() {
      return new StormPorts(2181, 6627, 6628, 6700);
    }

    /** All in a row from {@code base}: ZooKeeper, Nimbus, supervisor, then the workers. */
    public static StormPorts from(int base) {
      return new StormPorts(base, base + 1, base + 2, base + 3);
    }
  }
}
