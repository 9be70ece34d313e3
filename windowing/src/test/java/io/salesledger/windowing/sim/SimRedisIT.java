package io.salesledger.windowing.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.ViewKeys;
import io.salesledger.parts.RedisServer;
import io.salesledger.windowing.RealParts;
import io.salesledger.windowing.core.AppliedOffsets;
import io.salesledger.windowing.core.ClaimAnswer;
import io.salesledger.windowing.core.ColumnPool;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.PartitionLedger;
import io.salesledger.windowing.core.PaymentBatch;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.log.PolledBatch;
import io.salesledger.windowing.store.LedgerIdentity;
import io.salesledger.windowing.store.ScriptText;
import io.salesledger.windowing.store.ScriptedViews;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.Tuple;

/**
 * The simulator's Redis and Lua beside the real ones: the same scripts with the same arguments, in
 * the same order, answer and store the same.
 */
class SimRedisIT {
  private static final int SEEDS = 12;
  private static final long A_CENTURY_MILLIS = Duration.ofDays(36_500).toMillis();

  @Test
  void the_simulated_redis_answers_and_stores_as_a_real_one(@TempDir Path folder) {
    try (RedisServer server = RedisServer.start(folder);
        Jedis jedis = new Jedis("127.0.0.1", server.port(), RealParts.REDIS_PATIENCE_MILLIS)) {
      for (long seed = 1; seed <= SEEDS; seed++) {
        jedis.flushAll();
        new Comparison(jedis, seed).run();
      }
    }
  }

  /** One seed's claims and commits on both. */
  private static final class Comparison {
    private final Jedis real;
    private final SimRedis simulated = new SimRedis(System::currentTimeMillis);
    private final SimLua lua = new SimLua(simulated);
    private final SimWorld world;
    private final Chance chance;
    private final ViewKeys keys;
    private final ScriptedViews views;
    private int nonces;

    Comparison(Jedis real, long seed) {
      this.real = real;
      this.world = new SimWorld(seed);
      this.chance = world.chance();
      this.keys = world.settings().keys();
      LedgerSettings small = world.settings().ledger();
      LedgerSettings settings =
          new LedgerSettings(
              small.kafka(),
              small.registry(),
              small.redis(),
              small.currency(),
              small.window(),
              new LedgerSettings.Views(
                  small.views().timelineMinutes(),
                  A_CENTURY_MILLIS,
                  small.views().commitEntries(),
                  small.views().foldEntries(),
                  small.views().quarantineEntries()),
              small.storm(),
              small.api(),
              small.ports());
      this.views =
          new ScriptedViews(
              this::onBoth,
              () -> "n" + ++nonces,
              settings,
              LedgerIdentity.of(settings, "cluster", "topic-1"),
              new Launch(1000, "launch"));
    }

    private List<String> onBoth(String fileName, List<byte[]> arguments) {
      byte[] text = ScriptText.of(fileName).getBytes(StandardCharsets.UTF_8);
      Object reply = real.eval(text, List.of(), arguments);
      List<String> expected =
          ((List<?>) reply)
              .stream()
                  .map(
                      part ->
                          part instanceof byte[] bytes
                              ? new String(bytes, StandardCharsets.UTF_8)
                              : String.valueOf(part))
                  .toList();
      assertThat(lua.run(fileName, arguments))
          .as(SimWorld.shown(fileName, arguments))
          .isEqualTo(expected);
      return expected;
    }

    void run() {
      Producer producer = new Producer(world);
      for (int i = 0; i < 150; i++) {
        producer.act();
      }
      producer.endAll();
      for (int partition = 0; partition < world.log().partitions(); partition++) {
        commitAll(partition);
      }
      assertThat(views.heartbeat(0, "9-none", 1, 1)).isNotNull();
      views.markBroken("a reason");
      assertThat(
              views.quarantine(
                  0, "9-none", 1, AppliedOffsets.below(0), Set.of(0L, 1L, 2L, 70_000L)))
          .isNotNull();
      assertSame();
      String lost = chance.oneOf(List.copyOf(simulated.all().keySet()));
      real.del(lost);
      simulated.delete(lost);
      for (int partition = 0; partition < world.log().partitions(); partition++) {
        views.claim(partition);
      }
      assertSame();
    }

    private void commitAll(int partition) {
      ColumnPool columns = new ColumnPool();
      List<PaymentBatch> batches = new ArrayList<>();
      long from = 0;
      while (from < world.log().end(partition)) {
        SimLog.Fetched fetched = world.log().fetch(partition, from, chance.between(1, 12), true);
        batches.add(
            SimTopology.decode(
                new PolledBatch(partition, from, fetched.next(), SimTopology.raw(fetched)),
                columns));
        from = fetched.next();
      }
      ClaimAnswer.Granted granted = (ClaimAnswer.Granted) views.claim(partition);
      Views both = new SimViews(views);
      PartitionLedger ledger =
          new PartitionLedger(partition, granted, both, world.settings().limits());
      Deque<PaymentBatch> waiting = new ArrayDeque<>(chance.shuffled(batches));
      while (!waiting.isEmpty()) {
        PaymentBatch batch = waiting.poll();
        if (ledger.commit(List.of(batch)) instanceof PartitionLedger.Outcome.Waiting) {
          waiting.add(batch);
        }
        assertThat(batch.isReleased()).isNotEqualTo(waiting.contains(batch));
      }
    }

    private void assertSame() {
      Map<String, Object> expected = new TreeMap<>();
      for (String key : real.keys("*")) {
        if (!key.startsWith(keys.ledger())) {
          expected.put(key, value(key));
        }
      }
      assertThat(Oracle.viewsOf(simulated.all(), keys)).isEqualTo(expected);
      for (String key : real.keys(keys.ledger() + "*")) {
        assertThat(simulated.hash(key)).isEqualTo(real.hgetAll(key));
      }
    }

    private Object value(String key) {
      return switch (real.type(key)) {
        case "string" ->
            key.startsWith(keys.prefix() + ":quarantine:offsets:") ? bits(key) : real.get(key);
        case "hash" -> new TreeMap<>(real.hgetAll(key));
        case "list" -> real.lrange(key, 0, -1);
        case "zset" -> {
          Map<String, Long> scores = new TreeMap<>();
          for (Tuple tuple : real.zrangeWithScores(key, 0, -1)) {
            scores.put(tuple.getElement(), (long) tuple.getScore());
          }
          yield scores;
        }
        default ->
            real.xrange(key, "-", "+").stream()
                .map(StreamEntry::getFields)
                .map(Comparison::entry)
                .sorted()
                .toList();
      };
    }

    private List<Integer> bits(String key) {
      byte[] bytes = real.get(key.getBytes(StandardCharsets.UTF_8));
      return IntStream.range(0, 8 * bytes.length)
          .filter(bit -> (bytes[bit / 8] >> (7 - bit % 8) & 1) == 1)
          .boxed()
          .toList();
    }

    private static String entry(Map<String, String> fields) {
      List<String> all = new ArrayList<>();
      for (String name : List.of("partition", "offset", "schemaId", "reason", "detail")) {
        all.add(name);
        all.add(fields.getOrDefault(name, ""));
      }
      return all.toString();
    }
  }
}
