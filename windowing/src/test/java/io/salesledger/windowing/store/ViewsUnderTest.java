package io.salesledger.windowing.store;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.contract.ViewKeys;
import io.salesledger.parts.RedisServer;
import io.salesledger.windowing.RealParts;
import io.salesledger.windowing.core.Launch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Protocol.Command;

/** A real Redis, the views in it under the prefix {@code sales}, and a look at every key. */
final class ViewsUnderTest implements AutoCloseable {
  static final ViewKeys KEYS = new ViewKeys("sales");

  /** Boards of any minute of this test live, whenever it runs. */
  static final long A_CENTURY_MILLIS = Duration.ofDays(36_500).toMillis();

  /** No test is about a command that is slow because the machine is. */
  private static final int COMMAND_TIMEOUT_MILLIS = 30_000;

  /** How long the ledger says that boards live; a test's own settings say otherwise. */
  static final long BOARD_MILLIS = Duration.ofHours(25).toMillis();

  static final LedgerIdentity IDENTITY =
      new LedgerIdentity("cluster", "topic-id", "sales_events", "CNY", 2, 1440, BOARD_MILLIS);

  /** The same of a topic that was made anew. */
  static final LedgerIdentity OTHER_TOPIC =
      new LedgerIdentity(
          "cluster", "another-topic-id", "sales_events", "CNY", 2, 1440, BOARD_MILLIS);

  static final Launch LAUNCH = new Launch(1000, "launch");

  final RedisServer server;
  final Jedis jedis;
  private final Path folder;
  private final List<RedisViews> opened = new ArrayList<>();

  ViewsUnderTest(Path folder) {
    this.folder = folder;
    this.server = RedisServer.start(folder);
    this.jedis = new Jedis("127.0.0.1", server.port(), RealParts.REDIS_PATIENCE_MILLIS);
  }

  /** Settings of views that keep so much, and of commits of so many entries. */
  LedgerSettings settings(int timelineMinutes, long retentionMillis, int commitEntries) {
    return settings(timelineMinutes, retentionMillis, commitEntries, 100_000);
  }

  /** The same, with a quarantine that lists so many entries. */
  LedgerSettings settings(
      int timelineMinutes, long retentionMillis, int commitEntries, int quarantineEntries) {
    LedgerSettings loaded =
        SettingsLoader.load(Map.of("ledger.redis.uri", server.uri()), Map.of(), folder);
    return new LedgerSettings(
        loaded.kafka(),
        loaded.registry(),
        new LedgerSettings.Redis(server.uri(), KEYS.prefix(), COMMAND_TIMEOUT_MILLIS),
        loaded.currency(),
        loaded.window(),
        new LedgerSettings.Views(
            timelineMinutes, retentionMillis, commitEntries, commitEntries, quarantineEntries),
        loaded.storm(),
        loaded.api(),
        loaded.ports());
  }

  /** Views as by default, with boards that live. */
  RedisViews views() {
    return views(IDENTITY, LAUNCH);
  }

  /** Views that keep fewer or more minutes. */
  RedisViews keeping(int timelineMinutes) {
    LedgerIdentity identity =
        new LedgerIdentity(
            "cluster", "topic-id", "sales_events", "CNY", 2, timelineMinutes, BOARD_MILLIS);
    return views(settings(timelineMinutes, A_CENTURY_MILLIS, 4000), identity, LAUNCH);
  }

  /** Views of a ledger of this identity, for this launch. */
  RedisViews views(LedgerIdentity identity, Launch launch) {
    return views(settings(1440, A_CENTURY_MILLIS, 4000), identity, launch);
  }

  /** Views with these settings; closed with this. */
  RedisViews views(LedgerSettings settings, LedgerIdentity identity, Launch launch) {
    RedisSession session = new RedisSession(settings.redis(), Duration.ofSeconds(30));
    RedisViews views = new RedisViews(session, settings, identity, launch);
    opened.add(views);
    return views;
  }

  /** Every key with the bytes of its value: equal if and only if nothing changed. */
  Map<String, String> dump() {
    return dump(jedis);
  }

  /** Every key of a database with its value, as Redis writes them down. */
  static Map<String, String> dump(Jedis jedis) {
    Map<String, String> dump = new TreeMap<>();
    for (String key : jedis.keys("*")) {
      dump.put(key, HexFormat.of().formatHex(jedis.dump(key)));
    }
    return dump;
  }

  /** A key's type and its value, as redis-cli prints them line by line; a hash by its fields. */
  String show(String key) {
    String type = jedis.type(key);
    return switch (type) {
      case "none" -> "none";
      case "string" -> "string " + jedis.get(key);
      case "hash" -> "hash " + new TreeMap<>(jedis.hgetAll(key));
      case "list" -> "list " + jedis.lrange(key, 0, -1);
      case "zset" -> "zset " + texts(jedis.sendCommand(Command.ZREVRANGE, scoresOf(key)));
      default -> type + " " + jedis.xrange(key, "-", "+");
    };
  }

  /** Every view with its value, but for the ledger's own keys: comparable to what is expected. */
  Map<String, Object> sums() {
    Map<String, Object> sums = new TreeMap<>();
    for (String key : jedis.keys("*")) {
      if (!key.startsWith(KEYS.ledger())) {
        sums.put(key, value(key));
      }
    }
    return sums;
  }

  private Object value(String key) {
    return switch (jedis.type(key)) {
      case "string" -> jedis.get(key);
      case "hash" -> new TreeMap<>(jedis.hgetAll(key));
      case "list" -> jedis.lrange(key, 0, -1);
      case "zset" -> scores(texts(jedis.sendCommand(Command.ZREVRANGE, scoresOf(key))));
      default -> throw new IllegalStateException("not one of the sums: " + key);
    };
  }

  private static Map<String, String> scores(List<String> membersAndScores) {
    Map<String, String> scores = new TreeMap<>();
    for (int i = 0; i < membersAndScores.size(); i += 2) {
      scores.put(membersAndScores.get(i), membersAndScores.get(i + 1));
    }
    return scores;
  }

  private static String[] scoresOf(String key) {
    return new String[] {key, "0", "-1", "WITHSCORES"};
  }

  private static List<String> texts(Object reply) {
    return ((List<?>) reply)
        .stream().map(part -> new String((byte[]) part, StandardCharsets.UTF_8)).toList();
  }

  /** Forgets everything in Redis. */
  void clear() {
    jedis.flushAll();
  }

  @Override
  public void close() {
    opened.forEach(RedisViews::close);
    jedis.close();
    server.close();
  }
}
