package io.salesledger.ingest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.salesledger.contract.LedgerFailure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of generating.
 *
 * @param generated payments made
 * @param appended payments that Kafka has confirmed
 * @param seconds from the first to the last confirmation
 * @param failure why it ended early, if it failed
 */
record GenerateReport(
    long generated, long appended, double seconds, Optional<LedgerFailure> failure) {

  private static final JsonMapper JSON = new JsonMapper();

  /** For people: one line; the seed makes the same payments again. */
  String toText(long seed) {
    return String.format(
        Locale.ROOT,
        "generated %,d payments, appended %,d, in %.1f s (%,.0f payments/s), seed %d",
        generated,
        appended,
        seconds,
        seconds > 0 ? appended / seconds : 0.0,
        seed);
  }

  /** For machines: one line. */
  String toJson(long seed) {
    ObjectNode json = JSON.createObjectNode();
    json.put("generated", generated);
    json.put("appended", appended);
    json.put("seconds", BigDecimal.valueOf(seconds).setScale(3, RoundingMode.HALF_UP));
    json.put("seed", seed);
    failure.ifPresent(f -> json.put("failure", f.getMessage()));
    return json.toString();
  }
}
