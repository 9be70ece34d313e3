package io.salesledger.windowing.audit;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.LogPlace;
import io.salesledger.contract.SettingsLoader;
import io.salesledger.windowing.RealParts;
import java.math.BigDecimal;
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

/** Ledgers on real parts that verify is to judge. */
final class AuditedLedgers {
  private final RealParts parts;
  private final AtomicInteger ledgers = new AtomicInteger();

  private AuditedLedgers(RealParts parts) {
    this.parts = parts;
  }

  /** The same for all test classes of a JVM that ask for them. */
  static final class Shared implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
        ExtensionContext.Namespace.create(Shared.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == AuditedLedgers.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      RealParts parts = RealParts.of(context);
      return context
          .getStore(ExtensionContext.StoreScope.LAUNCHER_SESSION, NAMESPACE)
          .getOrComputeIfAbsent(
              AuditedLedgers.class, key -> new AuditedLedgers(parts), AuditedLedgers.class);
    }
  }

  /** Settings of a ledger of a topic of its own, with more of them as key and value in turn. */
  LedgerSettings settings(String... more) {
    Map<String, String> options = options("audited" + ledgers.incrementAndGet());
    for (int i = 0; i < more.length; i += 2) {
      options.put(more[i], more[i + 1]);
    }
    return SettingsLoader.load(options, Map.of(), parts.folder().path());
  }

  private Map<String, String> options(String topic) {
    Map<String, String> options = new HashMap<>();
    options.put("ledger.kafka.bootstrap.servers", parts.kafka().bootstrapServers());
    options.put("ledger.kafka.topic", topic);
    options.put("ledger.schema.registry.url", parts.registry().url());
    options.put("ledger.redis.uri", parts.redis().uri());
    options.put("ledger.redis.prefix", topic);
    options.put("ledger.topic.partitions", Integer.toString(FoldedLedger.PARTITIONS));
    return options;
  }

  /** The settings of a ledger with one of them changed. */
  LedgerSettings with(FoldedLedger ledger, String key, String value) {
    Map<String, String> options = options(ledger.settings.kafka().topic());
    options.put(key, value);
    return SettingsLoader.load(options, Map.of(), parts.folder().path());
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
}
