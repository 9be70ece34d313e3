package io.salesledger.windowing.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.PaymentInfo;
import io.salesledger.contract.LedgerSettings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is delivered again, and what is never delivered: both are accounted for. */
@ExtendWith(SharedParts.class)
final class RedeliveryIT {
  private static final int TRANSACTIONS = 6;
  private static final int EACH = 50;

  private final LedgerUnderTest ledger;

  RedeliveryIT(LedgerUnderTest ledger) {
    this.ledger = ledger;
  }

  @Test
  void everyTenthTupleFailsAndNothingIsLostOrCountedTwice() {
    LedgerSettings settings =
        ledger.settings("failing", "ledger.poll.records", "20", "ledger.window.length", "1s");
    ledger.prepare(settings);
    WatchedViews views = ledger.watch(settings);
    Shop shop = new Shop(ledger, settings, 13, 30, 0.1);
    shop.sell(4_000);
    try (LedgerUnderTest.RunningTopology running = ledger.submitFailing(settings, 10)) {
      views.awaitBooks(shop.books());
      shop.sell(1_000);
      views.awaitBooks(shop.books());
      views.awaitBalancedAccountsUpToTheEnd();
      assertThat(views.account("duplicates")).isPositive();
    }
  }

  @Test
  void abortedTransactionsAreGapsAndLeaveNoLag() {
    LedgerSettings settings = ledger.settings("aborted", "ledger.window.length", "1s");
    ledger.prepare(settings);
    WatchedViews views = ledger.watch(settings);
    Shop shop = new Shop(ledger, settings, 14, 10, 0);
    try (LedgerUnderTest.RunningTopology running = ledger.submit(settings);
        KafkaProducer<byte[], byte[]> producer = transactional()) {
      producer.initTransactions();
      for (int i = 0; i < TRANSACTIONS; i++) {
        sellInOneTransaction(producer, settings, shop, i % 2 == 1);
      }
      views.awaitBooks(shop.books());
      views.awaitBalancedAccountsUpToTheEnd();
      assertThat(views.account("gaps")).isGreaterThanOrEqualTo(EACH * TRANSACTIONS / 2);
    }
  }

  private KafkaProducer<byte[], byte[]> transactional() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers", ledger.kafka.bootstrapServers(), "transactional.id", "aborting"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private void sellInOneTransaction(
      KafkaProducer<byte[], byte[]> producer, LedgerSettings settings, Shop shop, boolean aborts) {
    producer.beginTransaction();
    for (int i = 0; i < EACH; i++) {
      PaymentInfo payment = shop.next();
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(
              settings.kafka().topic(),
              shop.partitionOf(payment.getProductId()),
              payment.getProductId().getBytes(StandardCharsets.UTF_8),
              ledger.encode(settings, payment));
      assertThat(producer.send(record)).isNotNull();
      if (!aborts) {
        shop.book(payment);
      }
    }
    if (aborts) {
      producer.flush();
      producer.abortTransaction();
    } else {
      producer.commitTransaction();
    }
  }
}
