package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.RestService;
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
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Schemas that come, change and lie while the topology runs, on real parts. */
@ExtendWith(SharedParts.class)
final class SchemasIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int EACH = 25_000;
  private static final String TOPIC = "versions";
  private static final String SUBJECT = TOPIC + "-value";
  private static final String NEWEST = PaymentSchemas.newest().toString();
  private static final Schema V4 = schema(with(PaymentSchemas.newest(), "channel"));

  private final LedgerUnderTest ledger;

  SchemasIT(LedgerUnderTest ledger) {
    this.ledger = ledger;
  }

  /** One topology that is never restarted, and everything that its registry may do to it. */
  @Test
  void schemas_come_change_and_lie_while_the_topology_runs_and_the_sums_are_exact()
      throws Exception {
    try (RegistryProxy proxy = new RegistryProxy(ledger.registry.url())) {
      LedgerSettings settings =
          ledger.settings(
              TOPIC,
              "ledger.window.length",
              "1s",
              "ledger.storm.decode.tasks",
              "1",
              "ledger.schema.registry.url",
              proxy.url());
      ledger.prepare(settings);
      WatchedViews views = ledger.watch(settings);
      SalesOracle books = new SalesOracle();
      try (LedgerUnderTest.RunningTopology running = ledger.submit(settings);
          SchemaRegistryClient registry = RegistryClients.connect(settings.registry())) {
        sellInFourVersionsAtOnce(views, books, registry);
        holdBackOneSchema(views, books, registry, proxy);
        forceWhatIsNoPayment(views, books, registry);
        changeTheIds(views, books, registry, proxy);
        AuditReport report =
            new Audit(settings, AuditProgress.NONE, Clock.systemUTC()).run().orElseThrow();
        assertThat(report.differences()).isEmpty();
      }
    }
  }

  /**
   * Each producer uses Confluent's serializer in another way; v4 is registered while they write.
   */
  private void sellInFourVersionsAtOnce(
      WatchedViews views, SalesOracle books, SchemaRegistryClient registry) throws Exception {
    try (ConfluentShop first =
            new ConfluentShop(views.settings(), PaymentSchemas.all().get(0), books);
        ConfluentShop second =
            new ConfluentShop(
                views.settings(),
                PaymentSchemas.all().get(1),
                books,
                "value.subject.name.strategy",
                RecordNameStrategy.class);
        ConfluentShop third =
            new ConfluentShop(views.settings(), PaymentSchemas.newest(), books).specific();
        ConfluentShop fourth =
            new ConfluentShop(
                views.settings(),
                V4,
                books,
                "auto.register.schemas",
                false,
                "use.latest.version",
                true)) {
      List<ConfluentShop> shops = List.of(first, second, third);
      shops.forEach(shop -> shop.sell(1));
      List<CompletableFuture<Void>> selling =
          shops.stream()
              .map(shop -> CompletableFuture.runAsync(() -> shop.sell(EACH - 1)))
              .toList();
      await().atMost(PATIENCE).until(() -> views.total().isPresent());
      assertThat(registry.register(SUBJECT, new AvroSchema(V4))).isPositive();
      fourth.sell(EACH);
      selling.forEach(CompletableFuture::join);
    }
    views.awaitBooks(books);
    assertThat(views.account("applied")).isEqualTo(4 * EACH);
    assertThat(views.quarantine()).isEmpty();
  }

  private void forceWhatIsNoPayment(
      WatchedViews views, SalesOracle books, SchemaRegistryClient registry) throws Exception {
    Map<String, Integer> forced = appendIncompatible(views.settings(), registry);
    try (ConfluentShop shop = new ConfluentShop(views.settings(), V4, books)) {
      for (int i = 0; i < 10; i++) {
        shop.send("null", null);
        GenericRecord withoutKey = shop.next();
        shop.send(null, withoutKey);
        shop.book(withoutKey);
        GenericRecord otherKey = shop.next();
        shop.send("order " + i, otherKey);
        shop.book(otherKey);
      }
      shop.flush();
    }
    await().atMost(PATIENCE).until(() -> views.account("quarantined") == 31);
    views.awaitBooks(books);
    assertThat(views.account("misrouted")).isEqualTo(20);
    assertThat(views.quarantine())
        .isEqualTo(
            Map.of(
                "null-value ",
                10,
                "incompatible-schema schema "
                    + forced.get("double")
                    + ": productPrice: type changed from decimal(18,2) to double",
                10,
                "incompatible-schema schema "
                    + forced.get("scale")
                    + ": productPrice: scale changed from 2 to 4",
                10,
                "incompatible-schema schema "
                    + forced.get("json")
                    + ": PaymentInfo: full name changed from io.salesledger.PaymentInfo to JSON",
                1));
  }

  /**
   * One that the registry refuses, forced onto the topic, one that no registry refuses, and one of
   * another subject that is none of Avro's.
   */
  private Map<String, Integer> appendIncompatible(
      LedgerSettings settings, SchemaRegistryClient registry) throws Exception {
    Schema inDoubles =
        schema(
            NEWEST.replaceFirst(
                "\"type\":\\{\"type\":\"bytes\",\"logicalType\":\"decimal\"[^}]*}",
                "\"type\":\"double\""));
    Schema inFourDecimals = schema(NEWEST.replace("\"scale\":2", "\"scale\":4"));
    assertThatThrownBy(() -> registry.register(SUBJECT, new AvroSchema(inDoubles)))
        .isInstanceOfSatisfying(
            RestClientException.class, refusal -> assertThat(refusal.getStatus()).isEqualTo(409));
    registry.updateCompatibility(SUBJECT, "NONE");
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
    registry.updateCompatibility(SUBJECT, SchemaRegistration.COMPATIBILITY);
    int json =
        new RestService(settings.registry().url())
            .registerSchema(
                "{\"$schema\":\"http://json-schema.org/draft-07/schema#\"}",
                "JSON",
                List.of(),
                "receipts-value")
            .getId();
    byte[] receipt = WireFormat.frame(json, "{}".getBytes(StandardCharsets.UTF_8));
    assertThat(ledger.appendNow(TOPIC, 2, "receipt", receipt)).isPositive();
    return Map.of(
        "json", json,
        "double", registry.getId(SUBJECT, new AvroSchema(inDoubles)),
        "scale", registry.getId(SUBJECT, new AvroSchema(inFourDecimals)));
  }

  /** Whoever needs the schema waits; the same task's other partitions do not. */
  private void holdBackOneSchema(
      WatchedViews views, SalesOracle books, SchemaRegistryClient registry, RegistryProxy proxy)
      throws Exception {
    Schema another = schema(with(V4, "till"));
    int id = registry.register(SUBJECT, new AvroSchema(another));
    proxy.hold(id);
    try (ConfluentShop shop = new ConfluentShop(views.settings(), another, books);
        ConfluentShop other = new ConfluentShop(views.settings(), V4, books)) {
      GenericRecord early = shop.next();
      shop.send(0, early.get("productId").toString(), early);
      shop.flush();
      other.sell(200);
      List<Long> ends = views.ends();
      await()
          .atMost(PATIENCE)
          .until(() -> IntStream.range(1, 4).allMatch(p -> views.low(p) == ends.get(p)));
      assertThat(views.low(0)).isLessThan(ends.get(0));
      proxy.letGo(id);
      shop.book(early);
    }
    views.awaitBooks(books);
  }

  /** Bytes that do not fit make it ask again; nothing of those schemas goes on. */
  private void changeTheIds(
      WatchedViews views, SalesOracle books, SchemaRegistryClient registry, RegistryProxy proxy)
      throws Exception {
    int id = registry.getId(SUBJECT, new AvroSchema(V4));
    proxy.lie(id, registry.getId(SUBJECT, new AvroSchema(PaymentSchemas.all().get(0))));
    byte[] damaged = WireFormat.frame(id, new byte[] {1, 2, 3});
    assertThat(ledger.appendNow(TOPIC, 1, "damaged", damaged)).isPositive();
    await().atMost(PATIENCE).until(() -> proxy.lied() >= 2);
    String before = books.totalText();
    try (ConfluentShop shop = new ConfluentShop(views.settings(), V4, books)) {
      shop.sell(100);
    }
    views.awaitHeartbeats();
    assertThat(views.total()).hasValue(before);
    assertThat(views.account("quarantined")).isEqualTo(31);

    proxy.tellTheTruth();
    views.awaitBooks(books);
    await().atMost(PATIENCE).until(() -> views.account("quarantined") == 32);
  }

  @Test
  void aRegistryThatIsAwayHoldsUnknownSchemasBackAndQuarantinesNothing() {
    try (RegistryProxy proxy = new RegistryProxy(ledger.registry.url())) {
      LedgerSettings settings =
          ledger.settings(
              "waiting", "ledger.window.length", "1s", "ledger.schema.registry.url", proxy.url());
      ledger.prepare(settings);
      WatchedViews views = ledger.watch(settings);
      Shop shop = new Shop(ledger, settings, 18, 10, 0);
      shop.sell(200);
      proxy.goesAway();
      try (LedgerUnderTest.RunningTopology running = ledger.submit(settings)) {
        await().atMost(PATIENCE).until(() -> proxy.refused() >= 3);
        views.awaitHeartbeats();
        assertThat(views.account("applied")).isZero();
        assertThat(views.account("quarantined")).isZero();

        proxy.comesBack();
        views.awaitBooks(shop.books());
        assertThat(views.quarantine()).isEmpty();
      }
    }
  }

  /** A version with one more field, which is optional. */
  private static String with(Schema version, String field) {
    return version
        .toString()
        .replaceFirst(
            "]}$",
            ",{\"name\":\"" + field + "\",\"type\":[\"null\",\"string\"],\"default\":null}]}");
  }

  private static Schema schema(String text) {
    return new Schema.Parser().parse(text);
  }
}
