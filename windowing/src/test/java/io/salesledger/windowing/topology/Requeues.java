package io.salesledger.windowing.topology;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.LogPlace;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;

/**
 * Appends bad payments and corrected ones in their places, and remembers what must become of it.
 */
final class Requeues {
  private final LedgerUnderTest ledger;
  private final LedgerSettings settings;
  private final Shop shop;
  private final Map<String, String> reasons = new TreeMap<>();
  private final Map<String, String> resolvedBy = new TreeMap<>();

  Requeues(LedgerUnderTest ledger, LedgerSettings settings, Shop shop) {
    this.ledger = ledger;
    this.settings = settings;
    this.shop = shop;
  }

  /** A payment in a currency that the ledger does not count. */
  LogPlace appendForeign(int partition) {
    PaymentInfo foreign =
        PaymentInfo.newBuilder(shop.next()).setKind(PaymentKind.PAYMENT).setCurrency("USD").build();
    String key = foreign.getProductId();
    byte[] value = ledger.encode(settings, foreign);
    long offset = ledger.appendNow(settings.kafka().topic(), partition, key, value);
    return quarantined(new LogPlace(partition, offset), "foreign-currency");
  }

  private LogPlace quarantined(LogPlace place, String reason) {
    reasons.put(place.toString(), reason);
    return place;
  }

  /** A corrected payment that counts. */
  LogPlace requeue(LogPlace of) {
    PaymentInfo corrected = shop.next();
    LogPlace place = append(of, corrected);
    shop.book(corrected);
    resolvedBy.put(of.toString(), place.toString());
    return place;
  }

  /** One that must not count, for this reason. */
  LogPlace requeueInVain(LogPlace of, String reason) {
    return quarantined(append(of, shop.next()), reason);
  }

  private LogPlace append(LogPlace of, PaymentInfo payment) {
    byte[] value = ledger.encode(settings, payment);
    return new LogPlace(
        of.partition(),
        ledger.requeueNow(settings.kafka().topic(), of, payment.getProductId(), value));
  }

  /** Every quarantined place with its reason. */
  Map<String, String> reasons() {
    return reasons;
  }

  /** Every settled place with the one that counts. */
  Map<String, String> resolvedBy() {
    return resolvedBy;
  }

  /** The reasons as the views list them. */
  static Map<String, String> reasons(Jedis jedis, LedgerUnderTest ledger, LedgerSettings settings) {
    Map<String, String> reasons = new TreeMap<>();
    for (StreamEntry entry :
        jedis.xrange(ledger.keys(settings).quarantine(), (StreamEntryID) null, null)) {
      Map<String, String> fields = entry.getFields();
      reasons.put(fields.get("partition") + ":" + fields.get("offset"), fields.get("reason"));
    }
    return reasons;
  }

  /** What the views hold as settled. */
  static Map<String, String> resolvedBy(
      Jedis jedis, LedgerUnderTest ledger, LedgerSettings settings) {
    Map<String, String> resolved = new TreeMap<>();
    for (int p = 0; p < settings.kafka().topicPartitions(); p++) {
      String partition = p + ":";
      Optional.ofNullable(jedis.hgetAll(ledger.keys(settings).quarantineResolved(p)))
          .orElse(Map.of())
          .forEach((of, by) -> resolved.put(partition + of, partition + by));
    }
    return resolved;
  }
}
