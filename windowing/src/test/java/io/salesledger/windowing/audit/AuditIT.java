package io.salesledger.windowing.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Verify against a real broker, registry and Redis, folded by the ledger's own code: equal. */
@ExtendWith(AuditedLedgers.Shared.class)
class AuditIT {
  private final AuditedLedgers ledgers;

  AuditIT(AuditedLedgers ledgers) {
    this.ledgers = ledgers;
  }

  @Test
  void views_that_are_what_the_log_says_are_equal() {
    try (FoldedLedger ledger = ledgers.withBadRecords()) {
      AuditReport report = ledger.verify();

      assertThat(report.differences()).isEmpty();
      assertThat(report.isEqual()).isTrue();
      assertThat(report.offsets()).isEqualTo(3_018);
      assertThat(report.compared())
          .containsEntry("totals", 2L)
          .containsEntry("realtime fields", 20L)
          .containsEntry("leaderboard scores", 20L)
          .containsEntry("quarantine entries", 15L)
          .containsEntry("quarantined offsets", 15L)
          .containsEntry("requeued", 2L)
          .containsKeys("timeline entries", "minute board scores", "accounts", "keys", "identity");
    }
  }

  @Test
  void short_timelines_and_expired_boards_are_equal_too() {
    try (FoldedLedger ledger =
        ledgers.withBadRecords(
            "ledger.timeline.minutes", "7", "ledger.minute.board.retention", "30m")) {
      assertThat(ledger.verify().differences()).isEmpty();
    }
  }

  @Test
  void a_ledger_that_is_written_meanwhile_is_equal() throws Exception {
    ExecutorService writing = Executors.newSingleThreadExecutor();
    AtomicBoolean enough = new AtomicBoolean();
    try (FoldedLedger ledger = ledgers.withBadRecords()) {
      Future<Integer> writer =
          writing.submit(
              () -> {
                int polls = 0;
                while (!enough.get()) {
                  ledger.append(200);
                  AuditedLedgers.appendBadRecords(ledger);
                  polls += ledger.foldPoll() ? 1 : 0;
                }
                return polls;
              });
      try {
        for (int run = 0; run < 3; run++) {
          assertThat(ledger.verify().differences()).isEmpty();
        }
      } finally {
        enough.set(true);
      }
      assertThat(writer.get()).isPositive();
    } finally {
      writing.shutdownNow();
    }
  }

  /** Does something once, as the refold begins. */
  private record AtRefold(Runnable once, AtomicBoolean isDone) implements AuditProgress {
    @Override
    public void begin(String step, long total) {
      if (step.equals("refold") && isDone.compareAndSet(false, true)) {
        once.run();
      }
    }

    @Override
    public void advance(long more) {}

    @Override
    public boolean isStopRequested() {
      return false;
    }
  }

  @Test
  void a_topic_that_grows_meanwhile_is_equal() {
    try (FoldedLedger ledger = ledgers.withBadRecords()) {
      AtRefold growth =
          new AtRefold(
              () -> {
                ledger.grow(FoldedLedger.PARTITIONS + 2);
                ledger.append(4, "P4", ledger.encode(ledger.payment().setProductId("P4").build()));
                ledger.append(4, "bad", new byte[] {1});
                ledger.fold();
              },
              new AtomicBoolean());

      AuditReport report = ledger.verify(growth);

      assertThat(growth.isDone()).isTrue();
      assertThat(report.differences()).isEmpty();
      assertThat(report.offsets()).isEqualTo(3_020);
    }
  }

  @Test
  void a_quarantine_that_awaits_a_lower_bound_is_equal() {
    try (FoldedLedger ledger = new FoldedLedger(ledgers.settings())) {
      for (int i = 0; i < 1_500; i++) {
        ledger.append(0, "bad", new byte[] {1});
      }
      ledger.fold();
      LedgerSettings lower = ledgers.with(ledger, "ledger.quarantine.entries", "1000");

      AuditReport report =
          new Audit(lower, AuditProgress.NONE, Clock.systemUTC()).run().orElseThrow();

      assertThat(report.differences()).isEmpty();
      assertThat(report.compared()).containsEntry("quarantine entries", 1_500L);
    }
  }
}
