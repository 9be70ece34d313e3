package io.salesledger.local.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusPageTest {
  private static final Instant NOW = Instant.parse("2025-10-22T06:30:00Z");

  @Test
  void columnsStandBelowEachOther() {
    StatusReport report =
        new StatusReport(
            "/data",
            true,
            true,
            List.of(
                part("Kafka", 812, 9092, "2025-10-22T04:21:43.296Z", 0, 0, true),
                part("query API", 104_712, 8080, "2025-10-22T06:29:18Z", 1, 1, true),
                part("generator", 9, 0, "2025-10-20T01:00:00Z", 0, 0, true)),
            List.of(
                new PartitionProgress(
                    0, 1_234_567, 1_234_600, 33, 1_234_560, 4, 1, 3, true, millis(400)),
                new PartitionProgress(11, 0, 0, 0, 0, 0, 0, 0, true, millis(61_000))),
            null);
    assertThat(new StatusPage(report, NOW).lines())
        .containsExactly(
            "part          pid  port  since                    up for  state",
            "Kafka         812  9092  2025-10-22T04:21:43Z  2 h 8 min  up",
            "query API  104712  8080  2025-10-22T06:29:18Z       42 s  up, restarted once",
            "generator       9     -  2025-10-20T01:00:00Z    2 d 5 h  up",
            "",
            "partition  counted to    log end  lag    applied  quarantined  requeued  gaps      heartbeat"
                + "  accounts",
            "        0   1,234,567  1,234,600   33  1,234,560            4         1     3      0.4 s ago"
                + "  balance",
            "       11           0          0    0          0            0         0     0  1 min 1 s ago"
                + "  balance",
            "      all                          33  1,234,560            4         1     3  1 min 1 s ago"
                + "  balance",
            "",
            "all is well");
  }

  @Test
  void whatIsNotWellIsSeen() {
    StatusReport report =
        new StatusReport(
            "/data",
            true,
            false,
            List.of(part("Redis", 7, 6379, "2025-10-22T06:29:00Z", 6, 7, false)),
            List.of(new PartitionProgress(0, 10, -1, -1, 9, 0, 0, 0, false, 0)),
            "Redis has died 7 times in a row");
    assertThat(new StatusPage(report, NOW).lines())
        .containsExactly(
            "part   pid  port  since                 up for  state",
            "Redis    -  6379  2025-10-22T06:29:00Z       -  down, restarted 6 times, died 7 times in a"
                + " row",
            "",
            "partition  counted to  log end  lag  applied  quarantined  requeued  gaps  heartbeat  accounts",
            "        0          10        ?    ?        9            0         0     0      never  DO NOT"
                + " BALANCE",
            "      all                         ?        9            0         0     0      never  DO NOT"
                + " BALANCE",
            "",
            "Redis has died 7 times in a row");
  }

  @Test
  void whatIsWrongIsOneLineWhateverAProductIsNamed() {
    String problem = "the ledger has stopped: sales:timeline:amount:tea\nall is well is missing";
    assertThat(
            new StatusPage(new StatusReport("/d", true, false, List.of(), List.of(), problem), NOW)
                .lines())
        .containsExactly(problem.replace('\n', '.'));
  }

  @Test
  void nothingThatRunsIsOneLine() {
    assertThat(
            new StatusPage(
                    new StatusReport("/d", false, false, List.of(), List.of(), "nothing runs"), NOW)
                .lines())
        .containsExactly("nothing runs");
  }

  private static long millis(long ageMillis) {
    return NOW.toEpochMilli() - ageMillis;
  }

  private static StatusReport.PartStatus part(
      String name, long pid, int port, String since, int restarts, int deaths, boolean alive) {
    return new StatusReport.PartStatus(name, pid, port, since, restarts, deaths, alive, "a.log");
  }
}
