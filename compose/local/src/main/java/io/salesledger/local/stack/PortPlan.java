package io.salesledger.local.stack;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings;
import io.salesledger.contract.LedgerSettings.StormPorts;
import io.salesledger.parts.LoopbackPorts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which part wants which port, and which option gives it another. Immutable. */
public final class PortPlan {
  private static final String STORM_OPTION = "--storm-port-base";
  private static final String NOT_PERMITTED = "Permission denied";

  private final List<Wish> wishes;

  private record Wish(String part, int port, String option) {}

  private PortPlan(List<Wish> wishes) {
    this.wishes = List.copyOf(wishes);
  }

  /** The ports of these settings. */
  public static PortPlan of(LedgerSettings settings) {
    LedgerSettings.Ports ports = settings.ports();
    StormPorts storm = ports.storm();
    List<Wish> wishes = new ArrayList<>();
    wishes.add(new Wish("the query API", settings.api().port(), "--api-port"));
    wishes.add(new Wish("Kafka", ports.kafka(), "--kafka-port"));
    wishes.add(new Wish("Redis", ports.redis(), "--redis-port"));
    wishes.add(new Wish("the schema registry", ports.registry(), "--registry-port"));
    wishes.add(new Wish("ZooKeeper", storm.zooKeeper(), STORM_OPTION));
    wishes.add(new Wish("Storm's Nimbus", storm.nimbus(), STORM_OPTION));
    wishes.add(new Wish("Storm's supervisor", storm.supervisor(), STORM_OPTION));
    for (int slot = 0; slot < StormPorts.WORKER_SLOTS; slot++) {
      wishes.add(new Wish("a Storm worker", storm.workers() + slot, STORM_OPTION));
    }
    return new PortPlan(wishes);
  }

  /**
   * Makes sure that each can be had.
   *
   * @throws LedgerFailure if two parts want the same port, or one is taken
   */
  public void check() {
    Map<Integer, Wish> seen = new HashMap<>();
    for (Wish wish : wishes) {
      Wish other = seen.putIfAbsent(wish.port, wish);
      if (other != null) {
        throw LedgerFailure.usage(
            "port "
                + wish.port
                + " is wanted by both "
                + other.part
                + " and "
                + wish.part
                + "; choose another with "
                + wish.option);
      }
    }
    wishes.forEach(PortPlan::checkFree);
  }

  private static void checkFree(Wish wish) {
    Optional<String> refusal = LoopbackPorts.refusal(wish.port);
    if (refusal.isPresent()) {
      throw LedgerFailure.failed(
          "port " + wish.port + " for " + wish.part + why(wish.port, refusal.get()) + wish.option);
    }
  }

  /**
   * Why it cannot be had, and the way on up to the option's name.
   *
   * @param refusal what the system says
   */
  static String why(int port, String refusal) {
    if (refusal.contains(NOT_PERMITTED)) {
      return " is not for everyone: ports below 1024 need privileges here; choose another port with ";
    }
    return " is in use by "
        + PortHolder.describe(port).orElse("a process that cannot be told")
        + "; stop that, or choose another port with ";
  }
}
