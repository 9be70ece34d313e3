package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.LedgerSettings;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

final class PipelineIT {
  private final Path folder;

  PipelineIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void paymentsOnTheLogAreInTheTotals() {
    try (LedgerUnderTest ledger = new LedgerUnderTest(folder)) {
      LedgerSettings settings = ledger.settings("spike");
      ledger.prepare(settings);
      Random random = new Random(1);
      long cents = 0;
      long start = System.currentTimeMillis();
      for (int i = 0; i < 20000; i++) {
        int price = random.nextInt(100000);
        String product = "P" + random.nextInt(50);
        cents += price;
        PaymentInfo payment =
            PaymentInfo.newBuilder()
                .setOrderId("o" + i)
                .setProductId(product)
                .setProductPrice(BigDecimal.valueOf(price, 2))
                .setTimestamp(Instant.ofEpochMilli(start - 1000L * random.nextInt(3600)))
                .setKind(PaymentKind.PAYMENT)
                .build();
        ledger.append("spike", product.hashCode() & 3, product, ledger.encode(settings, payment));
      }
      ledger.flush();
      try (LedgerUnderTest.RunningTopology running = ledger.submit(settings);
          Jedis jedis = ledger.jedis()) {
        long expected = cents;
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(
                () -> assertThat(jedis.get("spike:total")).isEqualTo(Long.toString(expected)));
        System.out.println(jedis.hgetAll("spike:ledger"));
        System.out.println(jedis.hgetAll("spike:ledger:3"));
        System.out.println(jedis.hgetAll("spike:heartbeat:3"));
        System.out.println(jedis.hgetAll("spike:window:3"));
        System.out.println(jedis.lrange("spike:timeline", -3, -1));
      }
    }
  }
}
