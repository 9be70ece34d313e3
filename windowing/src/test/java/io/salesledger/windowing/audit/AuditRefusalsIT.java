package io.salesledger.windowing.audit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.parts.LoopbackPorts;
import io.salesledger.schemas.SalesTopic;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What cannot be proved is not called equal, nor different. */
@ExtendWith(AuditedLedgers.Shared.class)
class AuditRefusalsIT {
  private final AuditedLedgers ledgers;

  AuditRefusalsIT(AuditedLedgers ledgers) {
    this.ledgers = ledgers;
  }

  @Test
  void views_of_which_nothing_can_be_proved_are_told_in_one_line() {
    assertFailure(ledgers.settings(), "there is no topic ");
    LedgerSettings unclaimed;
    try (FoldedLedger ledger = ledgers.withBadRecords()) {
      unclaimed = ledger.settings;
      ledger.redis.keys(ledger.keys().prefix() + ":*").forEach(ledger.redis::del);
      assertFailure(unclaimed, "there is no ledger at ");
    }
    String nowhere = "127.0.0.1:" + LoopbackPorts.free();
    assertFailure(
        ledgers.settings(
            "ledger.kafka.bootstrap.servers", nowhere,
            "ledger.kafka.default.api.timeout.ms", "1000",
            "ledger.kafka.request.timeout.ms", "500"),
        "Kafka at " + nowhere + " is not");
    try (FoldedLedger ledger = ledgers.withBadRecords()) {
      assertFailure(
          ledgers.with(ledger, "ledger.redis.uri", "redis://" + nowhere),
          "Redis at redis://" + nowhere + " does not answer");
      assertFailure(
          ledgers.with(ledger, "ledger.schema.registry.url", "http://u:hunter2@" + nowhere),
          "the schema registry at http://" + nowhere + " cannot give schema ");
    }
  }

  private static void assertFailure(LedgerSettings settings, String line) {
    assertThatThrownBy(() -> new Audit(settings, AuditProgress.NONE, Clock.systemUTC()).run())
        .isInstanceOf(LedgerFailure.class)
        .hasMessageStartingWith(line);
  }

  @Test
  void a_log_that_lost_its_beginning_proves_nothing() throws Exception {
    try (FoldedLedger ledger = ledgers.withBadRecords();
        Admin admin = Admin.create(SalesTopic.adminProperties(ledger.settings.kafka()))) {
      TopicPartition first = new TopicPartition(ledger.settings.kafka().topic(), 0);
      admin.deleteRecords(Map.of(first, RecordsToDelete.beforeOffset(3))).all().get();

      assertFailure(ledger.settings, "partition 0 of " + first.topic() + " begins at offset 3");
    }
  }
}
