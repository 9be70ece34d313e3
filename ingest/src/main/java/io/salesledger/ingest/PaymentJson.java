package io.salesledger.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One payment as JSON, its fields named as {@code ledger tail} prints them; what else such a line
 * tells of its record is passed over. Checked as a row of an import is. Immutable; any thread may
 * call it.
 */
final class PaymentJson {
  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build()
          .readerFor(JsonNode.class);

  private static final String KIND = "kind";
  private static final String REVERSES = "reverses";
  private static final Map<Column, String> NAMES =
      Map.of(
          Column.ORDER, "orderId",
          Column.PRODUCT, "productId",
          Column.PRICE, "productPrice",
          Column.TIME, "timestamp",
          Column.QUANTITY, "quantity",
          Column.CURRENCY, "currency");
  private static final List<String> REQUIRED =
      List.of("orderId", "productId", "productPrice", "timestamp");
  private static final Set<String> OF_THE_RECORD =
      Set.of("partition", "offset", "schemaVersion", "schemaId", "appendTime", "key");

  private final PaymentMapper mapper;

  PaymentJson(LedgerSettings.Currency currency, Clock clock) {
    this.mapper = new PaymentMapper(EventTimes.of(null, "UTC"), currency, clock);
  }

  /**
   * The payment of this text.
   *
   * @throws LedgerFailure if it is none, or none that would be counted; says why
   */
  PaymentInfo read(String text) {
    JsonNode json = parse(text);
    checkNames(json);
    MappedRow mapped = mapper.map(SourceRow.of(1, column -> cell(json, column), () -> text));
    if (mapped instanceof MappedRow.Rejected rejected) {
      throw bad(
          rejected.reason().label()
              + (rejected.detail().isEmpty() ? "" : " (" + rejected.detail() + ")"));
    }
    PaymentInfo payment = ((MappedRow.Accepted) mapped).payment();
    setKind(payment, json.get(KIND));
    JsonNode reverses = json.get(REVERSES);
    if (reverses != null && !reverses.isNull()) {
      if (!reverses.isTextual() || reverses.asText().length() > PaymentMapper.MAX_ORDER_BYTES) {
        throw bad("reverses is no orderId");
      }
      payment.setReverses(reverses.asText());
    }
    return payment;
  }

  private static JsonNode parse(String text) {
    JsonNode json;
    try {
      json = JSON.readValue(text);
    } catch (JsonProcessingException e) {
      throw bad("not JSON: " + e.getOriginalMessage());
    }
    if (!json.isObject()) {
      throw bad("not a JSON object");
    }
    return json;
  }

  private static void checkNames(JsonNode json) {
    for (Iterator<String> names = json.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!NAMES.containsValue(name)
          && !OF_THE_RECORD.contains(name)
          && !name.equals(KIND)
          && !name.equals(REVERSES)) {
        throw bad("unknown field '" + name + "'");
      }
    }
    for (String name : REQUIRED) {
      if (!json.hasNonNull(name)) {
        throw bad(name + " is missing");
      }
    }
  }

  private static @Nullable String cell(JsonNode json, Column column) {
    JsonNode value = json.get(NAMES.get(column));
    if (value == null || value.isNull()) {
      return null;
    }
    return value.isValueNode() ? value.asText() : value.toString();
  }

  /** A kind that is told must not contradict the quantity's sign. */
  private static void setKind(PaymentInfo payment, @Nullable JsonNode kind) {
    if (kind == null || kind.isNull()) {
      return;
    }
    boolean refund = kind.asText().equals(PaymentKind.REFUND.name());
    if (!refund && !kind.asText().equals(PaymentKind.PAYMENT.name())) {
      throw bad("kind " + kind.asText() + " is neither PAYMENT nor REFUND");
    }
    if (payment.getKind() == PaymentKind.REFUND) {
      throw bad("a negative quantity beside a kind; a REFUND's quantity is positive");
    }
    payment.setKind(refund ? PaymentKind.REFUND : PaymentKind.PAYMENT);
  }

  private static LedgerFailure bad(String what) {
    return LedgerFailure.usage(
        "bad payment: "
            + what
            + "; right would be, say, {\"orderId\": \"A1\", \"productId\": \"PRODUCTID5\","
            + " \"productPrice\": \"125.00\", \"timestamp\": \"2025-10-22T04:21:43Z\"} and, if need"
            + " be, quantity, currency, kind, reverses");
  }
}
