package io.salesledger.ingest;

import io.salesledger.contract.LedgerFailure;
import java.time.Clock;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Appends generated payments at an even rate, until all are, the first failure or a request to
 * stop. Runs once, on one thread.
 */
final class GenerateRun {
  private static final int PROGRESS_PAYMENTS = 256;

  private final PaymentGenerator generator;
  private final PaymentLog log;
  private final Progress progress;
  private final StopSignal stop;
  private final Clock clock;
  private final LongSupplier nanoClock;
  private long generated;

  GenerateRun(
      PaymentGenerator generator,
      PaymentLog log,
      Progress progress,
      StopSignal stop,
      Clock clock,
      LongSupplier nanoClock) {
    this.generator = generator;
    this.log = log;
    this.progress = progress;
    this.stop = stop;
    this.clock = clock;
    this.nanoClock = nanoClock;
  }

  /** What came of it, a failure included: what was appended before stays appended. */
  GenerateReport run(double ratePerSecond, long count) {
    long startNanos = nanoClock.getAsLong();
    Pace pace = new Pace(ratePerSecond, startNanos);
    Optional<LedgerFailure> failure = Optional.empty();
    try {
      while (generated < count && !stop.isRequested()) {
        appendUntil(Math.min(count, pace.due(nanoClock.getAsLong())));
        if (generated < count) {
          stop.await(pace.nanosUntilNext(generated, nanoClock.getAsLong()));
        }
      }
    } catch (LedgerFailure e) {
      failure = Optional.of(e);
    }
    try {
      log.flush();
    } catch (LedgerFailure e) {
      failure = failure.or(() -> Optional.of(e));
    }
    return new GenerateReport(
        generated, log.appended(), (nanoClock.getAsLong() - startNanos) / 1e9, failure);
  }

  private void appendUntil(long due) {
    while (generated < due && !stop.isRequested()) {
      log.append(generator.next(clock.millis()));
      generated++;
      if (generated % PROGRESS_PAYMENTS == 0) {
        progress.at(generated, log.appended());
      }
    }
    progress.at(generated, log.appended());
  }
}
