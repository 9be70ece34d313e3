package io.salesledger.windowing.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.contract.ViewKeys;
import io.salesledger.parts.RedisServer;
import io.salesledger.windowing.RealParts;
import io.salesledger.windowing.audit.FoldedLedger;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import redis.clients.jedis.Jedis;

/**
 * A ledger at a time in databases 0 and 1 of a Redis of its own, and books of its payments that are
 * kept by other code than the ledger's. Used by one thread.
 */
final class RebuiltLedger implements AutoCloseable {
  final RedisServer server;
  private final RealParts parts;
  private final Map<String, Long> books = new HashMap<>();
  private int ledgers;

  RebuiltLedger(RealParts parts, Path folder) {
    this.parts = parts;
    this.server = RedisServer.start(folder);
  }

  /** A new ledger of a new topic in an empty Redis, with more settings as key and value in turn. */
  FoldedLedger anew(String... more) {
    try (Jedis jedis = new Jedis("127.0.0.1", server.port(), RealParts.REDIS_PATIENCE_MILLIS)) {
      jedis.flushAll();
    }
    books.clear();
    return new FoldedLedger(settings("rebuilt" + ++ledgers, more));
  }

  /** The settings of the ledger of a topic. */
  LedgerSettings settings(String topic, String... more) {
    Map<String, String> options = new HashMap<>();
    options.put("ledger.kafka.bootstrap.servers", parts.kafka().bootstrapServers());
    options.put("ledger.kafka.topic", topic);
    options.put("ledger.kafka.default.api.timeout.ms", "60000");
    options.put("ledger.kafka.request.timeout.ms", "30000");
    options.put("ledger.redis.timeout", "30s");
    options.put("ledger.schema.registry.url", parts.registry().url());
    options.put("ledger.redis.uri", server.uri());
    options.put("ledger.topic.partitions", Integer.toString(FoldedLedger.PARTITIONS));
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return SettingsLoader.load(options, Map.of(), parts.folder().path());
  }

  /** Sells so many, and books them; one in a hundred is no payment. */
  void sell(FoldedLedger ledger, int payments) {
    for (int i = 0; i < payments; i++) {
      PaymentInfo payment = ledger.payment().build();
      int partition = Math.floorMod(payment.getProductId().hashCode(), FoldedLedger.PARTITIONS);
      ledger.append(partition, payment.getProductId(), ledger.encode(payment));
      long cents =
          payment.getProductPrice().movePointRight(2).longValueExact() * payment.getQuantity();
      books.merge(
          payment.getProductId(),
          payment.getKind() == PaymentKind.REFUND ? -cents : cents,
          Long::sum);
      if (i % 100 == 0) {
        ledger.append(partition, "bad", new byte[] {1, 2, 3});
      }
    }
    ledger.flush();
  }

  /** Compares the live views with the books, and by verify. */
  void assertExact(FoldedLedger ledger) {
    Map<String, String> expected = new TreeMap<>();
    books.forEach((product, cents) -> expected.put(product, Long.toString(cents)));
    assertThat(ledger.redis.hgetAll(ledger.keys().realtime())).isEqualTo(expected);
    assertThat(ledger.redis.get(ledger.keys().total()))
        .isEqualTo(Long.toString(books.values().stream().mapToLong(Long::longValue).sum()));
    assertThat(ledger.verify().differences()).isEmpty();
  }

  /** A rebuild into database 1 that must succeed. */
  static RebuildReport rebuild(LedgerSettings settings) {
    Optional<RebuildReport> report =
        new Rebuild(settings, 1, new Steps(), Clock.systemUTC()).run(false);
    assertThat(report).hasValueSatisfying(done -> assertThat(done.switched()).isTrue());
    return report.orElseThrow();
  }

  /** A rebuild that must be refused in one line that begins so, and change nothing. */
  void assertRefused(LedgerSettings settings, String line) {
    Map<String, String> live = dump(0);
    assertThatThrownBy(() -> new Rebuild(settings, 1, new Steps(), Clock.systemUTC()).run(false))
        .isInstanceOf(LedgerFailure.class)
        .hasMessageStartingWith(line)
        .hasMessageNotContaining("\n");
    assertThat(dump(0)).isEqualTo(live);
  }

  /** Every key of a database with the bytes of its value: equal only if nothing changed. */
  Map<String, String> dump(int database) {
    try (Jedis jedis = new Jedis("127.0.0.1", server.port(), RealParts.REDIS_PATIENCE_MILLIS)) {
      jedis.select(database);
      Map<String, String> dump = new TreeMap<>();
      for (String key : jedis.keys("*")) {
        dump.put(key, HexFormat.of().formatHex(jedis.dump(key)));
      }
      return dump;
    }
  }

  static String topicId(FoldedLedger ledger) {
    try (SourceLog log = SourceLog.open(ledger.settings.kafka())) {
      return log.topic().topicId();
    }
  }

  static String usedMemory(Jedis jedis) {
    return Arrays.stream(jedis.info("memory").split("\r?\n", -1))
        .filter(line -> line.startsWith("used_memory:"))
        .findFirst()
        .orElseThrow()
        .substring("used_memory:".length());
  }

  /** Works on database 1. */
  void onSecond(Consumer<Jedis> work) {
    try (Jedis jedis = new Jedis("127.0.0.1", server.port(), RealParts.REDIS_PATIENCE_MILLIS)) {
      jedis.select(1);
      work.accept(jedis);
    }
  }

  /** How many offsets the views of a database hold. */
  long covered(int database) {
    try (Jedis jedis = new Jedis("127.0.0.1", server.port(), RealParts.REDIS_PATIENCE_MILLIS)) {
      jedis.select(database);
      long covered = 0;
      for (int partition = 0; partition < FoldedLedger.PARTITIONS; partition++) {
        covered += Long.parseLong(jedis.hget(keys().partition(partition), "low"));
      }
      return covered;
    }
  }

  /** The key names of a ledger in database 0 and 1. */
  static ViewKeys keys() {
    return new ViewKeys("sales");
  }

  @Override
  public void close() {
    server.close();
  }
}
