package io.salesledger.ingest;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Says in one line why payments could not be appended. Immutable; any thread may call it.
 *
 * @param servers where Kafka was looked for
 * @param topic what was appended to
 */
record AppendFailures(String servers, String topic) {

  static AppendFailures of(LedgerSettings.Kafka settings) {
    return new AppendFailures(settings.bootstrapServers(), settings.topic());
  }

  /** The line for what a producer threw. */
  LedgerFailure from(Exception failure) {
    if (failure instanceof TimeoutException || failure.getCause() instanceof TimeoutException) {
      return LedgerFailure.failed(
          "Kafka at " + servers + " no longer answers: " + LedgerFailure.rootMessage(failure),
          failure);
    }
    return LedgerFailure.failed(
        "cannot append to topic " + topic + ": " + LedgerFailure.rootMessage(failure), failure);
  }
}
