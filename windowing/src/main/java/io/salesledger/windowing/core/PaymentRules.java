package io.salesledger.windowing.core;

import java.util.Optional;

/**
 * What a payment must be to be counted. Judged by the record and the configuration alone.
 *
 * @param currency the ledger's own, ISO 4217; a payment without one is in it
 */
public record PaymentRules(String currency) {
  /** The largest amount of one payment: 10^12 minor units. */
  public static final long MAX_AMOUNT_MINOR = 1_000_000_000_000L;

  /** The longest productId in UTF-8 bytes. */
  public static final int MAX_PRODUCT_ID_BYTES = 256;

  /** 2000-01-01T00:00:00Z. */
  public static final long OLDEST_EVENT_MILLIS = 946_684_800_000L;

  /** The end of 9999: where a broker does not say itself when it took a record. */
  public static final long NEWEST_EVENT_MILLIS = 253_402_300_799_999L;

  /** How far a producer's clock may run ahead of the broker's. */
  public static final long MAX_AHEAD_MILLIS = 5 * 60_000L;

  /** Milliseconds in a minute bucket. */
  public static final long MINUTE_MILLIS = 60_000L;

  /** What a payment is counted as. */
  public enum Kind {
    /** Added: a sale. */
    PAYMENT,
    /** Subtracted, amount and units: a sale taken back. */
    REFUND,
    /** Not counted: a kind that this reader does not know. */
    UNKNOWN
  }

  /**
   * The first rule that a payment breaks, in this fixed order, or empty.
   *
   * @param priceFits whether the price fits a long of minor units
   * @param productIdBytes its length in UTF-8
   */
  public Optional<QuarantineReason> broken(
      Kind kind,
      boolean foreignCurrency,
      boolean priceFits,
      long priceMinor,
      int quantity,
      int productIdBytes,
      long eventMillis,
      long appendMillis) {
    if (kind == Kind.UNKNOWN) {
      return Optional.of(QuarantineReason.UNKNOWN_KIND);
    }
    if (foreignCurrency) {
      return Optional.of(QuarantineReason.FOREIGN_CURRENCY);
    }
    if (priceMinor < 0) {
      return Optional.of(QuarantineReason.NEGATIVE_PRICE);
    }
    if (quantity < 1) {
      return Optional.of(QuarantineReason.BAD_QUANTITY);
    }
    if (productIdBytes < 1 || productIdBytes > MAX_PRODUCT_ID_BYTES) {
      return Optional.of(QuarantineReason.BAD_PRODUCT_ID);
    }
    if (!priceFits || priceMinor > MAX_AMOUNT_MINOR / quantity) {
      return Optional.of(QuarantineReason.AMOUNT_TOO_LARGE);
    }
    if (eventMillis < OLDEST_EVENT_MILLIS
        || eventMillis > Math.min(appendMillis + MAX_AHEAD_MILLIS, NEWEST_EVENT_MILLIS)) {
      return Optional.of(QuarantineReason.BAD_TIMESTAMP);
    }
    return Optional.empty();
  }

  /**
   * Whether a payment came late: its minute had ended when the log took it. Like every decision
   * here it depends on the record alone, not on what was folded before it.
   */
  public static boolean isLate(long eventMillis, long appendMillis) {
    return minuteOf(eventMillis) < minuteOf(appendMillis);
  }

  /** The start of the UTC minute of this instant, in epoch milliseconds. */
  public static long minuteOf(long epochMillis) {
    return Math.floorDiv(epochMillis, MINUTE_MILLIS) * MINUTE_MILLIS;
  }
}
