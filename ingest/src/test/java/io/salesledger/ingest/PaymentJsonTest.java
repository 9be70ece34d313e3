package io.salesledger.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A payment as JSON, with the fields that {@code ledger tail} prints. */
class PaymentJsonTest {
  private static final Instant NOW = Instant.parse("2025-10-22T04:23:10Z");
  private static final String START =
      "{\"orderId\": \"A1\", \"productId\": \"PRODUCTID5\", \"productPrice\": \"125.00\","
          + " \"timestamp\": \"2025-10-22T04:21:43.296Z\"";

  private final PaymentJson json =
      new PaymentJson(new LedgerSettings.Currency("CNY", 2), Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void the_four_fields_that_are_needed_make_a_sale_of_one() {
    PaymentInfo payment = json.read(START + "}");

    assertThat(payment.getOrderId()).isEqualTo("A1");
    assertThat(payment.getProductId()).isEqualTo("PRODUCTID5");
    assertThat(payment.getProductPrice()).isEqualTo(new BigDecimal("125.00"));
    assertThat(payment.getTimestamp()).isEqualTo(Instant.parse("2025-10-22T04:21:43.296Z"));
    assertThat(payment.getQuantity()).isEqualTo(1);
    assertThat(payment.getKind()).isEqualTo(PaymentKind.PAYMENT);
    assertThat(payment.getReverses()).isNull();
  }

  @Test
  void a_line_of_tail_is_taken_as_it_is() {
    PaymentInfo payment =
        json.read(
            "{\"partition\":3,\"offset\":17,\"schemaVersion\":3,\"appendTime\":\"x\",\"key\":\"k\","
                + START.substring(1)
                + ",\"quantity\":2,\"currency\":\"CNY\",\"kind\":\"REFUND\",\"reverses\":\"A0\"}");

    assertThat(payment.getQuantity()).isEqualTo(2);
    assertThat(payment.getCurrency()).isEqualTo("CNY");
    assertThat(payment.getKind()).isEqualTo(PaymentKind.REFUND);
    assertThat(payment.getReverses()).isEqualTo("A0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ",\"quantity\":-2,\"kind\":\"REFUND\"} | a negative quantity beside a kind",
        ",\"kind\":\"GIFT\"} | kind GIFT is neither PAYMENT nor REFUND",
        ",\"currency\":\"USD\"} | another currency (USD, the ledger's is CNY)",
        ",\"quantity\":0} | quantity 0 (0)",
        ",\"quantity\":1.5} | quantity is not a whole number (1.5)",
        ",\"qty\":2} | unknown field 'qty'",
        ",\"reverses\":7} | reverses is no orderId",
        " extra} | not JSON: ",
        "}} | not JSON: ",
      })
  void what_would_not_be_counted_is_refused(String end, String why) {
    assertRefused(START + end, why);
  }

  @Test
  void wrong_values_and_missing_fields_are_told() {
    assertRefused("", "not JSON: ");
    assertRefused("[]", "not a JSON object");
    assertRefused("{}", "orderId is missing");
    assertRefused(START.replace("A1\",", "A1\", \"x\": {},") + "}", "unknown field 'x'");
    assertRefused(START.replace("125.00", "-125.00") + "}", "negative price (-125.00)");
    assertRefused(START.replace("125.00", "1.001") + "}", "price with more than two decimals");
    assertRefused(START.replace("\"125.00\"", "{\"a\":1}") + "}", "'productPrice' is an object");
    assertRefused(START.replace("\"PRODUCTID5\"", "[1]") + "}", "'productId' is an array");
    assertRefused(START + ",\"orderId\":\"A2\"}", "not JSON: Duplicate field 'orderId'");
    assertRefused(START.replace("PRODUCTID5", "") + "}", "empty product");
    assertRefused(START.replace("2025-10-22", "2025-10-23") + "}", "time in the future");
    assertRefused(START.replace("2025-10-22", "1999-10-22") + "}", "time before 2000-01-01");
    assertRefused(START.replace("2025-10-22", "soon") + "}", "time cannot be read");
    assertRefused(
        START.replace("\"productId\": \"PRODUCTID5\"", "\"productId\": null") + "}",
        "productId is missing");
  }

  private void assertRefused(String text, String why) {
    assertThatThrownBy(() -> json.read(text))
        .isInstanceOfSatisfying(
            LedgerFailure.class,
            failure -> {
              assertThat(failure.kind()).isEqualTo(LedgerFailure.Kind.USAGE);
              assertThat(failure.getMessage())
                  .startsWith("bad payment: " + why)
                  .doesNotContain("\n");
            });
  }
}
