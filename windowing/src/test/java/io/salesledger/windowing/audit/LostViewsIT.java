package io.salesledger.windowing.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.ViewKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Views that are gone, or will be at another time than they should. */
@ExtendWith(AuditedLedgers.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostViewsIT {
  private static final long DAY_MILLIS = 86_400_000;

  private final LedgerSettings settings;
  private FoldedLedger ledger;
  private ViewKeys keys;

  LostViewsIT(AuditedLedgers ledgers) {
    settings = ledgers.settings();
  }

  @BeforeAll
  void fold() {
    ledger = new FoldedLedger(settings);
    keys = ledger.keys();
    ledger.append(3_000);
    ledger.append(1, "bad", new byte[] {1});
    ledger.fold();
    assertThat(ledger.verify().isEqual()).isTrue();
  }

  @AfterAll
  void stop() {
    ledger.close();
  }

  @Test
  void each_entry_of_a_lost_timeline_is_named() {
    byte[] stored = ledger.redis.dump(keys.timeline());
    long entries = ledger.redis.llen(keys.timeline());
    ledger.redis.del(keys.timeline());

    AuditReport report = ledger.verify();

    assertThat(entries).isPositive();
    assertThat(report.differing()).isEqualTo(entries);
    assertThat(report.differences())
        .hasSize((int) entries)
        .allMatch(difference -> difference.key().equals(keys.timeline()))
        .allMatch(difference -> difference.found().equals(Difference.NOTHING));
    ledger.redis.restore(keys.timeline(), 0, stored);
  }

  @Test
  void a_key_that_is_for_ever_and_is_to_expire_is_named() {
    List<String> permanent =
        List.of(
            keys.total(),
            keys.totalCount(),
            keys.realtime(),
            keys.realtimeCount(),
            keys.leaderboardAmount(),
            keys.leaderboardCount(),
            keys.timeline(),
            keys.productTimelineCount("PRODUCTID3"),
            keys.partition(1),
            keys.quarantine(),
            keys.quarantineOffsets(1, 0),
            keys.ledger());
    permanent.forEach(key -> ledger.redis.expire(key, 3_600));

    assertThat(ledger.verify().differences())
        .allMatch(difference -> difference.expected().equals("never to expire"))
        .allMatch(difference -> difference.found().startsWith("to expire at "))
        .extracting(Difference::key)
        .containsExactlyInAnyOrderElementsOf(permanent);
    permanent.forEach(ledger.redis::persist);
  }

  @Test
  void a_minute_board_that_is_to_expire_at_another_time_is_named() {
    Map<String, Long> right = new HashMap<>();
    for (long shiftMillis : new long[] {-DAY_MILLIS / 2, -60_000, 60_000, DAY_MILLIS}) {
      String entry = ledger.redis.lindex(keys.timelineCount(), -1 - right.size());
      long minute = Long.parseLong(entry.substring(0, entry.indexOf(',')));
      long expires = minute + settings.views().minuteBoardRetentionMillis();
      String board = keys.minuteLeaderboardAmount(minute);
      right.put(board, expires);
      ledger.redis.pexpireAt(board, expires + shiftMillis);
    }

    assertThat(ledger.verify().differences())
        .allMatch(difference -> difference.found().startsWith("to expire at "))
        .extracting(difference -> difference.key() + " " + difference.expected())
        .containsExactlyInAnyOrderElementsOf(
            right.entrySet().stream()
                .map(board -> board.getKey() + " to expire at " + board.getValue())
                .toList());
    right.forEach(ledger.redis::pexpireAt);
  }
}
