package io.salesledger.windowing.topology;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.schemas.SalesTopic;
import io.salesledger.schemas.SchemaRegistration;
import io.salesledger.windowing.core.Launch;
import io.salesledger.windowing.core.Views;
import io.salesledger.windowing.log.LogBounds;
import io.salesledger.windowing.store.RedisSession;
import io.salesledger.windowing.store.RedisViews;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.storm.Config;
import org.apache.storm.StormSubmitter;
import org.apache.storm.generated.KillOptions;
import org.apache.storm.generated.Nimbus;
import org.apache.storm.generated.NotAliveException;
import org.apache.storm.generated.RebalanceOptions;
import org.apache.storm.thrift.TApplicationException;
import org.apache.storm.thrift.TException;
import org.apache.storm.utils.NimbusClient;
import org.apache.storm.utils.NimbusLeaderNotFoundException;
import org.apache.storm.utils.Utils;

/**
 * Puts the topology on a Storm cluster, replaces it, or takes it off. Refuses beforehand what would
 * only fail there: a log that loses sales, a Redis that evicts, a registry that is away.
 */
public final class TopologySubmission {
  /** How long each of Kafka, Redis and the registry may take to answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(8);

  /**
   * A Nimbus that was killed and is back leads again only once ZooKeeper has given up its former
   * session: 20 s by Storm's default, after which others may try first.
   */
  private static final Duration LEADER_PATIENCE = Duration.ofSeconds(60);

  private static final Duration LEADER_PAUSE = Duration.ofMillis(500);
  private static final int CONNECT_MILLIS = 2_000;

  /** What a Nimbus that does not lead says, of calls that change nothing before they ask. */
  private static final List<String> NOT_LEADING =
      List.of(
          "Internal error processing beginFileUpload",
          "Internal error processing killTopologyWithOpts",
          "Internal error processing rebalance");

  /** How long it may take beyond the wait that was asked for. */
  private static final Duration GONE_PATIENCE = Duration.ofSeconds(60);

  private static final long GONE_PAUSE_MILLIS = 200;

  /** A Nimbus that has just come to lead forgets what it was to take off. */
  private static final Duration TOLD_AGAIN = Duration.ofSeconds(8);

  private final String nimbusHost;
  private final int nimbusPort;
  private final String name;
  private final RetryPolicy<Object> untilItLeads =
      RetryPolicy.builder()
          .handleIf(this::isNotLeading)
          .withDelay(LEADER_PAUSE)
          .withMaxRetries(-1)
          .withMaxDuration(LEADER_PATIENCE)
          .build();

  /** A cluster, by its Nimbus. */
  public TopologySubmission(String nimbusHost, int nimbusPort) {
    this(nimbusHost, nimbusPort, LedgerTopology.NAME);
  }

  /**
   * A cluster, by its Nimbus, and a name of the topology's own: two on one cluster are two launches
   * on one ledger, of which the newer counts.
   */
  public TopologySubmission(String nimbusHost, int nimbusPort, String name) {
    this.nimbusHost = nimbusHost;
    this.nimbusPort = nimbusPort;
    this.name = name;
  }

  /**
   * Submits the topology as the newest launch; one that runs already is replaced.
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
    config.putAll(nimbus());
    config.putAll(stormOverrides);
    if (isRunning()) {
      kill(0);
    }
    System.setProperty("storm.jar", topologyJar.toAbsolutePath().toString());
    try {
      Failsafe.with(untilItLeads)
          .run(() -> StormSubmitter.submitTopology(name, config, topology.build()));
    } catch (RuntimeException e) {
      throw LedgerFailure.failed("Storm refuses the topology: " + reason(e), e);
    }
  }

  /** What is fit to be submitted: the topic's partitions, and the launch. */
  private record Checked(int partitions, Launch launch) {}

  /** Checks topic, schemas and Redis. */
  private static Checked check(LedgerSettings settings) {
    int partitions;
    try (LogBounds log = new LogBounds(settings.kafka())) {
      SalesTopic.Identity topic = log.topic().ensure();
      partitions = topic.partitions();
    }
    SchemaRegistration.ensure(settings, PATIENCE);
    try (RedisSession session = new RedisSession(settings.redis(), PATIENCE)) {
      NextLaunch next = new NextLaunch(session, settings.redis().keys(), InstantSource.system());
      return new Checked(partitions, next.get());
    } catch (Views.ViewsAwayException e) {
      throw LedgerFailure.failed(e.getMessage() + "; start it, or set ledger.redis.uri", e);
    }
  }

  /** Whether the topology is on the cluster, in any state. */
  public boolean isRunning() {
    return withNimbus(this::isListed);
  }

  private boolean isListed(Nimbus.Iface client) throws TException {
    return client.getTopologySummaries().stream().anyMatch(t -> t.get_name().equals(name));
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
    withNimbus(
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
        withNimbus(
            client -> {
              try {
                client.rebalance(name, options);
                return true;
              } catch (NotAliveException e) {
                if (isListed(client)) {
                  throw new NotLeadingYetException(e);
                }
                return false;
              }
            });
    if (!isThere) {
      throw LedgerFailure.failed("no topology " + name + " runs on " + address());
    }
  }

  /** A Nimbus lists topologies before it leads, but says of each that it is not alive. */
  private static final class NotLeadingYetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotLeadingYetException(NotAliveException said) {
      super(said.get_msg(), said);
    }
  }

  private interface NimbusCall<T> {
    T apply(Nimbus.Iface client) throws TException;
  }

  private <T> T withNimbus(NimbusCall<T> call) {
    Map<String, Object> conf = new HashMap<>(Utils.readStormConfig());
    conf.putAll(nimbus());
    try {
      return Failsafe.with(untilItLeads)
          .get(
              () -> {
                try (NimbusClient client = NimbusClient.Builder.withConf(conf).build()) {
                  return call.apply(client.getClient());
                }
              });
    } catch (RuntimeException e) {
      throw LedgerFailure.failed(
          "Storm's Nimbus at " + address() + " does not answer: " + reason(e), e);
    }
  }

  private String address() {
    return nimbusHost + ":" + nimbusPort;
  }

  private Map<String, Object> nimbus() {
    return Map.of(
        Config.NIMBUS_SEEDS,
        List.of(nimbusHost),
        Config.NIMBUS_THRIFT_PORT,
        nimbusPort,
        Config.STORM_NIMBUS_RETRY_TIMES,
        2,
        Config.STORM_NIMBUS_RETRY_INTERVAL,
        200);
  }

  private boolean isNotLeading(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      boolean saysSo =
          cause instanceof TApplicationException
              && NOT_LEADING.contains(String.valueOf(cause.getMessage()));
      if (saysSo
          || cause instanceof NotLeadingYetException
          || (cause instanceof NimbusLeaderNotFoundException && isListening())) {
        return true;
      }
    }
    return false;
  }

  private boolean isListening() {
    try (Socket nimbus = new Socket()) {
      nimbus.connect(new InetSocketAddress(nimbusHost, nimbusPort), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String reason(RuntimeException failure) {
    Throwable told =
        failure instanceof FailsafeException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return told.getMessage() == null ? told.getClass().getSimpleName() : told.getMessage();
  }
}
