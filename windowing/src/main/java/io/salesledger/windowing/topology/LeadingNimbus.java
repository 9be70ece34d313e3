package io.salesledger.windowing.topology;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import io.salesledger.contract.LedgerFailure;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.storm.Config;
import org.apache.storm.StormSubmitter;
import org.apache.storm.generated.Nimbus;
import org.apache.storm.generated.NotAliveException;
import org.apache.storm.generated.StormTopology;
import org.apache.storm.thrift.TApplicationException;
import org.apache.storm.thrift.TException;
import org.apache.storm.utils.NimbusClient;
import org.apache.storm.utils.NimbusLeaderNotFoundException;
import org.apache.storm.utils.Utils;

/**
 * A cluster's Nimbus, whose calls wait while it is there and does not lead yet. One that was killed
 * and is back does so only once ZooKeeper has given up its former session, and until then answers
 * as if something were wrong.
 *
 * <p>Any thread may call it.
 */
final class LeadingNimbus {
  /** 20 s by Storm's default for the former session, after which others may try first. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Half a second more or less is nothing beside 20. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** One that listens takes a connection at once, across a network too. */
  private static final int CONNECT_MILLIS = 2_000;

  /** What one that does not lead says, of calls that change nothing before they ask. */
  private static final List<String> NOT_LEADING =
      List.of(
          "Internal error processing beginFileUpload",
          "Internal error processing killTopologyWithOpts",
          "Internal error processing rebalance");

  private final String host;
  private final int port;
  private final RetryPolicy<Object> untilItLeads =
      RetryPolicy.builder()
          .handleIf(this::isNotLeading)
          .withDelay(PAUSE)
          .withMaxRetries(-1)
          .withMaxDuration(PATIENCE)
          .build();

  LeadingNimbus(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /** What is asked of it; again from its beginning while it does not lead. */
  interface Call<T> {
    T apply(Nimbus.Iface client) throws TException;
  }

  /** A call that is to be made again: it lists topologies before it leads, but knows none. */
  static final class NotLeadingYetException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotLeadingYetException(NotAliveException said) {
      super(said.get_msg(), said);
    }
  }

  /**
   * Asks it.
   *
   * @throws LedgerFailure if it is away, refuses, or does not come to lead
   */
  <T> T call(Call<T> call) {
    Map<String, Object> conf = new HashMap<>(Utils.readStormConfig());
    conf.putAll(address());
    try {
      return Failsafe.with(untilItLeads)
          .get(
              () -> {
                try (NimbusClient client = NimbusClient.Builder.withConf(conf).build()) {
                  return call.apply(client.getClient());
                }
              });
    } catch (RuntimeException e) {
      throw LedgerFailure.failed("Storm's Nimbus at " + this + " does not answer: " + reason(e), e);
    }
  }

  /**
   * Submits a topology, with the jar that Storm is told of.
   *
   * @throws LedgerFailure if it is away, refuses, or does not come to lead
   */
  void submit(String name, Config config, StormTopology topology) {
    Config addressed = new Config();
    addressed.putAll(address());
    addressed.putAll(config);
    try {
      Failsafe.with(untilItLeads)
          .run(() -> StormSubmitter.submitTopology(name, addressed, topology));
    } catch (RuntimeException e) {
      throw LedgerFailure.failed("Storm refuses the topology: " + reason(e), e);
    }
  }

  /** By itself Storm would try one that is away for longer than anybody waits at a terminal. */
  private Map<String, Object> address() {
    return Map.of(
        Config.NIMBUS_SEEDS,
        List.of(host),
        Config.NIMBUS_THRIFT_PORT,
        port,
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
      nimbus.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
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

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
