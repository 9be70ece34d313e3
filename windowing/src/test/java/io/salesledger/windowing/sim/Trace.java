package io.salesledger.windowing.sim;

import java.util.ArrayDeque;
import java.util.Deque;

/** The last events of a run, and a digest of all of them. */
final class Trace {
  private static final int KEPT = 60;

  private final Deque<String> last = new ArrayDeque<>();
  private final SimClock clock;
  private long digest = 17;
  private long events;

  Trace(SimClock clock) {
    this.clock = clock;
  }

  void add(String event) {
    String line = clock.elapsed() + " ms  " + event;
    events++;
    digest = 31 * digest + line.hashCode();
    last.addLast(line);
    if (last.size() > KEPT) {
      last.removeFirst();
    }
  }

  /** Equal for equal runs. */
  long digest() {
    return digest;
  }

  @Override
  public String toString() {
    return "the last " + last.size() + " of " + events + " events:\n  " + String.join("\n  ", last);
  }
}
