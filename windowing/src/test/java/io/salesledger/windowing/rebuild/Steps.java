package io.salesledger.windowing.rebuild;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** A rebuild's steps: noted, held up or stopped where a test wants it. */
final class Steps implements RebuildProgress {
  private final List<String> said = new ArrayList<>();
  private final Set<String> begun = ConcurrentHashMap.newKeySet();
  private final Map<String, Runnable> at = new ConcurrentHashMap<>();
  private volatile boolean stop;
  private long stopAfter = Long.MAX_VALUE;

  /** Does something when that step begins. */
  Steps at(String step, Runnable what) {
    at.put(step, what);
    return this;
  }

  /** Stops once so many offsets are folded. */
  Steps stopAfter(long offsets) {
    stopAfter = offsets;
    return this;
  }

  /** Waits at that step until it is let go. */
  Steps holdAt(String step, CountDownLatch reached, CountDownLatch letGo) {
    return at(
        step,
        () -> {
          reached.countDown();
          try {
            letGo.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  List<String> said() {
    return said;
  }

  @Override
  public void begin(String step, long total) {
    if (begun.add(step)) {
      at.getOrDefault(step, () -> {}).run();
    }
  }

  @Override
  public void advance(long more) {
    stopAfter -= more;
    stop |= stopAfter <= 0;
  }

  @Override
  public boolean isStopRequested() {
    return stop;
  }

  @Override
  public void say(String line) {
    said.add(line);
  }
}
