package io.salesledger.windowing.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.salesledger.windowing.core.PaymentRules.Kind;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule of a payment at its boundary, and the order in which they are told. */
class PaymentRulesTest {
  private static final long APPENDED = Instant.parse("2025-10-22T04:23:10Z").toEpochMilli();

  private final PaymentRules rules = new PaymentRules("CNY");

  @Test
  void an_ordinary_payment_breaks_none() {
    assertThat(new Given().broken()).isEmpty();
    assertThat(new Given().kind(Kind.REFUND).broken()).isEmpty();
  }

  @Test
  void an_unknown_kind_is_refused() {
    assertThat(new Given().kind(Kind.UNKNOWN).broken()).contains(QuarantineReason.UNKNOWN_KIND);
  }

  @Test
  void a_foreign_currency_is_refused() {
    assertThat(new Given().foreign().broken()).contains(QuarantineReason.FOREIGN_CURRENCY);
  }

  @Test
  void a_price_is_not_negative_but_may_be_nothing() {
    assertThat(new Given().price(0).broken()).isEmpty();
    assertThat(new Given().price(-1).broken()).contains(QuarantineReason.NEGATIVE_PRICE);
  }

  @Test
  void a_quantity_is_at_least_one() {
    assertThat(new Given().quantity(1).broken()).isEmpty();
    assertThat(new Given().quantity(0).broken()).contains(QuarantineReason.BAD_QUANTITY);
    assertThat(new Given().quantity(-1).broken()).contains(QuarantineReason.BAD_QUANTITY);
    assertThat(new Given().quantity(Integer.MIN_VALUE).broken())
        .contains(QuarantineReason.BAD_QUANTITY);
  }

  @ParameterizedTest
  @CsvSource({"0,false", "1,true", "256,true", "257,false"})
  void a_product_id_is_one_to_256_bytes_long(int bytes, boolean valid) {
    assertThat(new Given().productIdBytes(bytes).broken())
        .isEqualTo(valid ? Optional.empty() : Optional.of(QuarantineReason.BAD_PRODUCT_ID));
  }

  @ParameterizedTest
  @CsvSource({
    "1000000000000,1,true",
    "1000000000001,1,false",
    "500000000000,2,true",
    "500000000001,2,false",
    "333333333333,3,true",
    "333333333334,3,false",
    "465,2147483647,true",
    "466,2147483647,false",
    "0,2147483647,true",
    "9223372036854775807,1,false",
    "9223372036854775807,2,false",
    "4611686018427387904,2,false"
  })
  void an_amount_is_at_most_a_million_million_minor_units(long price, int quantity, boolean valid) {
    assertThat(new Given().price(price).quantity(quantity).broken())
        .isEqualTo(valid ? Optional.empty() : Optional.of(QuarantineReason.AMOUNT_TOO_LARGE));
  }

  @Test
  void a_price_beyond_a_long_is_too_large_or_negative_by_its_sign() {
    assertThat(new Given().priceBeyondLong(Long.MAX_VALUE).broken())
        .contains(QuarantineReason.AMOUNT_TOO_LARGE);
    assertThat(new Given().priceBeyondLong(Long.MIN_VALUE).broken())
        .contains(QuarantineReason.NEGATIVE_PRICE);
  }

  @ParameterizedTest
  @CsvSource({
    "1999-12-31T23:59:59.999Z,false",
    "2000-01-01T00:00:00Z,true",
    "2025-10-22T04:23:10Z,true",
    "2025-10-22T04:28:10Z,true",
    "2025-10-22T04:28:10.001Z,false",
    "1969-12-31T23:59:59Z,false",
    "9999-12-31T23:59:59Z,false"
  })
  void an_event_is_from_2000_on_and_at_most_five_minutes_after_its_append(
      Instant event, boolean valid) {
    assertThat(new Given().event(event.toEpochMilli()).broken())
        .isEqualTo(valid ? Optional.empty() : Optional.of(QuarantineReason.BAD_TIMESTAMP));
  }

