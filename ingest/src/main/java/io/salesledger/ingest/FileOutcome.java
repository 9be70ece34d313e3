package io.salesledger.ingest;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How the import of one file stands after a run. Immutable.
 *
 * @param file as the user named it
 * @param resumable whether it can go on where it stopped; what can be read once only can't
 * @param earlier how far it was when the run began; of a stream, the beginning
 * @param now how far it is
 * @param firstReject line and reason of the first row that this run rejected, if it did
 */
record FileOutcome(
    String file,
    boolean resumable,
    ImportProgress earlier,
    ImportProgress now,
    Optional<String> firstReject) {

  /** What this run did. */
  Tally ofThisRun() {
    return now.tally().minus(earlier.tally());
  }

  /** Whether it was imported whole before the run began. */
  boolean wasDone() {
    return earlier.done();
  }

  /** Whether this run went on with what an earlier one had begun. */
  boolean wentOn() {
    return !wasDone() && earlier.line() > 0;
  }

  /** What is wrong with it, if not one of its rows was a payment; each run of it says so. */
  Optional<String> noPayments() {
    if (!now.done() || now.tally().appended() > 0 || now.tally().read() == 0) {
      return Optional.empty();
    }
    String reasons =
        now.tally().rejected().keySet().stream()
            .map(RejectReason::label)
            .collect(Collectors.joining(", "));
    return Optional.of(
        String.format(
            Locale.ROOT,
            "no row of %s was a payment: %,d rejected, %s; are the columns right?",
            file,
            now.tally().rejectedTotal(),
            firstReject.map(first -> "the first on " + first).orElse("for " + reasons)));
  }

  /** For people: what the figures of the run alone don't say; empty if nothing. */
  String note() {
    if (wasDone()) {
      return String.format(
          Locale.ROOT,
          "%s was imported before%s: %,d payments, %,d rejected; nothing was appended"
              + " (--again imports it once more)",
          file,
          ordinal(),
          now.tally().appended(),
          now.tally().rejectedTotal());
    }
    if (wentOn()) {
      return String.format(
          Locale.ROOT,
          "%s went on after line %,d%s; with earlier runs: read %,d rows, appended %,d payments,"
              + " rejected %,d",
          file,
          earlier.line(),
          ordinal(),
          now.tally().read(),
          now.tally().appended(),
          now.tally().rejectedTotal());
    }
    if (now.done() && now.tally().read() == 0) {
      return file + " has no rows: nothing to append";
    }
    return now.number() > 1 ? file + " is imported again" + ordinal() : "";
  }

  private String ordinal() {
    return now.number() > 1 ? " (import " + now.number() + " of it)" : "";
  }
}
