package io.salesledger.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.PaymentInfo;
import io.salesledger.PaymentKind;
import io.salesledger.contract.LedgerSettings;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Given this row, then this payment, or this reason why it is none. */
class PaymentMapperTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final String AT = "2010-12-01T08:26:00Z";

  private final PaymentMapper mapper =
      new PaymentMapper(
          new Mapping(
              Columns.parse("order=o,product=p,price=c,time=t"),
              EventTimes.of(null, "UTC"),
              new LedgerSettings.Currency("CNY", 2)),
          Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void a_row_is_the_payment_of_its_columns() {
    PaymentInfo payment = accepted(row());

    assertThat(payment.getOrderId()).isEqualTo("536365");
    assertThat(payment.getProductId()).isEqualTo("85123A");
    assertThat(payment.getProductPrice()).isEqualTo(new BigDecimal("2.55"));
    assertThat(payment.getQuantity()).isEqualTo(6);
    assertThat(payment.getTimestamp()).isEqualTo(Instant.parse(AT));
    assertThat(payment.getKind()).isEqualTo(PaymentKind.PAYMENT);
    assertThat(payment.getCurrency()).isNull();
    assertThat(payment.getReverses()).isNull();
  }

  @Test
  void a_negative_quantity_is_a_refund_of_that_many() {
    PaymentInfo payment = accepted(row(Column.QUANTITY, "-3"));

    assertThat(payment.getKind()).isEqualTo(PaymentKind.REFUND);
    assertThat(payment.getQuantity()).isEqualTo(3);
    assertThat(payment.getProductPrice()).isEqualTo(new BigDecimal("2.55"));
  }

  @Test
  void without_a_quantity_it_is_one() {
    Map<Column, String> row = row();
    row.remove(Column.QUANTITY);

    assertThat(accepted(row).getQuantity()).isEqualTo(1);
  }

  @Test
  void blanks_around_any_text_are_none_of_it() {
    Map<Column, String> row = row(Column.PRODUCT, " 85123A\t");
    row.put(Column.ORDER, " 536 365 ");

    assertThat(accepted(row).getProductId()).isEqualTo("85123A");
    assertThat(accepted(row).getOrderId()).isEqualTo("536 365");
  }

  @Test
  void a_character_of_two_halves_is_one() {
    assertThat(accepted(row(Column.PRODUCT, "\uD83C\uDF75")).getProductId()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"0,0.00", "1.230,1.23", "5,5.00", ".5,0.50", "+5.,5.00", "' 2.5 ',2.50", "0.10,0.10"})
  void a_price_is_exact(String text, BigDecimal price) {
    assertThat(accepted(row(Column.PRICE, text)).getProductPrice()).isEqualTo(price);
  }

  @ParameterizedTest
  @CsvSource({
    "PRICE,-0.01,NEGATIVE_PRICE",
    "PRICE,1.234,FRACTIONAL_PRICE",
    "PRICE,0.001,FRACTIONAL_PRICE",
    "PRICE,'',BAD_PRICE",
    "PRICE,£5,BAD_PRICE",
    "PRICE,'1,000.00',BAD_PRICE",
    "PRICE,NaN,BAD_PRICE",
    "PRICE,1e2,BAD_PRICE",
    "PRICE,.,BAD_PRICE",
    "PRICE,１２.５０,BAD_PRICE",
    "PRICE,1e999999999,BAD_PRICE",
    "PRICE,1e-999999999,BAD_PRICE",
    "PRICE,1e2147483647,BAD_PRICE",
    "PRICE,10000000000.01,LARGE_AMOUNT",
    "PRICE,1666666666.67,LARGE_AMOUNT",
    "QUANTITY,0,ZERO_QUANTITY",
    "QUANTITY,-0,ZERO_QUANTITY",
    "QUANTITY,1.5,BAD_QUANTITY",
    "QUANTITY,'',BAD_QUANTITY",
    "QUANTITY,six,BAD_QUANTITY",
    "QUANTITY,1e3,BAD_QUANTITY",
    "QUANTITY,٣,BAD_QUANTITY",
    "QUANTITY,2147483648,BAD_QUANTITY",
    "QUANTITY,-2147483648,BAD_QUANTITY",
    "QUANTITY,1e999999999,BAD_QUANTITY",
    "PRODUCT,'',EMPTY_PRODUCT",
    "PRODUCT,'  ',EMPTY_PRODUCT",
    "PRODUCT,a\uFFFDb,NOT_UTF8",
    "PRODUCT,\uD800,NOT_UTF8",
    "ORDER,a\uDC00b,NOT_UTF8",
    "TIME,'',BAD_TIME",
    "TIME,yesterday,BAD_TIME",
    "TIME,2010-06-31T00:00:00Z,BAD_TIME",
    "TIME,1999-12-31T23:59:59.999Z,EARLY_TIME",
    "TIME,1291191960,EARLY_TIME",
    "TIME,2026-01-01T00:05:00.001Z,FUTURE_TIME",
    "CURRENCY,GBP,OTHER_CURRENCY",
    "CURRENCY,cny,OTHER_CURRENCY",
  })
  void a_row_that_cannot_be_a_payment_is_rejected_for_its_reason(
      Column column, String text, RejectReason reason) {
    assertThat(rejected(row(column, text))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource({
    "PRICE,1666666666.66",
    "QUANTITY,2147483647",
    "QUANTITY,6.0",
    "TIME,2000-01-01T00:00:00Z",
    "TIME,2026-01-01T00:05:00Z",
    "TIME,946684800000",
    "ORDER,''"
  })
  void what_is_just_within_the_bounds_is_a_payment(Column column, String text) {
    assertThat(accepted(row(column, text)).getProductId()).isEqualTo("85123A");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CNY", " CNY "})
  void a_currency_that_the_row_names_is_kept(String text) {
    assertThat(accepted(row(Column.CURRENCY, text)).getCurrency()).isEqualTo("CNY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void a_row_that_names_no_currency_leaves_it_to_the_ledger(String text) {
    assertThat(accepted(row(Column.CURRENCY, text)).getCurrency()).isNull();
  }

  @Test
  void a_product_is_at_most_256_bytes_of_utf8() {
    assertThat(accepted(row(Column.PRODUCT, "é".repeat(128))).getProductId()).hasSize(128);
    assertThat(rejected(row(Column.PRODUCT, "é".repeat(128) + "x")))
        .isEqualTo(RejectReason.LONG_PRODUCT);
    assertThat(rejected(row(Column.ORDER, "x".repeat(1025)))).isEqualTo(RejectReason.LONG_ORDER);
  }

  @ParameterizedTest
  @CsvSource({"'12,50'", "'1,000.00'", "'1.000,00'"})
  void a_comma_in_a_price_is_told(String text) {
    assertThat(mapper.map(source(row(Column.PRICE, text))))
        .isEqualTo(
            new MappedRow.Rejected(
                RejectReason.BAD_PRICE,
                "'" + text + "' has a comma; right would be, say, 1250.00"));
  }

  @Test
  void a_defective_row_is_rejected_with_its_defect() {
    SourceRow row = SourceRow.defective(7, "3 fields where the header has 8", () -> "a,b,c");

    assertThat(mapper.map(row))
        .isEqualTo(
            new MappedRow.Rejected(RejectReason.UNREADABLE_ROW, "3 fields where the header has 8"));
  }

  @Property
  void every_amount_up_to_the_largest_is_kept_to_the_cent(
      @ForAll @LongRange(min = 0, max = 1_000_000_000_000L) long priceMinor) {
    String text = priceMinor / 100 + "." + String.format("%02d", priceMinor % 100);
    Map<Column, String> row = row(Column.PRICE, text);
    row.put(Column.QUANTITY, "1");

    assertThat(accepted(row).getProductPrice().unscaledValue().longValueExact())
        .isEqualTo(priceMinor);
  }

  private PaymentInfo accepted(Map<Column, String> row) {
    MappedRow mapped = mapper.map(source(row));
    assertThat(mapped).isInstanceOf(MappedRow.Accepted.class);
    return ((MappedRow.Accepted) mapped).payment();
  }

  private RejectReason rejected(Map<Column, String> row) {
    MappedRow mapped = mapper.map(source(row));
    assertThat(mapped).isInstanceOf(MappedRow.Rejected.class);
    return ((MappedRow.Rejected) mapped).reason();
  }

  private static SourceRow source(Map<Column, String> row) {
    return SourceRow.of(2, row::get, row::toString);
  }

  private static Map<Column, String> row() {
    Map<Column, String> row = new EnumMap<>(Column.class);
    row.put(Column.ORDER, "536365");
    row.put(Column.PRODUCT, "85123A");
    row.put(Column.PRICE, "2.55");
    row.put(Column.QUANTITY, "6");
    row.put(Column.TIME, AT);
    return row;
  }

  private static Map<Column, String> row(Column column, String text) {
    Map<Column, String> row = row();
    row.put(column, text);
    return row;
  }
}
