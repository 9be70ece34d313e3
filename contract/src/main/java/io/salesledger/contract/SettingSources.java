package io.salesledger.contract;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The texts of all settings that are given somewhere, by their full keys, of which the strongest
 * source's counts. A key that nobody reads is refused. Immutable.
 */
final class SettingSources {
  private static final String PREFIX = "ledger.";
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final String KAFKA_PREFIX = "ledger.kafka.";

  /** Keys that have another name here than behind our prefix. */
  private static final Map<String, String> OF_THE_DEMO =
      Map.of(
          "kafka.brokers", SettingKey.KAFKA_BOOTSTRAP_SERVERS.key(),
          "redis.host", SettingKey.REDIS_URI.key(),
          "redis.port", SettingKey.REDIS_URI.key());

  private static final List<String> REGISTRY_PREFIXES =
      List.of("ledger.schema.registry.", "ledger.basic.auth.", "ledger.bearer.auth.");
  private static final Pattern SECRET =
      Pattern.compile(
          "pass|pwd|auth|secret|token|credential|user\\.info|jaas|keystore\\.key",
          Pattern.CASE_INSENSITIVE);

  /** Up to the last at sign: a password that is not encoded may hold any character. */
  private static final Pattern LOGIN = Pattern.compile("//\\S*@");

  /** What is no address may hold a password anywhere before its last at sign. */
  private static final Pattern MISPLACED_LOGIN =
      Pattern.compile("^([a-z]+:/+)?.*@", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Pattern QUERY = Pattern.compile("\\?.*", Pattern.DOTALL);

  private final Set<String> given;
  private final Set<String> givenByEnvironment;
  private final SmallRyeConfig config;

  private SettingSources(Set<String> given, Set<String> givenByEnvironment, SmallRyeConfig config) {
    this.given = given;
    this.givenByEnvironment = givenByEnvironment;
    this.config = config;
  }

  /** The sources, strongest first. */
  static SettingSources of(
      Map<String, String> options,
      Map<String, String> environment,
      Path file,
      Map<String, String> nearby) {
    Map<String, String> fromFile = readFile(file);
    Map<String, String> fromEnvironment = readEnvironment(environment);
    Set<String> given = new TreeSet<>();
    for (Map<String, String> source : List.of(nearby, fromFile, options)) {
      source.forEach((key, value) -> refuseUnknown(key, value, ""));
      given.addAll(source.keySet());
    }
    fromEnvironment.forEach((key, value) -> refuseUnknown(key, value, variable(key)));
    given.addAll(fromEnvironment.keySet());
    Set<String> givenByEnvironment = new TreeSet<>(fromEnvironment.keySet());
    givenByEnvironment.removeAll(options.keySet());
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .withSources(
                new PropertiesConfigSource(options, "options", 500),
                new EnvConfigSource(fromEnvironment, 300),
                new PropertiesConfigSource(fromFile, file.toString(), 200),
                new PropertiesConfigSource(nearby, "nearby", 100))
            .build();
    return new SettingSources(given, givenByEnvironment, config);
  }

  /**
   * The text of a key, without space around it; its default where it is given nowhere. A text that
   * is given, but empty, is no default: it may stand over another one that was meant.
   */
  String text(SettingKey key) {
    return value(key.key()).orElse(given.contains(key.key()) ? "" : key.defaultValue());
  }

  /** A key with what it was set to, as a message may tell them, and by which variable if by one. */
  String described(SettingKey key, String value) {
    return key.key()
        + "="
        + shown(key.key(), value)
        + (givenByEnvironment.contains(key.key()) ? variable(key.key()) : "");
  }

  /** What is passed on to Kafka's clients, by their own keys. */
  Map<String, String> kafkaProperties() {
    return passedOn(List.of(KAFKA_PREFIX), KAFKA_PREFIX.length());
  }

  /** What is passed on to Confluent's registry client, by its own keys. */
  Map<String, String> registryProperties() {
    return passedOn(REGISTRY_PREFIXES, PREFIX.length());
  }

  private Map<String, String> passedOn(List<String> prefixes, int cut) {
    Map<String, String> result = new HashMap<>();
    for (String key : given) {
      if (prefixes.stream().anyMatch(key::startsWith) && SettingKey.of(key).isEmpty()) {
        result.put(key.substring(cut), value(key).orElse(""));
      }
    }
    return Map.copyOf(result);
  }

  private Optional<String> value(String key) {
    return config.getOptionalValue(key, String.class).map(String::strip);
  }

  /** A value as a message may tell it: never a secret. */
  private static String shown(String key, String value) {
    if (SECRET.matcher(key).find()) {
      return "***";
    }
    String withoutLogin = MISPLACED_LOGIN.matcher(value).replaceFirst("$1***@");
    return QUERY.matcher(withoutLogin).replaceFirst("?***");
  }

  /** An address, or several, without name and password. */
  static String withoutLogin(String addresses) {
    return LOGIN.matcher(addresses).replaceAll("//");
  }

  private static Map<String, String> readFile(Path file) {
    if (!Files.exists(file)) {
      return Map.of();
    }
    Properties properties = new Properties();
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(withoutByteOrderMark(reader));
    } catch (AccessDeniedException e) {
      throw LedgerFailure.usage("cannot read " + file + ": permission denied");
    } catch (IOException | IllegalArgumentException e) {
      throw LedgerFailure.usage("cannot read " + file + ": " + e.getMessage());
    }
    Map<String, String> result = new TreeMap<>();
    for (String name : properties.stringPropertyNames()) {
      result.put(name, properties.getProperty(name));
    }
    return result;
  }

  /** Editors on Windows put one there, which would belong to the first key. */
  private static Reader withoutByteOrderMark(BufferedReader reader) throws IOException {
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
    return reader;
  }

  private static Map<String, String> readEnvironment(Map<String, String> environment) {
    Map<String, String> result = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith("LEDGER_")) {
            result.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    return result;
  }

  private static boolean isPassedOn(String key) {
    return key.startsWith(KAFKA_PREFIX) || REGISTRY_PREFIXES.stream().anyMatch(key::startsWith);
  }

  private static void refuseUnknown(String key, String value, String origin) {
    if (SettingKey.of(key).isEmpty() && !isPassedOn(key)) {
      throw LedgerFailure.usage(
          "unknown setting " + key + "=" + shown(key, value) + origin + nearest(key));
    }
  }

  /** Other programs have variables, too: whoever did not set it is told where to look for it. */
  private static String variable(String key) {
    return " (" + key.toUpperCase(Locale.ROOT).replace('.', '_') + " in the environment)";
  }

  private static String nearest(String key) {
    String prefixed = PREFIX + key;
    if (OF_THE_DEMO.containsKey(key)) {
      return didYouMean(OF_THE_DEMO.get(key));
    }
    if (SettingKey.of(prefixed).isPresent() || isPassedOn(prefixed)) {
      return didYouMean(prefixed);
    }
    String best = "";
    int bestScore = 0;
    for (SettingKey candidate : SettingKey.values()) {
      int score = commonPrefix(candidate.key(), key);
      if (score > bestScore) {
        bestScore = score;
        best = candidate.key();
      }
    }
    return bestScore > PREFIX.length()
        ? didYouMean(best)
        : "; the known keys are listed in docs/reference/configuration.md";
  }

  private static String didYouMean(String key) {
    return "; did you mean " + key + "?";
  }

  private static int commonPrefix(String a, String b) {
    int n = 0;
    while (n < Math.min(a.length(), b.length()) && a.charAt(n) == b.charAt(n)) {
      n++;
    }
    return n;
  }
}
