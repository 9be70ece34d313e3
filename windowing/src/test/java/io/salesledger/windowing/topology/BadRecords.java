package io.salesledger.windowing.topology;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.LedgerSettings;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/** Appends records that are no valid payments, and remembers where and why. */
final class BadRecords {
  private static final int PARTITION = 1;

  private final LedgerUnderTest ledger;
  private final LedgerSettings settings;
  private final Shop shop;
  private final Random random;
  private final Map<String, String> reasonByOffset = new HashMap<>();

  BadRecords(LedgerUnderTest ledger, LedgerSettings settings, Shop shop, Random random) {
    this.ledger = ledger;
    this.settings = settings;
    this.shop = shop;
    this.random = random;
  }

  /** By {@code partition:offset}. */
  Map<String, String> reasonByOffset() {
    return reasonByOffset;
  }

  void appendOneOfEach() {
    byte[] noise = new byte[20 + random.nextInt(60)];
    random.nextBytes(noise);
    noise[0] = 1;
    append("undecodable", noise);
    byte[] cut = ledger.encode(settings, shop.next());
    append("undecodable", Arrays.copyOf(cut, cut.length - 3));
    byte[] foreign = ledger.encode(settings, shop.next());
    foreign[1] = 0x7F;
    append("unknown-schema", foreign);
    append("unknown-kind", b -> b.setKind(PaymentKind.UNKNOWN));
    append("foreign-currency", b -> b.setCurrency("USD"));
    append("negative-price", b -> b.setProductPrice(new BigDecimal("-0.01")));
    append("bad-quantity", b -> b.setQuantity(0));
    append("bad-product-id", b -> b.setProductId(""));
    append("bad-product-id", b -> b.setProductId("x".repeat(257)));
    append(
        "amount-too-large", b -> b.setProductPrice(new BigDecimal("5000000000.01")).setQuantity(2));
    append("bad-timestamp", b -> b.setTimestamp(Instant.parse("1999-12-31T23:59:59.999Z")));
    append("bad-timestamp", b -> b.setTimestamp(Instant.now().plusSeconds(3600)));
    reasonByOffset.put(
        PARTITION + ":" + ledger.appendNull(settings.kafka().topic(), PARTITION), "null-value");
  }

  private void append(String reason, Consumer<PaymentInfo.Builder> change) {
    PaymentInfo.Builder builder = PaymentInfo.newBuilder(shop.next()).setKind(PaymentKind.PAYMENT);
    change.accept(builder);
    append(reason, ledger.encode(settings, builder.build()));
  }

  private void append(String reason, byte[] value) {
    long offset = ledger.appendNow(settings.kafka().topic(), PARTITION, "bad", value);
    reasonByOffset.put(PARTITION + ":" + offset, reason);
  }
}
