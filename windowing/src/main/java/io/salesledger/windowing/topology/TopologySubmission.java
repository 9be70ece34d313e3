package io.salesledger.windowing.topology;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.log.LogBounds;
import io.salesledger.windowing.store.RedisSession;
import io.salesledger.windowing.store.RedisViews;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.storm.Config;
import org.apache.storm.generated.KillOptions;
import org.apache.storm.generated.Nimbus;
import org.apache.storm.generated.NotAliveException;
import org.apache.storm.generated.RebalanceOptions;
import org.apache.storm.generated.TopologySummary;
import org.apache.storm.thrift.TException;
import org.apache.storm.utils.Utils;

/**
 * Puts the topology on a Storm cluster, replaces it, or takes it off. Refuses beforehand what would
 * only fail there: a log that loses sales, a Redis that evicts.
 */
public final class TopologySubmission {
  /** How long Redis may take to answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  /** How long it may take beyond the wait that was asked for. */
  private static final Duration GONE_PATIENCE = Duration.ofSeconds(60);

  private static final long GONE_PAUSE_MILLIS = 200;

  /** A Nimbus that has just come to lead forgets what it was to take off. */
  private static final Duration TOLD_AGAIN = Duration.ofSeconds(8);

  private final LeadingNimbus nimbus;
  private final String name;

  /** A cluster, by its Nimbus. */
  public TopologySubmission(String nimbusHost, int nimbusPort) {
    this(nimbusHost, nimbusPort, LedgerTopology.NAME);
  }

  /**
   * A cluster, by its Nimbus, and a name of the topology's own: two on one cluster are two launches
   * on one ledger, of which the newer counts.
   */
  public TopologySubmission(String nimbusHost, int nimbusPort, String name) {
    this.nimbus = new LeadingNimbus(nimbusHost, nimbusPort);
    this.name = name;
  }

  /**
   * Submits the topology as the newest launch; one that runs already is replaced. The registry is
   * not asked: where it is still away, the topology waits with what it can't decode.
   *
   * @param topologyJar the topology with all that it needs but Storm
   * @param stormOverrides further settings of Storm's, over the ledger's
   * @throws LedgerFailure if a part is away or unfit, or the cluster refuses
   */
  public void submit(
      LedgerSettings settings, Path topologyJar, Map<String, Object> stormOverrides) {
    submit(settings, topologyJar, stormOverrides, RedisViews::new);
  }

  /**
   * The same with views elsewhere.
   *
   * @param source where commits go; its class is in the jar
   */
  public void submit(
      LedgerSettings settings,
      Path topologyJar,
      Map<String, Object> stormOverrides,
      ViewsSource source) {
    if (!Files.isReadable(topologyJar)) {
      throw LedgerFailure.usage("there is no topology jar at " + topologyJar);
    }
    Checked checked = check(settings);
    LedgerTopology topology =
        new LedgerTopology(settings, checked.launch(), Halt.ofProcess(), source);
    Config config = topology.config(checked.partitions());
    config.putAll(stormOverrides);
    if (isRunning()) {
      kill(0);
    }
    System.setProperty("storm.jar", topologyJar.toAbsolutePath().toString());
    nimbus.submit(name, config, topology.build());
  }

  /** What is fit to be submitted: the topic's partitions, and the launch. */
  private record Checked(int partitions, Launch launch) {}

  /** Checks topic and Redis. */
  private static Checked check(LedgerSettings settings) {
    int partitions;
    try (LogBounds log = new LogBounds(settings.kafka())) {
      SalesTopic.Identity topic = log.topic().ensure();
      partitions = topic.partitions();
    }
    try (RedisSession session = new RedisSession(settings.redis(), PATIENCE)) {
      NextLaunch next = new NextLaunch(session, settings.redis().keys(), InstantSource.system());
      return new Checked(partitions, next.get());
    } catch (Views.ViewsAwayException e) {
      throw LedgerFailure.failed(
          e.getMessage() + "; start it, on this machine with ./ledger up, or set ledger.redis.uri",
          e);
    }
  }

  /**
   * The submission that is on the cluster, in any state, by Storm's id: no two have the same.
   *
   * @return empty if the topology is not there
   */
  public Optional<String> running() {
    return nimbus.call(this::listed);
  }

  private boolean isRunning() {
    return running().isPresent();
  }

  private Optional<String> listed(Nimbus.Iface client) throws TException {
    return client.getTopologySummaries().stream()
        .filter(topology -> topology.get_name().equals(name))
        .map(TopologySummary::get_id)
        .findFirst();
  }

  /**
   * Takes the topology off and waits until it is gone.
   *
   * @param waitSeconds how long batches may still finish; none is lost either way
   * @return false if it was not there
   */
  public boolean kill(int waitSeconds) {
    if (!isRunning()) {
      return false;
    }
    orderKill(waitSeconds);
    long ordered = System.nanoTime();
    long again = ordered + Duration.ofSeconds(waitSeconds).plus(TOLD_AGAIN).toNanos();
    long latest = ordered + Duration.ofSeconds(waitSeconds).plus(GONE_PATIENCE).toNanos();
    while (isRunning()) {
      long now = System.nanoTime();
      if (now - latest > 0) {
        throw LedgerFailure.failed("Storm does not take the old topology off");
      }
      if (now - again > 0) {
        orderKill(0);
        again = now + TOLD_AGAIN.toNanos();
      }
      Utils.sleep(GONE_PAUSE_MILLIS);
    }
    return true;
  }

  private void orderKill(int waitSeconds) {
    KillOptions options = new KillOptions();
    options.set_wait_secs(waitSeconds);
    nimbus.call(
        client -> {
          try {
            client.killTopologyWithOpts(name, options);
            return true;
          } catch (NotAliveException e) {
            // It was taken off by an order that Nimbus called an error.
            return false;
          }
        });
  }

  /**
   * Spreads the topology anew over so many workers and threads; its tasks, and which of them owns
   * which partition, stay.
   *
   * @param workers processes, as far as the cluster has slots
   * @param threads of each component, at most as many as it has tasks
   * @throws LedgerFailure if it is not there
   */
  public void rebalance(int workers, int threads) {
    RebalanceOptions options = new RebalanceOptions();
    options.set_wait_secs(0);
    options.set_num_workers(workers);
    options.set_num_executors(
        LedgerTopology.COMPONENTS.stream()
            .collect(Collectors.toMap(Function.identity(), component -> threads)));
    boolean isThere =
        nimbus.call(
            client -> {
              try {
                client.rebalance(name, options);
                return true;
              } catch (NotAliveException e) {
                if (listed(client).isPresent()) {
                  throw new LeadingNimbus.NotLeadingYetException(e);
                }
                return false;
              }
            });
    if (!isThere) {
      throw LedgerFailure.failed("no topology " + name + " runs on " + nimbus);
    }
  }
}
