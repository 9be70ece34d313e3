package io.salesledger.local.chaos;

import io.salesledger.contract.LedgerFailure;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What can be done to a stack. */
public enum FaultKind {
  WORKER_KILL("kill -9 of one Storm worker, or of all"),
  SUPERVISOR_KILL("kill -9 of Storm's supervisor"),
  NIMBUS_KILL("kill -9 of Storm's Nimbus"),
  ZOOKEEPER_KILL("kill -9 of ZooKeeper"),
  KAFKA_KILL("kill -9 of Kafka"),
  REDIS_KILL("kill -9 of Redis"),
  REGISTRY_KILL("kill -9 of the schema registry"),
  API_KILL("kill -9 of the query API"),
  WORKER_FREEZE("SIGSTOP of a worker, or of all, for longer than the window, then SIGCONT"),
  REDIS_OLDER("kill -9 of Redis, its files of some seconds ago put back"),
  REDIS_WIPE("FLUSHALL of Redis"),
  OLDER_TOPOLOGY_KILL("a second topology on the ledger, then the older one killed"),
  NEWER_TOPOLOGY_KILL("a second topology on the ledger, killed; the first submitted anew"),
  REBALANCE_MORE("rebalance to more workers and threads"),
  REBALANCE_FEWER("rebalance to fewer workers and threads");

  private final String description;

  FaultKind(String description) {
    this.description = description;
  }

  /** Its name for users, for example {@code worker-kill}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What is done. */
  public String description() {
    return description;
  }

  /**
   * The one of that name.
   *
   * @throws LedgerFailure that names the right ones
   */
  public static FaultKind of(String label) {
    return Arrays.stream(values())
        .filter(kind -> kind.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                LedgerFailure.usage(
                    "bad --only "
                        + label
                        + "; right would be some of "
                        + labels(List.of(values()))));
  }

  /** Their names, comma-separated. */
  static String labels(List<FaultKind> kinds) {
    return kinds.stream().map(FaultKind::label).collect(Collectors.joining(","));
  }
}
