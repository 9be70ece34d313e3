package io.salesledger.windowing.audit;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.LogPlace;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.parts.KafkaBroker;
import io.salesledger.parts.RedisServer;
import io.salesledger.parts.SchemaRegistry;
import io.salesledger.windowing.TemporaryFolder;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import redis.clients.jedis.resps.StreamEntry;

/** A real broker, registry and Redis, and ledgers on them that verify is to judge. */
final class AuditedLedgers implements AutoCloseable {
  private final Path folder;
  private final KafkaBroker kafka;
  private final SchemaRegistry registry;
  private final RedisServer redis;
  private final AtomicInteger ledgers = new AtomicInteger();

  private AuditedLedgers(Path folder) {
    this.folder = folder;
    this.kafka = KafkaBroker.start(folder);
    this.registry = SchemaRegistry.startInMemory(folder);
    this.redis = RedisServer.start(folder);
  }

  /** The same for all test classes of a run that ask for them. */
  static final class Shared implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
        ExtensionContext.Namespace.create(Shared.class);

    /** They end with the run. */
    private record Parts(TemporaryFolder folder, AuditedLedgers ledgers) implements AutoCloseable {
      static Parts start() {
        TemporaryFolder folder = TemporaryFolder.make("audited");
        return new Parts(folder, new AuditedLedgers(folder.path()));
      }

      @Override
      public void close() {
        ledgers.close();
        folder.close();
      }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == AuditedLedgers.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .getOrComputeIfAbsent(Parts.class, key -> Parts.start(), Parts.class)
          .ledgers();
    }
  }

  /** Settings of a ledger of a topic of its own, with more of them as key and value in turn. */
  LedgerSettings settings(String... more) {
    Map<String, String> options = options("audited" + ledgers.incrementAndGet());
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return SettingsLoader.load(options, Map.of(), folder);
  }

  private Map<String, String> options(String topic) {
    Map<String, String> options = new HashMap<>();
    options.put("ledger.kafka.bootstrap.servers", kafka.bootstrapServers());
    options.put("ledger.kafka.topic", topic);
    options.put("ledger.schema.registry.url", registry.url());
    options.put("ledger.redis.uri", redis.uri());
    options.put("ledger.redis.prefix", topic);
    options.put("ledger.topic.partitions", Integer.toString(FoldedLedger.PARTITIONS));
    return options;
  }

  /** The settings of a ledger with one of them changed. */
  LedgerSettings with(FoldedLedger ledger, String key, String value) {
    Map<String, String> options = options(ledger.settings.kafka().topic());
    options.put(key, value);
    return SettingsLoader.load(options, Map.of(), folder);
  }

  /** Three thousand payments and one of each bad record, folded. */
  FoldedLedger withBadRecords(String... more) {
    FoldedLedger ledger = new FoldedLedger(settings(more));
    ledger.append(1_500);
    appendBadRecords(ledger);
    ledger.append(1_500);
    ledger.fold();
    requeueTwoTwice(ledger);
    return ledger;
  }

  /** The first counts, the second is quarantined. */
  private static void requeueTwoTwice(FoldedLedger ledger) {
    List<StreamEntry> bad = ledger.redis.xrange(ledger.keys().quarantine(), "-", "+", 2);
    for (int time = 0; time < 2; time++) {
      for (StreamEntry entry : bad) {
        LogPlace of =
            LogPlace.parse(
                    entry.getFields().get("partition") + ":" + entry.getFields().get("offset"))
                .orElseThrow();
        ledger.requeue(of, ledger.encode(ledger.payment().build()));
      }
    }
    ledger.fold();
  }

  /** One of each, and a payment whose key is not its product. */
  static void appendBadRecords(FoldedLedger ledger) {
    PaymentInfo good = ledger.payment().setKind(PaymentKind.PAYMENT).build();
    byte[] bytes = ledger.encode(good);
    byte[] unknownSchema = bytes.clone();
    unknownSchema[1] = 0x7F;
    ledger.append(1, "bad", null);
    ledger.append(1, "bad", new byte[] {1, 2, 3});
    ledger.append(1, "bad", Arrays.copyOf(bytes, bytes.length - 3));
    ledger.append(1, "bad", Arrays.copyOf(bytes, bytes.length + 1));
    ledger.append(1, "bad", unknownSchema);
    for (PaymentInfo.Builder bad :
        List.of(
            PaymentInfo.newBuilder(good).setKind(PaymentKind.UNKNOWN),
            PaymentInfo.newBuilder(good).setCurrency("USD"),
            PaymentInfo.newBuilder(good).setProductPrice(new BigDecimal("-0.01")),
            PaymentInfo.newBuilder(good).setQuantity(0),
            PaymentInfo.newBuilder(good).setProductId(""),
            PaymentInfo.newBuilder(good).setProductId("x".repeat(257)),
            PaymentInfo.newBuilder(good).setProductPrice(new BigDecimal("10000000000.01")),
            PaymentInfo.newBuilder(good).setTimestamp(Instant.EPOCH))) {
      ledger.append(1, "bad", ledger.encode(bad.build()));
    }
    ledger.append(2, "elsewhere", bytes);
  }

  @Override
  public void close() {
    redis.close();
    registry.close();
    kafka.close();
  }
}
