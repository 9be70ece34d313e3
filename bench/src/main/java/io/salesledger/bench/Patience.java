package io.salesledger.bench;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.parts.Waiting;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How long a contender may take: bounds on hanging, that a slow and busy machine keeps well within.
 * Immutable.
 *
 * @param start until the broker hands out its first payment
 * @param work from then until it is done
 */
record Patience(Duration start, Duration work) {
  /** Each, of a contender that has little to do. */
  private static final Duration LEAST = Duration.ofMinutes(15);

  /** Slower than this many payments a second nobody is. */
  private static final long LEAST_RATE = 2_000;

  /** Anyone's, for so many payments. */
  static Patience with(long records) {
    return new Patience(LEAST, LEAST.plusSeconds(records / LEAST_RATE));
  }

  /**
   * Waits until a contender is done. A slow start takes nothing from what its payments may take.
   *
   * @param what does not come, for the message
   * @param begun whether the broker has handed out a payment
   * @param done whether it is done
   * @throws LedgerFailure if it does not begin, or is not done, in time
   */
  void await(
      Waiting waiting, String what, long pollMillis, BooleanSupplier begun, BooleanSupplier done) {
    waiting.until(
        "first payment asked of the broker",
        start,
        pollMillis,
        () -> done.getAsBoolean() || begun.getAsBoolean());
    waiting.until(what, work, pollMillis, done);
  }
}
