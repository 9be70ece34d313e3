package io.salesledger.windowing.sim;

import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.PartitionMarks;
import io.salesledger.windowing.store.StoredMarks;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The virtual world of one seed: clock, log, Redis, network, and the topologies that live in it.
 */
final class SimWorld {
  /** An invariant does not hold. */
  static final class Violation extends AssertionError {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
      super(message);
    }
  }

  private final Chance chance;
  private final SimClock clock;
  private final Trace trace;
  private final SimSettings settings;
  private final SimRedis redis;
  private final SimLua lua;
  private final SimNetwork network;
  private final Damage damage;
  private final Checker checker;
  private final Map<String, SimLog> logs = new HashMap<>();
  private final List<SimTopology> topologies = new ArrayList<>();
  private final Map<Integer, SimWorker> committers = new HashMap<>();
  private final List<SimWorker> zombies = new ArrayList<>();
  private final Map<Met, Long> met = new EnumMap<>(Met.class);
  private SimLog log;
  private SimLog folded;

  /** What the views were folded from, once the log has lost its end. */
  private Optional<SimLog> beforeLoss = Optional.empty();

  private long numbers;
  private long redisAwayUntil;
  private long kafkaAwayUntil;
  private boolean isMeanwhile;
  private final Chaos.Snapshots snapshots = new Chaos.Snapshots();

  SimWorld(long seed) {
    this.chance = new Chance(seed);
    this.clock = new SimClock(chance.between(45_000, 59_999));
    this.trace = new Trace(clock);
    this.redis = new SimRedis(clock::server);
    this.lua = new SimLua(redis);
    this.settings = SimSettings.of(chance);
    this.network = new SimNetwork(clock, chance);
    this.damage = new Damage(this);
    this.checker = new Checker(this);
    this.log = new SimLog("topic-1", chance.between(1, 4), SimLog.noneCommitted());
    this.folded = log;
    logs.put(log.topicId(), log);
    trace.add("faults allowed: " + chance.allowed());
  }

  Chance chance() {
    return chance;
  }

  SimClock clock() {
    return clock;
  }

  Trace trace() {
    return trace;
  }

  SimSettings settings() {
    return settings;
  }

  SimRedis redis() {
    return redis;
  }

  SimLua lua() {
    return lua;
  }

  Damage damage() {
    return damage;
  }

  SimNetwork network() {
    return network;
  }

  Checker checker() {
    return checker;
  }

  SimLog log() {
    return log;
  }

  List<SimTopology> topologies() {
    return topologies;
  }

  /** Workers that were replaced and live on. */
  List<SimWorker> zombies() {
    return zombies;
  }

  void met(Met what) {
    met.merge(what, 1L, Long::sum);
  }

  /** How often each was met; without what was not. */
  Map<Met, Long> met() {
    return Collections.unmodifiableMap(met);
  }

  void fail(String message) {
    throw new Violation(message);
  }

  String nonce() {
    return "n" + ++numbers;
  }

  long nextRoot() {
    return ++numbers;
  }

  // ---- the log

  /**
   * Whether whoever committed last is not the owner's spout: of another launch than the ledger, or
   * of a worker that was replaced and lives on.
   */
  boolean isCommittedByAnother(int partition) {
    String launch = redis.hash(settings.keys().ledger()).getOrDefault("launch", "");
    SimWorker committer = committers.get(partition);
    return committer != null
        && (!committer.launch().id().equals(launch) || zombies.contains(committer));
  }

  /** The topic is deleted and made anew; committed offsets stay. */
  void recreateLog() {
    int partitions = log.partitions();
    log = new SimLog("topic-" + ++numbers, partitions, log.committed());
    logs.put(log.topicId(), log);
  }

  /**
   * Every process ends, and a partition comes back without some of what is counted. False where
   * nothing is that could be told by its leader's epoch: of a mark inside of a batch none is known.
   */
  boolean loseEndOfLog() {
    List<Integer> counted =
        IntStream.range(0, log.partitions())
            .filter(partition -> checker.low(partition) > log.begin(partition))
            .filter(
                partition ->
                    !redis
                        .hash(settings.keys().partition(partition))
                        .getOrDefault("logEpoch", "")
                        .isEmpty())
            .boxed()
            .toList();
    if (!damage.isNone() || foldedLog() != log || counted.isEmpty()) {
      return false;
    }
    int partition = chance.oneOf(counted);
    long end = chance.between((int) log.begin(partition), (int) checker.low(partition) - 1);
    trace.add("all end, and partition " + partition + " has lost what was from " + end + " on");
    endAll();
    snapshots.clear();
    beforeLoss = Optional.of(log);
    log = log.loseEnd(partition, end);
    logs.put(log.topicId(), log);
    return true;
  }

  /** The views are folded anew, from what the log is now. */
  void forgetLostEnd() {
    beforeLoss = Optional.empty();
  }

  /** The log that the views say they were folded from; the last one they told of. */
  SimLog foldedLog() {
    String topicId = redis.hash(settings.keys().ledger()).get("topicId");
    if (topicId != null) {
      folded =
          beforeLoss
              .filter(was -> was.topicId().equals(topicId))
              .orElse(logs.getOrDefault(topicId, folded));
    } else if (damage.isNone()) {
      folded = log;
    }
    return folded;
  }

  /** Whether someone deleted records that may be needed. */
  boolean isLogDamaged() {
    for (int partition = 0; partition < log.partitions(); partition++) {
      if (log.begin(partition) > 0) {
        return true;
      }
    }
    return foldedLog() != log;
  }

  /** A spout commits an offset of the group. */
  void commit(SimSpout spout, int partition, long offset) {
    trace.add(spout + " commits " + partition + " up to " + offset);
    log.committed().put(partition, offset);
    committers.put(partition, spout.worker());
    if (logs.size() == 1) {
      checker.committed(spout, partition, offset);
    }
  }

  // ---- Redis

  void keepSnapshot() {
    if (beforeLoss.isEmpty()) {
      snapshots.keep(redis.snapshot());
    }
  }

  void forgetSnapshots() {
    snapshots.clear();
  }

  /** Redis comes back as it was some time ago; false if nothing is known of that time. */
  boolean goBack() {
    List<SimRedis.Snapshot> all = snapshots.all();
    if (all.isEmpty()) {
      return false;
    }
    SimRedis.Snapshot snapshot = chance.oneOf(all);
    redis.restore(snapshot);
    damage.mended();
    checker.forget();
    trace.add("Redis is back as it was");
    return true;
  }

  void redisIsAway(long millis) {
    redisAwayUntil = clock.elapsed() + millis;
  }

  boolean isRedisAway() {
    return clock.elapsed() < redisAwayUntil;
  }

  void kafkaIsAway(long millis) {
    kafkaAwayUntil = clock.elapsed() + millis;
  }

  boolean isKafkaAway() {
    return clock.elapsed() < kafkaAwayUntil;
  }

  PartitionMarks marks(Collection<Integer> partitions) {
    List<Object> replies = new ArrayList<>();
    replies.add(
        fields(settings.keys().ledger(), "launchMillis", "launch", "broken", "topicId", "id"));
    partitions.forEach(
        p ->
            replies.add(
                fields(
                    settings.keys().partition(p),
                    "low",
                    "epoch",
                    "applied",
                    "quarantined",
                    "gaps",
                    "logEpoch")));
    return StoredMarks.parse(replies, partitions);
  }

  private List<?> fields(String key, String... fields) {
    Map<String, String> hash = redis.hash(key);
    return Arrays.stream(fields).map(hash::get).toList();
  }

  // ---- who lives

  /** Every worker that lives, of whichever launch. */
  List<SimWorker> alive() {
    List<SimWorker> all = new ArrayList<>(zombies);
    topologies.forEach(topology -> all.addAll(topology.workers()));
    all.removeIf(SimWorker::isDead);
    return all;
  }

  /** Every process ends, and what was under way to Redis is lost. */
  void endAll() {
    alive().forEach(SimWorker::kill);
    network.clear();
  }

  void launch() {
    long millis = SimClock.START_MILLIS + topologies.size();
    topologies.add(new SimTopology(this, new Launch(millis, "L" + topologies.size())));
  }

  /**
   * Between two steps of a worker others take theirs, Redis may lose what it had, and the worker
   * may die.
   */
  void meanwhile(SimWorker worker) {
    if (isMeanwhile || !chance.oneIn(8)) {
      return;
    }
    isMeanwhile = true;
    try {
      clock.advance(chance.between(0, 60));
      if (chance.of(Fault.WORKER_KILLED, 12)) {
        throw new SimWorker.Dead("killed in the middle");
      }
      if (chance.oneIn(3)) {
        network.arrive();
      }
      List<SimWorker> others = alive();
      others.remove(worker);
      if (!others.isEmpty()) {
        chance.oneOf(others).act();
      }
      Chaos.ofRedis(this, 12);
    } finally {
      isMeanwhile = false;
    }
  }

  /** A call of a script as a trace shows it. */
  static String shown(String fileName, List<byte[]> arguments) {
    StringBuilder text = new StringBuilder(fileName);
    int shownArguments = fileName.equals("commit.lua") ? 12 : 10;
    for (byte[] argument : arguments.subList(1, Math.min(shownArguments, arguments.size()))) {
      text.append(' ')
          .append(argument.length == 0 ? "-" : new String(argument, StandardCharsets.UTF_8));
    }
    return text.toString();
  }
}
