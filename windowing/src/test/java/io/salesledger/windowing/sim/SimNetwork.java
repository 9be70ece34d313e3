package io.salesledger.windowing.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/** What is under way between workers, and to Redis. */
final class SimNetwork {
  /** Something that happens later; of the same moment in the order in which it was sent. */
  private record Arrival(long atMillis, long number, Runnable what) {}

  private final SimClock clock;
  private final Chance chance;
  private final Map<SimWorker, Long> lastArrivals = new HashMap<>();
  private final PriorityQueue<Arrival> arrivals =
      new PriorityQueue<>(
          (one, other) ->
              one.atMillis != other.atMillis
                  ? Long.compare(one.atMillis, other.atMillis)
                  : Long.compare(one.number, other.number));
  private long sent;

  SimNetwork(SimClock clock, Chance chance) {
    this.clock = clock;
    this.chance = chance;
  }

  /** Arrives at a worker, behind what was sent to it before. */
  void send(SimWorker to, Runnable what) {
    int delay = chance.oneIn(10) ? chance.between(0, 800) : chance.between(0, 60);
    long at = Math.max(clock.elapsed() + delay, lastArrivals.getOrDefault(to, 0L));
    lastArrivals.put(to, at);
    arrivals.add(new Arrival(at, ++sent, () -> to.deliver(what)));
  }

  /** Happens within so many milliseconds. */
  void later(int mostMillis, Runnable what) {
    arrivals.add(new Arrival(clock.elapsed() + chance.between(1, mostMillis), ++sent, what));
  }

  /** What is due arrives. */
  void arrive() {
    while (!arrivals.isEmpty() && arrivals.peek().atMillis <= clock.elapsed()) {
      arrivals.poll().what.run();
    }
  }

  /** All of it is lost. */
  void clear() {
    arrivals.clear();
  }
}
