package io.salesledger.queryapi.rest;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Leaves Redis to others as long as an answer has kept it busy, so that costly answers one after
 * another take half of its time at most. Thread-safe.
 *
 * @param nanoTime as of {@link System#nanoTime()}
 * @param later runs what it is given, so much later
 */
record Rest(LongSupplier nanoTime, BiConsumer<Duration, Runnable> later) {
  /** An answer that took longer than this mostly waited for Redis itself. */
  private static final Duration LONGEST = Duration.ofSeconds(1);

  static Rest none() {
    return new Rest(() -> 0, (pause, next) -> next.run());
  }

  static Rest on(Vertx vertx) {
    return new Rest(
        System::nanoTime,
        // A timer of Vert.x waits at least one.
        (pause, next) -> vertx.setTimer(pause.toMillis() + 1, timer -> next.run()));
  }

  /** Goes on when it has rested from an answer begun at {@code beganNanos} and done now. */
  void from(long beganNanos, Runnable next) {
    Duration took = Duration.ofNanos(nanoTime.getAsLong() - beganNanos);
    later.accept(took.compareTo(LONGEST) < 0 ? took : LONGEST, next);
  }
}
