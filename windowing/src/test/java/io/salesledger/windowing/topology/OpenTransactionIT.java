package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.salesledger.PaymentInfo;
import io.salesledger.contract.LedgerSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What another program's open transaction holds back is not counted, and seen to be so. */
@ExtendWith(SharedParts.class)
final class OpenTransactionIT {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final int HELD_BACK = 20;

  private final LedgerUnderTest ledger;

  OpenTransactionIT(LedgerUnderTest ledger) {
    this.ledger = ledger;
  }

  @Test
  void given_an_open_transaction_then_what_it_holds_back_is_lag_until_it_ends() {
    LedgerSettings settings =
        ledger.settings("open", "ledger.topic.partitions", "1", "ledger.window.length", "1s");
    ledger.prepare(settings);
    Shop shop = new Shop(ledger, settings, 23, 5, 0);
    shop.sell(10);
    WatchedViews views = ledger.watch(settings);
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings);
        KafkaProducer<byte[], byte[]> other = transactional()) {
      other.initTransactions();
      other.beginTransaction();
      for (int i = 0; i < HELD_BACK; i++) {
        send(other, settings, shop);
      }
      other.flush();
      views.awaitBooks(shop.books());

      await().atMost(PATIENCE).until(() -> lag(views) == HELD_BACK);
      assertThat(views.account("applied")).isEqualTo(10);

      other.abortTransaction();
      await()
          .atMost(PATIENCE)
          .until(() -> lag(views) == 0 && views.account("gaps") == HELD_BACK + 1);
      assertThat(views.account("applied")).isEqualTo(10);
    }
  }

  private KafkaProducer<byte[], byte[]> transactional() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", ledger.kafka.bootstrapServers(), "transactional.id", "open"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private void send(KafkaProducer<byte[], byte[]> producer, LedgerSettings settings, Shop shop) {
    PaymentInfo payment = shop.next();
    assertThat(
            producer.send(
                new ProducerRecord<>(
                    settings.kafka().topic(),
                    0,
                    payment.getProductId().getBytes(StandardCharsets.UTF_8),
                    ledger.encode(settings, payment))))
        .isNotNull();
  }

  /** As the API tells it. */
  private static long lag(WatchedViews views) {
    String end = views.jedis().hget(views.keys().heartbeat(0), "endOffset");
    return end == null ? -1 : Long.parseLong(end) - views.low(0);
  }
}
