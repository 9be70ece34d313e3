package io.salesledger.contract;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every key under {@code ledger.} that the ledger itself reads, with its default, what is right and
 * why the default is what it is. Keys of Kafka's and Confluent's clients are passed on instead: see
 * {@link SettingsLoader}.
 */
public enum SettingKey {
  KAFKA_BOOTSTRAP_SERVERS(
      "ledger.kafka.bootstrap.servers", "127.0.0.1:9092", "host:port,...", "Kafka's own port"),
  KAFKA_TOPIC("ledger.kafka.topic", "sales_events", "a topic name", "the demo's topic"),
  KAFKA_GROUP_ID("ledger.kafka.group.id", "storm-sales-group", "a group id", "the demo's group"),
  TOPIC_PARTITIONS(
      "ledger.topic.partitions",
      "8",
      "a whole number from 1 to 1000",
      "more than a small cluster has cores, few enough for one machine"),
  REGISTRY_URL(
      "ledger.schema.registry.url",
      "http://127.0.0.1:8081/apis/ccompat/v7",
      "an http or https address",
      "Apicurio's Confluent-compatible API on the registry's usual port"),
  REDIS_URI(
      "ledger.redis.uri",
      "redis://127.0.0.1:6379/0",
      "redis://[user:password@]host:port/database, or rediss:// for TLS",
      "Redis's own port"),
  REDIS_PREFIX("ledger.redis.prefix", "sales", "1 to 64 of A-Z a-z 0-9 _ . -", "the demo's keys"),
  REDIS_TIMEOUT(
      "ledger.redis.timeout",
      "2s",
      "a duration from 100ms to 60s",
      "forty times the longest commit script, well below the window's length"),
  CURRENCY("ledger.currency", "CNY", "three capital letters (ISO 4217)", "the demo's currency"),
  CURRENCY_SCALE(
      "ledger.currency.scale", "2", "2", "the scale of the Avro contract's decimal; no other yet"),
  WINDOW_LENGTH(
      "ledger.window.length",
      "10s",
      "a duration from 1s to 10m",
      "the redo log: longer than a Redis restart, short enough to replay at once"),
  WINDOW_SLIDE(
      "ledger.window.slide",
      "250ms",
      "a duration from 10ms to the window's length",
      "visible within a fraction of a second, few enough commits"),
  TIMELINE_MINUTES(
      "ledger.timeline.minutes", "1440", "a whole number from 1 to 100000", "one day of minutes"),
  MINUTE_BOARD_RETENTION(
      "ledger.minute.board.retention",
      "25h",
      "a duration from 1m to 3650d",
      "the longest rolling window (24 h) and an hour of slack"),
  COMMIT_ENTRIES(
      "ledger.commit.entries",
      "1500",
      "a whole number from 1 to 100000",
      "measured: 10 ms of script for few products, 25 for a product an entry, 45 with as many late"
          + " entries as may move"),
  FOLD_ENTRIES(
      "ledger.fold.entries",
      "200000",
      "a whole number from 1 to 10000000",
      "some 20 MB of heap: what a partition of a hundred thousand products comes to in the seconds"
          + " that its commits take while catching up"),
  QUARANTINE_ENTRIES(
      "ledger.quarantine.entries",
      "100000",
      "a whole number from 1 to 1000000",
      "30 MB of Redis at most, more than anyone looks through; what is beyond is told, and can"
          + " still be shown and requeued"),
  STORM_WORKERS(
      "ledger.storm.workers", "1", "a whole number from 1 to 1000", "batches stay in one process"),
  STORM_SPOUT_TASKS(
      "ledger.storm.spout.tasks",
      "1",
      "a whole number from 1 to 1000",
      "one consumer reads millions of records a second"),
  STORM_DECODE_TASKS(
      "ledger.storm.decode.tasks",
      "2",
      "a whole number from 1 to 1000",
      "decoding is what costs most"),
  STORM_LEDGER_TASKS(
      "ledger.storm.ledger.tasks",
      "1",
      "a whole number from 1 to 1000",
      "Redis is one thread: a second committer mostly waits for the first"),
  STORM_SPOUT_PENDING(
      "ledger.storm.spout.pending",
      "0",
      "0 to work it out, or a whole number from 100 to 1000000",
      "twice the batches of a spout task's partitions (of 256 at least: a topic may grow), 20 polls"
          + " a second, through window, slide and longest wait: fewer, and every payment waits for a"
          + " window to pass"),
  POLL_RECORDS(
      "ledger.poll.records",
      "10000",
      "a whole number from 1 to 100000",
      "few batches a second while catching up, a few MB each"),
  UNCOMMITTED_RECORDS(
      "ledger.uncommitted.records",
      "2000000",
      "a whole number from 1000 to 100000000",
      "about 100 MB of heap, as much while Redis is away; with many products, what is committed"
          + " together costs Redis less"),
  API_HOST("ledger.api.host", "127.0.0.1", "an address or host name", "loopback unless told"),
  API_PORT("ledger.api.port", "8080", "a port from 1 to 65535", "the demo's port"),
  API_CORS_ORIGINS(
      "ledger.api.cors.origins",
      "*",
      "* or origins separated by commas, each scheme://host or scheme://host:port in small letters",
      "as in the demo"),
  HEARTBEAT_MAX_AGE(
      "ledger.heartbeat.max.age",
      "10s",
      "a duration from 2s to 1h",
      "ten missed heartbeats: a worker restart takes about six"),
  KAFKA_PORT("ledger.kafka.port", "9092", "a port from 1 to 65535", "Kafka's own port"),
  REDIS_PORT("ledger.redis.port", "6379", "a port from 1 to 65535", "Redis's own port"),
  REGISTRY_PORT("ledger.registry.port", "8081", "a port from 1 to 65535", "the registry's port"),
  STORM_PORT_BASE(
      "ledger.storm.port.base",
      "0",
      "0 for Storm's own ports (2181, 6627, 6628, 6700-6703), or the first of seven ports in a row"
          + " (1024 to 65529)",
      "Storm's own ports");

  private final String key;
  private final String defaultValue;
  private final String right;
  private final String reason;

  SettingKey(String key, String defaultValue, String right, String reason) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.right = right;
    this.reason = reason;
  }

  /** The key as written in {@code ledger.properties}. */
  public String key() {
    return key;
  }

  /** The value where nothing is set. */
  public String defaultValue() {
    return defaultValue;
  }

  /** What a right value looks like, for messages. */
  public String right() {
    return right;
  }

  /** Why the default is what it is. */
  public String reason() {
    return reason;
  }

  /** The key of that name. */
  public static Optional<SettingKey> of(String key) {
    return Arrays.stream(values()).filter(k -> k.key.equals(key)).findFirst();
  }
}
