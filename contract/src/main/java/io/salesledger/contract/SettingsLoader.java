package io.salesledger.contract;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Reads the settings: options, then environment ({@code LEDGER_REDIS_URI} for {@code
 * ledger.redis.uri}), then {@code ledger.properties} in the working folder, then defaults. A key
 * that is unknown or a value that is wrong is a {@link LedgerFailure} naming the key, the value and
 * what would be right.
 *
 * <p>Passed on untouched: {@code ledger.kafka.*} to Kafka's clients (without {@code
 * ledger.kafka.}), {@code ledger.schema.registry.*}, {@code ledger.basic.auth.*} and {@code
 * ledger.bearer.auth.*} to Confluent's registry client (without {@code ledger.}).
 */
public final class SettingsLoader {
  /** The file read in the working folder. */
  public static final String FILE_NAME = "ledger.properties";

  /** More digits than any right one has; Java's own reading takes those of all scripts. */
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final Pattern KAFKA_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,249}");
  private static final String SERVER =
      "([A-Z_]+://)?([^\\s:,/\\[\\]]+|\\[[0-9A-Fa-f:.%]+\\]):[0-9]{1,5}";
  private static final Pattern SERVERS = Pattern.compile(SERVER + "(," + SERVER + ")*");

  /** In small letters, as browsers send it: another one would be compared in vain. */
  private static final String ORIGIN =
      "[a-z][a-z0-9+.-]*://([a-z0-9_.-]+|\\[[0-9a-f:.]+\\])(:[0-9]{1,5})?";

  private static final Pattern ORIGINS = Pattern.compile("\\*|" + ORIGIN + "(," + ORIGIN + ")*");

  private final SettingSources sources;

  private SettingsLoader(SettingSources sources) {
    this.sources = sources;
  }

  /**
   * The settings of this process.
   *
   * @param options keys given on the command line, full names
   * @param environment as of {@link System#getenv()}
   * @param workingFolder where {@code ledger.properties} may be
   * @throws LedgerFailure for a key or value that is wrong
   */
  public static LedgerSettings load(
      Map<String, String> options, Map<String, String> environment, Path workingFolder) {
    return load(options, environment, workingFolder, Map.of());
  }

  /**
   * The settings of this process, where something else than the defaults is near at hand: the
   * addresses of what runs on this machine.
   *
   * @param options keys given on the command line, full names
   * @param environment as of {@link System#getenv()}
   * @param workingFolder where {@code ledger.properties} may be
   * @param nearby values, by full key, for what is set nowhere else
   * @throws LedgerFailure for a key or value that is wrong
   */
  public static LedgerSettings load(
      Map<String, String> options,
      Map<String, String> environment,
      Path workingFolder,
      Map<String, String> nearby) {
    SettingSources sources =
        SettingSources.of(options, environment, workingFolder.resolve(FILE_NAME), nearby);
    return new SettingsLoader(sources).read();
  }

  private LedgerSettings read() {
    LedgerSettings.Window window =
        new LedgerSettings.Window(
            millis(SettingKey.WINDOW_LENGTH, Duration.ofSeconds(1), Duration.ofMinutes(10)),
            millis(SettingKey.WINDOW_SLIDE, Duration.ofMillis(10), Duration.ofMinutes(10)));
    if (window.slideMillis() > window.lengthMillis()) {
      throw bad(SettingKey.WINDOW_SLIDE, sources.text(SettingKey.WINDOW_SLIDE));
    }
    int redisTimeoutMillis =
        millis(SettingKey.REDIS_TIMEOUT, Duration.ofMillis(100), Duration.ofMinutes(1));
    return new LedgerSettings(
        kafka(),
        new LedgerSettings.Registry(
            text(SettingKey.REGISTRY_URL, SettingsLoader::isHttp), sources.registryProperties()),
        new LedgerSettings.Redis(
            text(SettingKey.REDIS_URI, SettingsLoader::isRedis),
            text(SettingKey.REDIS_PREFIX, NAME.asMatchPredicate()),
            redisTimeoutMillis),
        new LedgerSettings.Currency(
            text(SettingKey.CURRENCY, v -> v.matches("[A-Z]{3}")),
            number(SettingKey.CURRENCY_SCALE, 2, 2)),
        window,
        new LedgerSettings.Views(
            number(SettingKey.TIMELINE_MINUTES, 1, 100_000),
            longMillis(
                SettingKey.MINUTE_BOARD_RETENTION, Duration.ofMinutes(1), Duration.ofDays(3650)),
            number(SettingKey.COMMIT_ENTRIES, 1, 100_000),
            number(SettingKey.FOLD_ENTRIES, 1, 10_000_000),
            number(SettingKey.QUARANTINE_ENTRIES, 1, 1_000_000)),
        storm(),
        new LedgerSettings.Api(
            text(SettingKey.API_HOST, v -> !v.isBlank()),
            port(SettingKey.API_PORT),
            text(SettingKey.API_CORS_ORIGINS, ORIGINS.asMatchPredicate()),
            millis(SettingKey.HEARTBEAT_MAX_AGE, Duration.ofSeconds(2), Duration.ofHours(1))),
        new LedgerSettings.Ports(
            port(SettingKey.KAFKA_PORT),
            port(SettingKey.REDIS_PORT),
            port(SettingKey.REGISTRY_PORT),
            stormPorts()));
  }

  private LedgerSettings.Kafka kafka() {
    return new LedgerSettings.Kafka(
        text(SettingKey.KAFKA_BOOTSTRAP_SERVERS, SERVERS.asMatchPredicate()),
        text(SettingKey.KAFKA_TOPIC, KAFKA_NAME.asMatchPredicate()),
        text(SettingKey.KAFKA_GROUP_ID, v -> !v.isBlank()),
        number(SettingKey.TOPIC_PARTITIONS, 1, 1000),
        sources.kafkaProperties());
  }

  private LedgerSettings.Storm storm() {
    return new LedgerSettings.Storm(
        number(SettingKey.STORM_WORKERS, 1, 1000),
        number(SettingKey.STORM_SPOUT_TASKS, 1, 1000),
        number(SettingKey.STORM_DECODE_TASKS, 1, 1000),
        number(SettingKey.STORM_LEDGER_TASKS, 1, 1000),
        spoutPending(),
        number(SettingKey.POLL_RECORDS, 1, 100_000),
        number(SettingKey.UNCOMMITTED_RECORDS, 1000, 100_000_000));
  }

  private int spoutPending() {
    int pending = number(SettingKey.STORM_SPOUT_PENDING, 0, 1_000_000);
    if (pending > 0 && pending < 100) {
      throw bad(SettingKey.STORM_SPOUT_PENDING, Integer.toString(pending));
    }
    return pending;
  }

  private LedgerSettings.StormPorts stormPorts() {
    int base = number(SettingKey.STORM_PORT_BASE, 0, 65_529);
    if (base == 0) {
      return LedgerSettings.StormPorts.wellKnown();
    }
    if (base < 1024) {
      throw bad(SettingKey.STORM_PORT_BASE, Integer.toString(base));
    }
    return LedgerSettings.StormPorts.from(base);
  }

  private String text(SettingKey key, Predicate<String> right) {
    String text = sources.text(key);
    if (!right.test(text)) {
      throw bad(key, text);
    }
    return text;
  }

  private int number(SettingKey key, int least, int most) {
    String text = sources.text(key);
    if (NUMBER.matcher(text).matches()) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw bad(key, text);
  }

  private int port(SettingKey key) {
    return number(key, 1, 65_535);
  }

  private int millis(SettingKey key, Duration least, Duration most) {
    return Math.toIntExact(longMillis(key, least, most));
  }

  private long longMillis(SettingKey key, Duration least, Duration most) {
    String text = sources.text(key);
    return Durations.parse(text)
        .filter(d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0)
        .map(Duration::toMillis)
        .orElseThrow(() -> bad(key, text));
  }

  private static boolean isHttp(String text) {
    return hasScheme(text, List.of("http", "https"));
  }

  /** With a database, if any, as its path; a query would be a place for what is shown nowhere. */
  private static boolean isRedis(String text) {
    if (!hasScheme(text, List.of("redis", "rediss"))) {
      return false;
    }
    URI uri = URI.create(text);
    return uri.getPort() > 0
        && (uri.getRawUserInfo() == null || uri.getRawUserInfo().contains(":"))
        && uri.getRawPath().matches("(/[0-9]{0,9})?")
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null;
  }

  private static boolean hasScheme(String text, List<String> schemes) {
    try {
      URI uri = URI.create(text);
      return uri.getScheme() != null && schemes.contains(uri.getScheme()) && uri.getHost() != null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private LedgerFailure bad(SettingKey key, String value) {
    return LedgerFailure.usage(
        "bad setting " + sources.described(key, value) + "; right would be " + key.right());
  }
}
