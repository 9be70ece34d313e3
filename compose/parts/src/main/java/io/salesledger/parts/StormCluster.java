package io.salesledger.parts;

import io.salesledger.contract.LedgerSettings.StormPorts;
import java.nio.file.Path;

/** ZooKeeper, Nimbus and one supervisor, for tests. */
public final class StormCluster implements AutoCloseable {
  /** ZooKeeper's, Nimbus's, the supervisor's, and one of each worker. */
  static final int PORTS = 3 + StormPorts.WORKER_SLOTS;

  private final StormPorts ports;
  private final ZooKeeper zooKeeper;
  private final Nimbus nimbus;
  private final Supervisor supervisor;

  private StormCluster(
      StormPorts ports, ZooKeeper zooKeeper, Nimbus nimbus, Supervisor supervisor) {
    this.ports = ports;
    this.zooKeeper = zooKeeper;
    this.nimbus = nimbus;
    this.supervisor = supervisor;
  }

  /** One on random ports, with its data below {@code folder}. */
  public static StormCluster start(Path folder) {
    StormPorts ports = StormPorts.from(LoopbackPorts.freeRow(PORTS));
    // What was started before a failure is ended by the JVM's shutdown hooks.
    ZooKeeper zooKeeper = ZooKeeper.start(folder, ports.zooKeeper());
    Nimbus nimbus = Nimbus.start(folder, ports);
    return new StormCluster(ports, zooKeeper, nimbus, Supervisor.start(folder, ports));
  }

  /** Where its parts listen. */
  public StormPorts ports() {
    return ports;
  }

  /** Its ZooKeeper. */
  public ZooKeeper zooKeeper() {
    return zooKeeper;
  }

  /** Its Nimbus. */
  public Nimbus nimbus() {
    return nimbus;
  }

  /** Its one supervisor, which has the workers. */
  public Supervisor supervisor() {
    return supervisor;
  }

  /** Ends it all, workers first. */
  @Override
  public void close() {
    supervisor.close();
    nimbus.close();
    zooKeeper.close();
  }
}
