package io.salesledger.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OffsetTagTest {

  @Test
  void aTagTellsTheMarkOfEachPartition() {
    assertThat(OffsetTag.lows("\"0:12-3:0-17:9000000000\""))
        .isEqualTo(Map.of(0, 12L, 3, 0L, 17, 9_000_000_000L));
  }

  @Test
  void whatIsAppliedAboveAMarkIsNone() {
    assertThat(OffsetTag.lows("\"0:12+20.30+1000.61000/x696e6b-3:7+9.12/x746561\""))
        .isEqualTo(Map.of(0, 12L, 3, 7L));
  }

  @Test
  void aLedgerThatIsNotBegunHasNoMarks() {
    assertThat(OffsetTag.lows("\"\"")).isEmpty();
    assertThat(OffsetTag.lows("")).isEmpty();
  }
}
