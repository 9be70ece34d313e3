package io.salesledger.windowing.rebuild;

import java.time.Duration;
import java.util.Map;

/** Waits until a fold has reached the end of a log that grows meanwhile. Used by one thread. */
final class CatchUp {
  /** Caught up means: with an end of the log that was seen within so long. */
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  /** Kafka is asked at least this often: one that is away is noticed by that. */
  private static final long LOOK_NANOS = Duration.ofSeconds(5).toNanos();

  private static final long PAUSE_MILLIS = 50;

  private final LogFold fold;
  private final SourceLog log;
  private final RebuildProgress progress;

  CatchUp(LogFold fold, SourceLog log, RebuildProgress progress) {
    this.fold = fold;
    this.log = log;
    this.progress = progress;
  }

  /**
   * Waits for it.
   *
   * @throws StoppedException if it was asked to stop
   */
  void await() {
    Map<Integer, Long> ends = log.ends();
    long seenNanos = System.nanoTime();
    long told = fold.covered();
    long total = ends.values().stream().mapToLong(Long::longValue).sum() - told;
    progress.begin("fold", Math.max(0, total));
    while (true) {
      if (progress.isStopRequested()) {
        throw new StoppedException();
      }
      fold.check();
      boolean reached = fold.reached(ends);
      long covered = fold.covered();
      progress.advance(covered - told);
      told = covered;
      long ageNanos = System.nanoTime() - seenNanos;
      if (reached && ageNanos <= FRESH_NANOS) {
        return;
      }
      if (reached || ageNanos > LOOK_NANOS) {
        seenNanos = System.nanoTime();
        ends = log.ends();
      } else {
        Pause.millis(PAUSE_MILLIS);
      }
    }
  }
}
