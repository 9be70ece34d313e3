package io.salesledger.contract;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * Money is an integer number of minor units inside (cents, fen) and a plain decimal outside.
 * Stateless; any thread may call it.
 */
public final class Money {
  /**
   * The largest magnitude of any cumulative figure: 2^53 - 1, the largest integer that a double,
   * and so a Redis sorted set's score and a number in a Redis script, holds exactly.
   */
  public static final long MAX_CUMULATIVE_MINOR = (1L << 53) - 1;

  private Money() {}

  /** Minor units as an exact decimal: {@code (42499, 2)} is {@code 424.99}. */
  public static BigDecimal toDecimal(long minorUnits, int scale) {
    return BigDecimal.valueOf(minorUnits, scale);
  }

  /** Minor units as a plain decimal string with exactly {@code scale} digits: {@code "424.99"}. */
  public static String toPlainString(long minorUnits, int scale) {
    return toDecimal(minorUnits, scale).toPlainString();
  }

  /**
   * A decimal as minor units.
   *
   * @throws ArithmeticException if it has more than {@code scale} decimals or does not fit a long
   */
  public static long toMinorUnits(BigDecimal amount, int scale) {
    return amount.setScale(scale, RoundingMode.UNNECESSARY).unscaledValue().longValueExact();
  }
}
