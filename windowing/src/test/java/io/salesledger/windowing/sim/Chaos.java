package io.salesledger.windowing.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Makes the faults that a seed allows. */
final class Chaos {
  private static final int SNAPSHOTS = 6;

  private final SimWorld world;
  private final Chance chance;

  Chaos(SimWorld world) {
    this.world = world;
    this.chance = world.chance();
  }

  void act() {
    if (chance.oneIn(12) && world.damage().isNone()) {
      world.keepSnapshot();
    }
    ofWorkers();
    ofRedis(world, 60);
    ofKeys();
    ofLog();
    if (chance.of(Fault.CLOCK_STEPPED, 40)) {
      int millis = chance.between(-8_000, 8_000);
      world.trace().add("the clock is set by " + millis + " ms");
      world.clock().step(millis);
    }
    if (chance.of(Fault.REDIS_AWAY, 80)) {
      world.trace().add("Redis is away");
      world.redisIsAway(chance.between(50, 4_000));
    }
    if (chance.of(Fault.KAFKA_AWAY, 80)) {
      world.trace().add("Kafka is away");
      world.kafkaIsAway(chance.between(50, 4_000));
      world.log().changeLeaders();
    }
    if (chance.oneIn(60)) {
      mend();
    }
  }

  private void ofWorkers() {
    SimTopology topology = chance.oneOf(world.topologies());
    int number = chance.between(0, topology.workers().size() - 1);
    SimWorker worker = topology.workers().get(number);
    if (chance.isUpTo(Fault.WORKER_KILLED, 40)) {
      happensToTheLiving(Fault.WORKER_KILLED, worker);
      world.trace().add(worker + " is killed");
      worker.kill();
    }
    if (chance.isUpTo(Fault.WORKER_PAUSED, 60)) {
      happensToTheLiving(Fault.WORKER_PAUSED, worker);
      int millis = chance.between(100, 3 * world.settings().windowMillis());
      world.trace().add(worker + " stands still for " + millis + " ms");
      worker.pause(millis);
    }
    if (chance.isUpTo(Fault.WORKER_ZOMBIE, 60)) {
      happensToTheLiving(Fault.WORKER_ZOMBIE, worker);
      world.trace().add(worker + " is taken for dead");
      world.zombies().add(worker);
      topology.replace(number);
    }
    if (!world.zombies().isEmpty() && chance.oneIn(60)) {
      world.zombies().remove(0).kill();
    }
    if (chance.of(Fault.REBALANCED, 100)) {
      topology.rebalance();
    }
    if (chance.isUpTo(Fault.SECOND_LAUNCH, 120) && world.topologies().size() < 3) {
      chance.happened(Fault.SECOND_LAUNCH);
      world.launch();
    }
  }

  private void happensToTheLiving(Fault fault, SimWorker worker) {
    if (!worker.isDead()) {
      chance.happened(fault);
    }
  }

  /** Redis comes back as it was, or empty. */
  static void ofRedis(SimWorld world, int oneIn) {
    if (world.damage().isNone()
        && world.chance().isUpTo(Fault.REDIS_BACK_IN_TIME, oneIn)
        && world.goBack()) {
      world.chance().happened(Fault.REDIS_BACK_IN_TIME);
    }
    if (world.chance().of(Fault.REDIS_WIPED, 2 * oneIn)) {
      world.trace().add("Redis is empty");
      wipe(world);
    }
  }

  /** What was damaged and wiped does not come back: tasks that stopped would not know. */
  static void wipe(SimWorld world) {
    if (!world.damage().isNone()) {
      world.forgetSnapshots();
    }
    world.redis().wipe();
    world.forgetLostEnd();
    world.damage().mended();
    world.checker().forget();
  }

  private void ofKeys() {
    if (!world.damage().isNone()
        || !world.redis().all().containsKey(world.settings().keys().total())) {
      return;
    }
    if (chance.of(Fault.KEYS_LOST, 50)) {
      world.checker().check();
      loseKeys();
    } else if (chance.isUpTo(Fault.FIGURE_CHANGED, 50)) {
      world.checker().check();
      if (world.damage().changeFigure()) {
        chance.happened(Fault.FIGURE_CHANGED);
      }
    }
  }

  private void loseKeys() {
    if (chance.oneIn(2)) {
      world.trace().add("the totals are lost");
      world.damage().loseTotals();
      return;
    }
    List<String> keys = new ArrayList<>(world.redis().all().keySet());
    // A bitmap that is gone lets requeues be refused; only verify notices.
    keys.removeIf(key -> key.startsWith(world.settings().keys().prefix() + ":quarantine:offsets:"));
    for (int i = chance.between(1, 3); i > 0 && !keys.isEmpty(); i--) {
      String key = chance.oneOf(keys);
      world.trace().add(key + " is lost");
      world.damage().loseKey(key);
    }
  }

  private void ofLog() {
    if (chance.isUpTo(Fault.LOG_TRUNCATED, 200)) {
      int partition = chance.between(0, world.log().partitions() - 1);
      long begin = chance.between(0, (int) world.log().size(partition));
      world.trace().add("partition " + partition + " begins at " + begin + " from now on");
      if (begin > world.log().begin(partition)) {
        chance.happened(Fault.LOG_TRUNCATED);
      }
      world.log().truncate(partition, Math.max(begin, world.log().begin(partition)));
    }
    if (chance.isUpTo(Fault.LOG_LOST_END, 100) && world.loseEndOfLog()) {
      chance.happened(Fault.LOG_LOST_END);
    }
    if (chance.of(Fault.TOPIC_RECREATED, 200)) {
      world.recreateLog();
      world.trace().add("the topic is made anew: " + world.log().topicId());
    }
  }

  /**
   * Somebody comes and wipes what is damaged, to be filled anew, or stops the topologies and brings
   * back what was saved before.
   */
  void mend() {
    if (world.damage().isNone() && world.foldedLog() == world.log()) {
      return;
    }
    if (chance.oneIn(2) && world.foldedLog() == world.log()) {
      world.trace().add("somebody brings back what was saved");
      world.endAll();
      if (world.goBack() && world.foldedLog() == world.log()) {
        return;
      }
    }
    world.trace().add("somebody wipes the damaged views");
    wipe(world);
  }

  /** The last snapshots that Redis may come back with. */
  static final class Snapshots {
    private final Deque<SimRedis.Snapshot> kept = new ArrayDeque<>();

    void keep(SimRedis.Snapshot snapshot) {
      kept.addLast(snapshot);
      if (kept.size() > SNAPSHOTS) {
        kept.removeFirst();
      }
    }

    void clear() {
      kept.clear();
    }

    List<SimRedis.Snapshot> all() {
      return List.copyOf(kept);
    }
  }
}
