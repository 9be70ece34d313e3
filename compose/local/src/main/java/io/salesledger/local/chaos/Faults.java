package io.salesledger.local.chaos;

import io.salesledger.parts.Waiting;
import java.util.List;
import java.util.SplittableRandom;

/** Does faults to a stack. For one thread. */
final class Faults {
  private final ChaosStack stack;
  private final Waiting waiting;
  private final RedisFaults redis;
  private final TopologyFaults topology;

  Faults(ChaosStack stack, Waiting waiting) {
    this.stack = stack;
    this.waiting = waiting;
    this.redis = new RedisFaults(stack, waiting);
    this.topology = new TopologyFaults(stack, waiting);
  }

  /** Makes ready, before there is load, what this fault needs. */
  void prepare(FaultKind kind) {
    topology.prepare(kind);
  }

  /** Does it; returns once it is over, not once it is recovered from. */
  Injected inject(FaultKind kind, SplittableRandom random) {
    return switch (kind) {
      case WORKER_KILL -> killWorkers(random);
      case SUPERVISOR_KILL -> kill("Storm supervisor");
      case NIMBUS_KILL -> kill("Storm nimbus");
      case ZOOKEEPER_KILL -> kill("ZooKeeper");
      case KAFKA_KILL -> kill("Kafka");
      case REDIS_KILL -> kill("Redis");
      case REGISTRY_KILL -> kill("schema registry");
      case API_KILL -> kill("query API");
      case WORKER_FREEZE -> freezeWorkers(random);
      case REDIS_OLDER -> redis.goBack(random);
      case REDIS_WIPE -> redis.wipe();
      case OLDER_TOPOLOGY_KILL -> topology.secondTakesOver(random);
      case NEWER_TOPOLOGY_KILL -> topology.secondIsKilled(random);
      case REBALANCE_MORE -> topology.rebalance(1);
      case REBALANCE_FEWER -> topology.rebalance(-1);
    };
  }

  private Injected kill(String part) {
    ProcessHandle process = stack.part(part);
    Injected injected = Injected.now(part);
    Signals.kill(List.of(process));
    return injected;
  }

  private Injected killWorkers(SplittableRandom random) {
    List<ProcessHandle> victims = victims(random);
    Injected injected = Injected.now(victims.size() + " workers");
    Signals.kill(victims);
    return injected;
  }

  // Longer than the window, so that its tuples expire unseen; at the far end longer than Storm's
  // patience with a worker (20 s), so that another one takes over before it is thawed.
  private Injected freezeWorkers(SplittableRandom random) {
    long windowMillis = stack.settings().window().lengthMillis();
    long millis = random.nextLong(windowMillis + 1_000, 5 * windowMillis / 2);
    List<ProcessHandle> victims = victims(random);
    Injected injected = Injected.now(victims.size() + " workers, " + millis + " ms");
    Signals.freeze(victims);
    try {
      waiting.pause(millis);
    } finally {
      Signals.thaw(victims);
    }
    return injected;
  }

  private List<ProcessHandle> victims(SplittableRandom random) {
    List<ProcessHandle> workers = stack.workers();
    return workers.isEmpty() || random.nextBoolean()
        ? workers
        : List.of(workers.get(random.nextInt(workers.size())));
  }
}
