package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import io.confluent.kafka.serializers.subject.RecordNameStrategy;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.PaymentSchemas;
import io.salesledger.schemas.RegistryClients;
import io.salesledger.schemas.SchemaRegistration;
import io.salesledger.schemas.WireFormat;
import io.salesledger.windowing.audit.Audit;
import io.salesledger.windowing.audit.AuditProgress;
import io.salesledger.windowing.audit.AuditReport;
import io.salesledger.windowing.core.PaymentRules.Kind;
import io.salesledger.windowing.log.LogBounds;
import io.salesledger.windowing.log.PaymentContract;
import io.salesledger.windowing.rebuild.Rebuild;
import io.salesledger.windowing.rebuild.RebuildProgress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;

/** Schemas that come, change and lie while the topology runs, on real parts. */
@ExtendWith(SharedParts.class)
final class SchemasIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int EACH = 25_000;
  private static final String NEWEST = PaymentSchemas.newest().toString();

  private final LedgerUnderTest ledger;

  /** A rebuild that nobody watches. */
  private record Quiet() implements RebuildProgress {
    @Override
    public void say(String line) {}

    @Override
    public void begin(String step, long total) {}

    @Override
    public void advance(long more) {}

    @Override
    public boolean isStopRequested() {
      return false;
    }
  }

  SchemasIT(LedgerUnderTest ledger) {
    this.ledger = ledger;
  }

  /**
   * Four producers that each use Confluent's serializer in another way, on four versions, the
   * newest of which is registered while all others write; then what no version may be.
   */
  @Test
  void a_topic_of_four_versions_is_summed_exactly_without_a_restart() throws Exception {
    LedgerSettings settings = ledger.settings("versions", "ledger.window.length", "1s");
    ledger.prepare(settings);
    SalesOracle books = new SalesOracle();
    Schema v4 =
        schema(
            NEWEST.replaceFirst(
                "]}$",
                ",{\"name\":\"channel\",\"type\":[\"null\",\"string\"],\"default\":null}]}"));
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings);
        SchemaRegistryClient registry = RegistryClients.connect(settings.registry());
        Jedis jedis = ledger.jedis();
        ConfluentShop first = new ConfluentShop(settings, PaymentSchemas.all().get(0), books);
        ConfluentShop second =
            new ConfluentShop(
                settings,
                PaymentSchemas.all().get(1),
                books,
                "value.subject.name.strategy",
                RecordNameStrategy.class);
        ConfluentShop third =
            new ConfluentShop(settings, PaymentSchemas.newest(), books).specific();
        ConfluentShop fourth =
            new ConfluentShop(
                settings, v4, books, "auto.register.schemas", false, "use.latest.version", true)) {
      List<ConfluentShop> shops = List.of(first, second, third);
      shops.forEach(shop -> shop.sell(1));
      List<CompletableFuture<Void>> selling =
          shops.stream()
              .map(shop -> CompletableFuture.runAsync(() -> shop.sell(EACH - 1)))
              .toList();
      await().atMost(PATIENCE).until(() -> jedis.exists(ledger.keys(settings).total()));
      assertThat(registry.register("versions-value", new AvroSchema(v4))).isPositive();
      fourth.sell(EACH);
      selling.forEach(CompletableFuture::join);
      awaitBooks(books, settings, jedis);
      assertThat(jedis.exists(ledger.keys(settings).quarantine())).isFalse();

      Map<String, Integer> refused = appendIncompatible(settings, registry);
      appendWithoutValuesAndKeys(settings, first);
      awaitBooks(books, settings, jedis);
      await().atMost(PATIENCE).until(() -> account(settings, jedis, "quarantined") == 30);
      assertThat(account(settings, jedis, "misrouted")).isEqualTo(20);
      assertThat(account(settings, jedis, "applied")).isEqualTo(4 * EACH + 20);
      assertThat(quarantine(settings, jedis))
          .isEqualTo(
              Map.of(
                  "null-value ",
                  10,
                  "incompatible-schema schema "
                      + refused.get("double")
                      + ": productPrice: type changed from decimal(18,2) to double",
                  10,
                  "incompatible-schema schema "
                      + refused.get("scale")
                      + ": productPrice: scale changed from 2 to 4",
                  10));
      assertThat(verify(settings, PaymentContract.published()).differences()).isEmpty();
    }
  }

  /** One that the registry refuses, forced onto the topic, and one that no registry refuses. */
  private static Map<String, Integer> appendIncompatible(
      LedgerSettings settings, SchemaRegistryClient registry) throws Exception {
    Schema inDoubles =
        schema(
            NEWEST.replaceFirst(
                "\"type\":\\{\"type\":\"bytes\",\"logicalType\":\"decimal\"[^}]*}",
                "\"type\":\"double\""));
    Schema inFourDecimals = schema(NEWEST.replace("\"scale\":2", "\"scale\":4"));
    assertThatThrownBy(() -> registry.register("versions-value", new AvroSchema(inDoubles)))
        .isInstanceOfSatisfying(
            RestClientException.class, refusal -> assertThat(refusal.getStatus()).isEqualTo(409));
    registry.updateCompatibility("versions-value", "NONE");
    try (ConfluentShop doubles = new ConfluentShop(settings, inDoubles, new SalesOracle());
        ConfluentShop decimals = new ConfluentShop(settings, inFourDecimals, new SalesOracle())) {
      for (int i = 0; i < 10; i++) {
        GenericRecord payment = doubles.next();
        payment.put("productPrice", 12.5);
        doubles.send("forced", payment);
        decimals.send("forced", decimals.next());
      }
      doubles.flush();
      decimals.flush();
    }
    registry.updateCompatibility("versions-value", SchemaRegistration.COMPATIBILITY);
    return Map.of(
        "double", registry.getId("versions-value", new AvroSchema(inDoubles)),
        "scale", registry.getId("versions-value", new AvroSchema(inFourDecimals)));
  }

  private static void appendWithoutValuesAndKeys(LedgerSettings settings, ConfluentShop shop) {
    for (int i = 0; i < 10; i++) {
      shop.send("null", null);
      GenericRecord withoutKey = shop.next();
      shop.send(null, withoutKey);
      shop.book(withoutKey);
      GenericRecord otherKey = shop.next();
      shop.send("order " + i + " of " + settings.kafka().topic(), otherKey);
      shop.book(otherKey);
    }
    shop.flush();
  }

  @Test
  void a_new_kind_is_quarantined_until_the_topology_is_upgraded_and_the_views_are_rebuilt()
      throws Exception {
    LedgerSettings settings =
        ledger.settings(
            "kinds", "ledger.window.length", "1s", "ledger.redis.uri", ledger.redisUri(2));
    ledger.prepare(settings);
    Schema v4 = schema(NEWEST.replace("\"UNKNOWN\"]", "\"UNKNOWN\",\"CHARGEBACK\"]"));
    PaymentContract upgraded =
        new PaymentContract(
            v4, Map.of("PAYMENT", Kind.PAYMENT, "REFUND", Kind.REFUND, "CHARGEBACK", Kind.REFUND));
    SalesOracle without = new SalesOracle();
    SalesOracle with = new SalesOracle();
    try (Jedis jedis = new Jedis(settings.redis().uri());
        ConfluentShop shop = new ConfluentShop(settings, v4, without);
        ConfluentShop upgradedShop = new ConfluentShop(settings, v4, with)) {
      try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
        for (int i = 0; i < 300; i++) {
          GenericRecord payment = shop.next();
          if (i % 10 == 0) {
            payment.put("kind", shop.kind("CHARGEBACK"));
          } else {
            shop.book(payment);
          }
          upgradedShop.book(payment);
          shop.send(payment.get("productId").toString(), payment);
        }
        shop.flush();
        awaitBooks(without, settings, jedis);
        await().atMost(PATIENCE).until(() -> account(settings, jedis, "quarantined") == 30);
        assertThat(quarantine(settings, jedis)).isEqualTo(Map.of("unknown-kind ", 30));
        assertThat(verify(settings, PaymentContract.published()).differences()).isEmpty();
      }

      Rebuild rebuild = new Rebuild(settings, upgraded, 3, new Quiet(), Clock.systemUTC());
      assertThat(rebuild.run(false))
          .hasValueSatisfying(done -> assertThat(done.switched()).isTrue());

      with.assertEqualsViews(jedis, ledger.keys(settings));
      try (LedgerUnderTest.RunningTopology running = ledger.submit(settings, upgraded)) {
        for (String currency : new String[] {"CNY", null}) {
          GenericRecord payment = upgradedShop.next();
          payment.put("kind", upgradedShop.kind("CHARGEBACK"));
          payment.put("productId", "either way");
          payment.put("currency", currency);
          upgradedShop.book(payment);
          upgradedShop.send("either way", payment);
        }
        upgradedShop.flush();
        awaitBooks(with, settings, jedis);
        assertThat(account(settings, jedis, "quarantined")).isZero();
        assertThat(verify(settings, upgraded).differences()).isEmpty();
      }
    }
  }

  @Test
  void a_registry_that_is_slow_or_lies_holds_back_those_who_need_it_and_nothing_is_lost()
      throws Exception {
    try (RegistryProxy proxy = new RegistryProxy(ledger.registry.url());
        Jedis jedis = ledger.jedis()) {
      LedgerSettings settings =
          ledger.settings(
              "lies",
              "ledger.window.length",
              "1s",
              "ledger.storm.decode.tasks",
              "1",
              "ledger.schema.registry.url",
              proxy.url());
      ledger.prepare(settings);
      Shop shop = new Shop(ledger, settings, 21, 10, 0);
      SchemaRegistryClient registry = RegistryClients.connect(settings.registry());
      int v1Id = registry.getId("lies-value", new AvroSchema(PaymentSchemas.all().get(0)));
      int v2Id = registry.getId("lies-value", new AvroSchema(PaymentSchemas.all().get(1)));
      int v3Id = registry.getId("lies-value", new AvroSchema(PaymentSchemas.newest()));
      registry.close();
      try (LedgerUnderTest.RunningTopology running = ledger.submit(settings);
          ConfluentShop second =
              new ConfluentShop(settings, PaymentSchemas.all().get(1), shop.books())) {
        shop.sell(100);
        awaitBooks(shop.books(), settings, jedis);

        proxy.hold(v2Id);
        GenericRecord early = second.next();
        second.send(0, early.get("productId").toString(), early);
        second.flush();
        shop.sell(200);
        Map<TopicPartition, Long> ends = ends(settings);
        await()
            .atMost(PATIENCE)
            .until(
                () -> IntStream.range(1, 4).allMatch(p -> low(settings, jedis, p) == end(ends, p)));
        assertThat(low(settings, jedis, 0)).isLessThan(end(ends, 0));
        proxy.letGo(v2Id);
        second.book(early);
        awaitBooks(shop.books(), settings, jedis);

        proxy.lie(v3Id, v1Id);
        byte[] damaged = WireFormat.frame(v3Id, new byte[] {1, 2, 3});
        assertThat(ledger.appendNow("lies", 1, "damaged", damaged)).isPositive();
        await().atMost(PATIENCE).until(() -> proxy.lied() >= 2);
        String before = shop.books().totalText();
        shop.sell(100);
        awaitHeartbeats(settings, jedis);
        assertThat(jedis.get(ledger.keys(settings).total())).isEqualTo(before);
        assertThat(jedis.exists(ledger.keys(settings).quarantine())).isFalse();

        proxy.tellTheTruth();
        awaitBooks(shop.books(), settings, jedis);
        await().atMost(PATIENCE).until(() -> account(settings, jedis, "quarantined") == 1);
        assertThat(verify(settings, PaymentContract.published()).differences()).isEmpty();
      }
    }
  }

  /** Waits until the topology says that it lives and knows how long the log is. */
  private void awaitHeartbeats(LedgerSettings settings, Jedis jedis) {
    Map<TopicPartition, Long> ends = ends(settings);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                IntStream.range(0, 4)
                    .allMatch(
                        p ->
                            Long.toString(end(ends, p))
                                .equals(
                                    jedis.hget(ledger.keys(settings).heartbeat(p), "endOffset"))));
  }

  private static Map<TopicPartition, Long> ends(LedgerSettings settings) {
    try (LogBounds log = new LogBounds(settings.kafka())) {
      return log.ends(
          IntStream.range(0, 4)
              .mapToObj(p -> new TopicPartition(settings.kafka().topic(), p))
              .toList());
    }
  }

  private static long end(Map<TopicPartition, Long> ends, int partition) {
    return ends.entrySet().stream()
        .filter(end -> end.getKey().partition() == partition)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private long low(LedgerSettings settings, Jedis jedis, int partition) {
    return Long.parseLong(jedis.hget(ledger.keys(settings).partition(partition), "low"));
  }

  private void awaitBooks(SalesOracle books, LedgerSettings settings, Jedis jedis) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> books.assertEqualsViews(jedis, ledger.keys(settings)));
  }

  private long account(LedgerSettings settings, Jedis jedis, String name) {
    ToLongFunction<Integer> of =
        p -> Long.parseLong(jedis.hget(ledger.keys(settings).partition(p), name));
    return IntStream.range(0, 4).boxed().mapToLong(of).sum();
  }

  /** How many entries there are of each reason and detail. */
  private Map<String, Integer> quarantine(LedgerSettings settings, Jedis jedis) {
    Map<String, Integer> counts = new TreeMap<>();
    for (StreamEntry entry :
        jedis.xrange(ledger.keys(settings).quarantine(), (StreamEntryID) null, null)) {
      Map<String, String> fields = entry.getFields();
      counts.merge(fields.get("reason") + " " + fields.get("detail"), 1, Integer::sum);
    }
    return counts;
  }

  private static AuditReport verify(LedgerSettings settings, PaymentContract contract) {
    return new Audit(settings, contract, AuditProgress.NONE, Clock.systemUTC()).run().orElseThrow();
  }

  private static Schema schema(String text) {
    return new Schema.Parser().parse(text);
  }
}
