package io.salesledger.windowing.sim;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One seed from beginning to end: faults first, then quiet, in which everything on the log must
 * come into the views. The same seed gives the same run, event for event.
 */
final class Simulation {
  /** Virtual time in which everything that waits or times out has done so several times. */
  private static final long QUIET_MILLIS = 120_000;

  /** In which a ledger whose log is damaged has said so. */
  private static final long NOTICED_MILLIS = 30_000;

  private static final Pattern TRUNCATED =
      Pattern.compile("-(\\d+) holds offsets \\[(\\d+),\\d+\\), the ledger goes on at (\\d+):");

  private final long seed;
  private final SimWorld world;
  private final Chaos chaos;
  private final Producer producer;

  /** How a run ended. */
  enum Ending {
    /** All that is on the log came into the views. */
    DRAINED,
    /** The ledger says that the log lacks what it needs. */
    STOPPED
  }

  /**
   * What a run came to.
   *
   * @param digest of all events, for comparing runs
   * @param faults how often each happened; without those that did not
   * @param met the same of what faults lead to
   * @param summary a line
   */
  record Result(
      long digest, Map<Fault, Long> faults, Map<Met, Long> met, Ending ending, String summary) {}

  Simulation(long seed) {
    this.seed = seed;
    this.world = new SimWorld(seed);
    this.chaos = new Chaos(world);
    this.producer = new Producer(world);
  }

  /**
   * Runs it.
   *
   * @throws AssertionError with the seed, what does not hold and the last events
   */
  Result run() {
    try {
      world.launch();
      for (int steps = world.chance().between(100, 300); steps > 0; steps--) {
        step();
      }
      Ending ending = becomeQuiet();
      return new Result(
          world.trace().digest(),
          world.chance().done(),
          world.met(),
          ending,
          "seed " + seed + ": " + ending + ", " + world.clock().elapsed() + " ms");
    } catch (RuntimeException | SimWorld.Violation e) {
      throw new AssertionError(
          "seed "
              + seed
              + " (again: -Dledger.sim.seed="
              + seed
              + "): "
              + e.getMessage()
              + "\n"
              + world.trace(),
          e);
    }
  }

  private void step() {
    world.clock().advance(world.chance().between(1, 120));
    world.network().arrive();
    if (!world.chance().isQuiet()) {
      producer.act();
      chaos.act();
    }
    for (SimWorker worker : world.chance().shuffled(world.alive())) {
      if (!world.chance().oneIn(5)) {
        worker.act();
      }
    }
    replaceTheDead();
    if (world.chance().oneIn(4)) {
      world.checker().check();
    }
  }

  /** A supervisor starts a dead worker anew, sooner or later. */
  private void replaceTheDead() {
    for (SimTopology topology : world.topologies()) {
      for (int i = 0; i < topology.workers().size(); i++) {
        if (topology.workers().get(i).isDead() && world.chance().oneIn(15)) {
          topology.replace(i);
        }
      }
    }
  }

  private Ending becomeQuiet() {
    if (world.redis().expired() > 0) {
      world.met(Met.BOARD_EXPIRED);
    }
    world.trace().add("quiet");
    producer.endAll();
    world.chance().becomeQuiet();
    world.redisIsAway(0);
    world.kafkaIsAway(0);
    world.zombies().forEach(SimWorker::kill);
    if (world.topologies().size() > 1 && world.chance().oneIn(2)) {
      world.topologies().subList(0, world.topologies().size() - 1).forEach(this::end);
    }
    if (world.foldedLog() != world.log()) {
      awaitStop();
    }
    if (world.damage().isToBeSaid()) {
      awaitDamageSaid();
    }
    chaos.mend();
    if (!drain() && !isStoppedForTruncation()) {
      world.fail("not everything came into the views: " + world.redis().all());
    }
    world.checker().check();
    return isStoppedForTruncation() ? Ending.STOPPED : Ending.DRAINED;
  }

  private void end(SimTopology topology) {
    world.trace().add(topology.launch().id() + " ends");
    topology.workers().forEach(SimWorker::kill);
    topology.workers().clear();
  }

  /** A topic that was made anew is noticed, and a log that lost its end. */
  private void awaitStop() {
    long until = world.clock().elapsed() + NOTICED_MILLIS;
    while (world.clock().elapsed() < until) {
      step();
    }
    String why = world.redis().hash(world.settings().keys().ledger()).get("broken");
    if (why == null && world.damage().isNone() && world.foldedLog() != world.log()) {
      world.fail("the log is not the one that was folded, and the ledger does not say so");
    }
  }

  /** Damaged views stop the ledger once they are to be added to. */
  private void awaitDamageSaid() {
    world.trace().add("a payment of each product");
    producer.appendOfEach();
    long until = world.clock().elapsed() + NOTICED_MILLIS;
    while (world.redis().hash(world.settings().keys().ledger()).get("broken") == null) {
      if (world.clock().elapsed() > until) {
        world.fail("the views are damaged, and the ledger does not say so");
      }
      step();
    }
    world.met(Met.DAMAGE_SAID);
  }

  private boolean drain() {
    long until = world.clock().elapsed() + QUIET_MILLIS;
    while (world.clock().elapsed() < until) {
      step();
      if (world.checker().isDrained()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Its records are gone that it needs, or were when it stopped: batches that had been read before
   * may have brought the mark above the log's new beginning since.
   */
  private boolean isStoppedForTruncation() {
    String why = world.redis().hash(world.settings().keys().ledger()).get("broken");
    if (why == null) {
      return false;
    }
    Matcher told = TRUNCATED.matcher(why);
    return IntStream.range(0, world.log().partitions())
            .anyMatch(partition -> world.log().begin(partition) > world.checker().low(partition))
        || (told.find()
            && Long.parseLong(told.group(3)) < Long.parseLong(told.group(2))
            && Long.parseLong(told.group(2)) <= world.log().begin(Integer.parseInt(told.group(1))));
  }
}
