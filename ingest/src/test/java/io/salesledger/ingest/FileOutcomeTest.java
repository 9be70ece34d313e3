package io.salesledger.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is told of a file beside the figures of the run. */
class FileOutcomeTest {
  private static final ImportProgress BEGUN = ImportProgress.begin("orders.csv", 1, 0);

  @Test
  void a_file_of_a_header_alone_is_imported_and_that_is_told() {
    FileOutcome outcome = outcome(Tally.NONE);

    assertThat(outcome.noPayments()).isEmpty();
    assertThat(outcome.note()).isEqualTo("orders.csv has no rows: nothing to append");
  }

  @Test
  void a_file_whose_every_row_is_rejected_is_a_failure() {
    FileOutcome outcome = outcome(new Tally(3, 0, Map.of(RejectReason.BAD_PRICE, 3L)));

    assertThat(outcome.noPayments())
        .contains(
            "no row of orders.csv was a payment: 3 rejected, for price is not a number; are the"
                + " columns right?");
    assertThat(outcome.note()).isEmpty();
  }

  private static FileOutcome outcome(Tally tally) {
    return new FileOutcome(
        "orders.csv", true, BEGUN, BEGUN.further(0, tally.read(), tally, true), Optional.empty());
  }
}
