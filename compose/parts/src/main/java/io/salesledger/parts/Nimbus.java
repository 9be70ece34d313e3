package io.salesledger.parts;

import io.salesledger.contract.LedgerSettings.StormPorts;
import java.nio.file.Path;
import java.util.List;

/** Storm's Nimbus: takes topologies and assigns their tasks. */
public final class Nimbus extends RunningPart {
  private static final int HEAP_MEGABYTES = 96;

  private Nimbus(PartSpec spec) {
    super(spec);
  }

  /** One on these ports, with its data in a folder of its own below {@code folder}. */
  public static Nimbus start(Path folder, StormPorts ports) {
    return new Nimbus(spec(PartsHome.located(), folder.resolve("nimbus"), ports));
  }

  /** How it is run. */
  public static PartSpec spec(PartsHome home, Path folder, StormPorts ports) {
    return new StormDaemon(home, folder, ports)
        .spec(
            "Storm nimbus",
            ports.nimbus(),
            "org.apache.storm.daemon.nimbus.Nimbus",
            HEAP_MEGABYTES,
            List.of());
  }
}
