package io.salesledger.windowing.topology;

import io.salesledger.contract.LedgerSettings;
import java.util.Map;

/** How the workers of this machine's own cluster speak to each other. Stateless. */
public final class WorkerTransport {
  private WorkerTransport() {}

  /**
   * Storm's settings for it. Storm's own transport listens on all addresses, without a login, so a
   * single worker gets none of it; several can't do without.
   */
  public static Map<String, Object> onThisMachine(LedgerSettings settings) {
    return settings.storm().workers() == 1 ? ofOneWorker() : Map.of();
  }

  /** The same for any topology of a single worker. */
  public static Map<String, Object> ofOneWorker() {
    return Map.of("storm.messaging.transport", "org.apache.storm.messaging.local.Context");
  }
}
