package io.salesledger.ingest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salesledger.contract.LedgerFailure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What came of an import.
 *
 * @param read rows read
 * @param appended payments that Kafka has confirmed
 * @param rejected rows that are no payments, by reason
 * @param seconds from the first row to the last confirmation
 * @param stopped whether it was asked to stop
 * @param failure why it ended early, if it failed
 */
record ImportReport(
    long read,
    long appended,
    Map<RejectReason, Long> rejected,
    double seconds,
    boolean stopped,
    Optional<LedgerFailure> failure) {

  private static final JsonMapper JSON = new JsonMapper();

  long rejectedTotal() {
    return rejected.values().stream().mapToLong(Long::longValue).sum();
  }

  /** For people: the figures, then a line for each reason. */
  String toText() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "read %,d rows, appended %,d payments, rejected %,d, in %.1f s (%,.0f payments/s)",
            read,
            appended,
            rejectedTotal(),
            seconds,
            seconds > 0 ? appended / seconds : 0.0));
    rejected.forEach(
        (reason, count) ->
            text.append(String.format(Locale.ROOT, "%n  rejected %,d: %s", count, reason.label())));
    if (stopped) {
      text.append(String.format("%nstopped early: the rest was not read"));
    }
    return text.toString();
  }

  /** For machines: one line. */
  String toJson() {
    ObjectNode json = JSON.createObjectNode();
    json.put("read", read);
    json.put("appended", appended);
    ObjectNode reasons = json.putObject("rejected");
    rejected.forEach((reason, count) -> reasons.put(reason.code(), count));
    json.put("seconds", BigDecimal.valueOf(seconds).setScale(3, RoundingMode.HALF_UP));
    json.put("stopped", stopped);
    failure.ifPresent(f -> json.put("failure", f.getMessage()));
    return json.toString();
  }
}
