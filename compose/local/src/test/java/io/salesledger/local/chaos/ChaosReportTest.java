package io.salesledger.local.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChaosReportTest {
  private final ChaosTally tally = new ChaosTally();

  @Test
  void tableTellsEachKindThatWasDoneWithItsMedianAndLongestRecovery() {
    survive(FaultKind.REDIS_WIPE, 9.0);
    survive(FaultKind.WORKER_KILL, 4.0);
    survive(FaultKind.WORKER_KILL, 6.5);
    survive(FaultKind.WORKER_KILL, 5.0);
    tally.counted(new PlainCount.Sums(999_990, 10, 12_345, 2_000_000));

    assertThat(new ChaosReport(42, tally, 61, Optional.empty()).lines())
        .containsExactly(
            "fault        survived  recovery s  longest s  compared  differences  what is done",
            "worker-kill    3 of 3         5.0        6.5     3,000            0  kill -9 of one"
                + " Storm worker, or of all",
            "redis-wipe     1 of 1         9.0        9.0     1,000            0  FLUSHALL of Redis",
            "4 faults, 1,000,000 offsets of the log verified, in 61 s; seed 42",
            "API read all the while: 0 answers, 0 compared with another of the same offsets, 0 mixed"
                + " two states; 0 requests unanswered",
            "plain count of the log: 999,990 payments, 10 other records, total 123.45, 2,000,000"
                + " units: as the views say");
  }

  @Test
  void faultThatWasNotSurvivedIsToldWithItsDifferences() {
    survive(FaultKind.KAFKA_KILL, 3.0);
    tally.begin(FaultKind.KAFKA_KILL);
    tally.differences(7);
    ChaosReport report = new ChaosReport(42, tally, 61, Optional.of("7 differences"));

    assertThat(report.lines().get(1)).startsWith("kafka-kill    1 of 2").contains("  7  kill -9");
    assertThat(report.json())
        .contains("\"begun\":2,\"survived\":1", "\"differences\":7")
        .endsWith("\"failure\":\"7 differences\"}");
  }

  @Test
  void medianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
    assertThat(ChaosReport.median(new double[] {})).isZero();
    assertThat(ChaosReport.median(new double[] {1, 2, 9})).isEqualTo(2);
    assertThat(ChaosReport.median(new double[] {1, 2, 4, 9})).isEqualTo(3);
  }

  private void survive(FaultKind kind, double seconds) {
    tally.begin(kind);
    tally.end(new FaultResult(kind, "", seconds, 1_000_000, 1_000, 0));
  }
}
