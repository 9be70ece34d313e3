package io.salesledger.local.chaos;

import io.salesledger.contract.LedgerSettings;
import io.salesledger.local.stack.Installation;
import io.salesledger.parts.Waiting;
import io.salesledger.windowing.topology.LedgerTopology;
import io.salesledger.windowing.topology.TopologySubmission;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A second topology on the ledger, and topologies spread anew. For one thread. */
final class TopologyFaults {
  private static final long MAX_TOGETHER_MILLIS = 6_000;
  private static final long MAX_STANDSTILL_MILLIS = 4_000;
  private static final String SECOND_NAME = LedgerTopology.NAME + "-second";

  private final ChaosStack stack;
  private final Waiting waiting;
  private String counting = LedgerTopology.NAME;
  private int workers = ChaosStack.WORKERS;

  TopologyFaults(ChaosStack stack, Waiting waiting) {
    this.stack = stack;
    this.waiting = waiting;
  }

  /** Sees to it that there is a way up, or down. */
  void prepare(FaultKind kind) {
    if (kind == FaultKind.REBALANCE_MORE && workers == ChaosStack.WORKERS) {
      rebalance(-1);
    } else if (kind == FaultKind.REBALANCE_FEWER && workers == 1) {
      rebalance(1);
    }
  }

  /**
   * So many more workers, and threads of each component; or fewer. Storm takes some seconds until
   * it exchanges the workers: that is waited for.
   */
  Injected rebalance(int more) {
    Set<Long> before = workerPids();
    String detail = "from " + workers + " to " + (workers + more);
    workers += more;
    Injected injected = Injected.now(detail);
    cluster(counting).rebalance(workers, workers);
    waiting.until(
        "exchange of the workers",
        ChaosRun.PATIENCE,
        () -> {
          Set<Long> now = workerPids();
          return now.size() == workers && !before.containsAll(now);
        });
    return injected;
  }

  private Set<Long> workerPids() {
    return stack.workers().stream().map(ProcessHandle::pid).collect(Collectors.toSet());
  }

  /** A newer launch takes the ledger; both live on for a while; the older is killed. */
  Injected secondTakesOver(SplittableRandom random) {
    String older = counting;
    String newer = other();
    long togetherMillis = startSecond(newer, random);
    Injected injected = Injected.now("together " + togetherMillis + " ms");
    cluster(older).kill(0);
    counting = newer;
    return injected;
  }

  /**
   * A newer launch takes the ledger and is killed: the older stays out, as it must, until it is
   * submitted anew.
   */
  Injected secondIsKilled(SplittableRandom random) {
    long togetherMillis = startSecond(other(), random);
    Injected injected = Injected.now("together " + togetherMillis + " ms");
    cluster(other()).kill(0);
    waiting.pause(random.nextLong(MAX_STANDSTILL_MILLIS));
    submit(counting);
    return injected;
  }

  private long startSecond(String name, SplittableRandom random) {
    Optional<String> before = launch();
    submit(name);
    waiting.until(
        "takeover by the second topology",
        ChaosRun.PATIENCE,
        () -> launch().isPresent() && !launch().equals(before));
    long togetherMillis = random.nextLong(MAX_TOGETHER_MILLIS);
    waiting.pause(togetherMillis);
    return togetherMillis;
  }

  private void submit(String name) {
    cluster(name)
        .submit(
            stack.settings(),
            Installation.located().topologyJar(),
            Map.of("topology.workers", workers));
  }

  private Optional<String> launch() {
    LedgerSettings.Redis redis = stack.settings().redis();
    try (Jedis jedis = new Jedis(URI.create(redis.uri()))) {
      return Optional.ofNullable(jedis.hget(redis.keys().ledger(), "launch"));
    } catch (JedisException e) {
      return Optional.empty();
    }
  }

  private String other() {
    return counting.equals(SECOND_NAME) ? LedgerTopology.NAME : SECOND_NAME;
  }

  private TopologySubmission cluster(String name) {
    return new TopologySubmission("127.0.0.1", stack.settings().ports().storm().nimbus(), name);
  }
}
