package io.salesledger.local.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What has come of a run so far. Written by the thread of the run, read after its end. */
final class ChaosTally {
  private final AnswerWatch answers = new AnswerWatch();
  private final List<FaultKind> begun = new ArrayList<>();
  private final List<FaultResult> results = new ArrayList<>();
  private Optional<PlainCount.Sums> counted = Optional.empty();
  private long odd;
  private long differences;

  /** A fault is about to be done. */
  void begin(FaultKind kind) {
    begun.add(kind);
  }

  /** It was survived. */
  void end(FaultResult result) {
    results.add(result);
  }

  /** So many records were appended that are not the generator's. */
  void odd(long records) {
    odd += records;
  }

  /** So many figures are not what the log says. */
  void differences(long count) {
    differences += count;
  }

  /** The log was counted apart, and agrees. */
  void counted(PlainCount.Sums sums) {
    counted = Optional.of(sums);
  }

  /** What the API's readers saw. */
  AnswerWatch answers() {
    return answers;
  }

  /** Every fault that was begun, in order. */
  List<FaultKind> begun() {
    return List.copyOf(begun);
  }

  /** Every fault that was survived, in order. */
  List<FaultResult> results() {
    return List.copyOf(results);
  }

  /** Records on the log that are not the generator's. */
  long odd() {
    return odd;
  }

  /** How long the log was when it was verified last. */
  long offsets() {
    return results.isEmpty() ? 0 : results.get(results.size() - 1).offsets();
  }

  long differences() {
    return differences;
  }

  /** The plain count of the whole log; empty: not done. */
  Optional<PlainCount.Sums> counted() {
    return counted;
  }
}
