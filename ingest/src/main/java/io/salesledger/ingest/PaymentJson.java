package io.salesledger.ingest;

import com.fasterxml.jackson.databind.JsonNode;
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
    JsonRow row = parse(text);
    JsonNode json = row.json();
    checkNames(json);
    NAMES.values().stream()
        .flatMap(name -> row.defect(name).stream())
        .sorted()
        .findFirst()
        .ifPresent(
            defect -> {
              throw bad(defect);
            });
    MappedRow mapped = mapper.map(SourceRow.of(1, column -> cell(row, column), () -> text));
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

  private static JsonRow parse(String text) {
    try {
      return JsonRow.parse(text);
    } catch (JsonRow.NoRowException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
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

  private static @Nullable String cell(JsonRow row, Column column) {
    String name = NAMES.get(column);
    return name == null ? null : row.cell(name);
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