  /** A broker that takes over a producer's own times says no better. */
  @Test
  void an_event_is_not_after_9999_whenever_it_was_appended() {
    long farMillis = Instant.parse("+12345-01-01T00:00:00Z").toEpochMilli();
    assertThat(new Given().appended(farMillis).event(253_402_300_799_999L).broken()).isEmpty();
    assertThat(new Given().appended(farMillis).event(253_402_300_800_000L).broken())
        .contains(QuarantineReason.BAD_TIMESTAMP);
    assertThat(new Given().appended(Long.MAX_VALUE).event(farMillis).broken())
        .contains(QuarantineReason.BAD_TIMESTAMP);
  }

  @Test
  void the_farthest_timestamps_are_bad_ones() {
    assertThat(new Given().event(Long.MAX_VALUE).broken()).contains(QuarantineReason.BAD_TIMESTAMP);
    assertThat(new Given().event(Long.MIN_VALUE).broken()).contains(QuarantineReason.BAD_TIMESTAMP);
  }

  @Test
  void of_several_broken_rules_the_first_in_a_fixed_order_is_told() {
    Given given =
        new Given().kind(Kind.UNKNOWN).foreign().price(-1).quantity(0).productIdBytes(0).event(0);

    assertThat(given.broken()).contains(QuarantineReason.UNKNOWN_KIND);
    assertThat(given.kind(Kind.REFUND).broken()).contains(QuarantineReason.FOREIGN_CURRENCY);
    assertThat(given.own().broken()).contains(QuarantineReason.NEGATIVE_PRICE);
    assertThat(given.price(Long.MAX_VALUE).broken()).contains(QuarantineReason.BAD_QUANTITY);
    assertThat(given.quantity(1).broken()).contains(QuarantineReason.BAD_PRODUCT_ID);
    assertThat(given.productIdBytes(1).broken()).contains(QuarantineReason.AMOUNT_TOO_LARGE);
    assertThat(given.price(1).broken()).contains(QuarantineReason.BAD_TIMESTAMP);
    assertThat(given.event(APPENDED).broken()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2025-10-22T04:23:00Z,2025-10-22T04:23:59.999Z,false",
    "2025-10-22T04:23:59.999Z,2025-10-22T04:24:00Z,true",
    "2025-10-22T04:23:00Z,2025-10-22T04:24:00Z,true",
    "2025-10-22T04:24:00Z,2025-10-22T04:23:59Z,false"
  })
  void a_payment_is_late_once_its_minute_has_ended(Instant event, Instant appended, boolean late) {
    assertThat(PaymentRules.isLate(event.toEpochMilli(), appended.toEpochMilli())).isEqualTo(late);
  }

  @ParameterizedTest
  @CsvSource({
    "2025-10-22T04:23:00Z,2025-10-22T04:23:00Z",
    "2025-10-22T04:23:59.999Z,2025-10-22T04:23:00Z",
    "2025-10-22T04:24:00Z,2025-10-22T04:24:00Z"
  })
  void a_minute_begins_where_the_clock_of_utc_says(Instant event, Instant minute) {
    assertThat(PaymentRules.minuteOf(event.toEpochMilli())).isEqualTo(minute.toEpochMilli());
  }

  @Test
  void an_over_long_detail_is_cut() {
    assertThat(new QuarantineEntry(1, 1, QuarantineReason.UNDECODABLE, "x".repeat(500)).detail())
        .hasSize(200);
  }

  /** A valid payment, and what a test makes of it. */
  private final class Given {
    private Kind kind = Kind.PAYMENT;
    private boolean foreign;
    private boolean fits = true;
    private long price = 12_500;
    private int quantity = 1;
    private int productIdBytes = 10;
    private long event = APPENDED;
    private long appended = APPENDED;

    Given kind(Kind given) {
      kind = given;
      return this;
    }

    Given foreign() {
      foreign = true;
      return this;
    }

    Given own() {
      foreign = false;
      return this;
    }

    Given price(long minor) {
      price = minor;
      return this;
    }

    Given priceBeyondLong(long sameSign) {
      price = sameSign;
      fits = false;
      return this;
    }

    Given quantity(int given) {
      quantity = given;
      return this;
    }

    Given productIdBytes(int given) {
      productIdBytes = given;
      return this;
    }

    Given event(long millis) {
      event = millis;
      return this;
    }

    Given appended(long millis) {
      appended = millis;
      return this;
    }

    Optional<QuarantineReason> broken() {
      return rules.broken(kind, foreign, fits, price, quantity, productIdBytes, event, appended);
    }
  }
}
