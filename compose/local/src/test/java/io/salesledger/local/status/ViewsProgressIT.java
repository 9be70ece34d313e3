package io.salesledger.local.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.parts.RedisServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;

/** How far a partition is, as the views in a real Redis have it. */
@TestInstance(Lifecycle.PER_CLASS)
final class ViewsProgressIT {
  private static final String ACCOUNTS = "sales:ledger:0";

  private final RedisServer server;
  private final Jedis jedis;
  private final ViewsProgress progress;

  ViewsProgressIT(@TempDir Path folder) {
    server = RedisServer.start(folder);
    jedis = new Jedis("127.0.0.1", server.port(), 30_000);
    progress = new ViewsProgress(new LedgerSettings.Redis(server.uri(), "sales", 5000));
  }

  @AfterAll
  void stop() {
    jedis.close();
    server.close();
  }

  @BeforeEach
  void seed() {
    jedis.flushAll();
    jedis.hset("sales:ledger", "partitions", "0");
    jedis.hset("sales:heartbeat:0", Map.of("endOffset", "90", "atMillis", "1"));
    jedis.hset(ACCOUNTS, Map.of("low", "5", "applied", "8", "quarantined", "1", "gaps", "1"));
  }

  @Test
  void givenRangesAndAPortionThenWhatTheyCoverBalancesAndTheLagIsFromLow() {
    for (String ranges : List.of("20-25", "20-22,30-33", "20-22,30-60/x746561/3")) {
      jedis.hset(ACCOUNTS, "ranges", ranges);
      assertThat(progress.read())
          .as(ranges)
          .containsExactly(new PartitionProgress(0, 5, 90, 85, 8, 1, 0, 1, true, 1));
    }
  }

  @Test
  void givenAPortionOfOtherPaymentsOrNoneThenItDoesNotBalance() {
    for (String ranges :
        List.of("", "20-22,30-60/x746561/4", "20-25,30-60/x746561/3", "20-22,30-60/8f000000/3")) {
      jedis.hset(ACCOUNTS, "ranges", ranges);
      assertThat(progress.read().get(0).balanced()).as(ranges).isFalse();
    }
  }
}
