package io.salesledger.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real ZooKeeper, for Storm only. */
public final class ZooKeeper extends RunningPart {
  private static final int HEAP_MEGABYTES = 48;

  private ZooKeeper(PartSpec spec) {
    super(spec);
  }

  /** One on this port, with its data in a folder of its own below {@code folder}. */
  public static ZooKeeper start(Path folder, int port) {
    return new ZooKeeper(spec(PartsHome.located(), folder.resolve("zookeeper"), port));
  }

  /** How it is run. */
  public static PartSpec spec(PartsHome home, Path folder, int port) {
    Path absolute = folder.toAbsolutePath().normalize();
    Path configuration = absolute.resolve("zoo.cfg");
    return new PartSpec(
        "ZooKeeper",
        port,
        absolute,
        absolute.resolve("zookeeper.log"),
        new JavaCommand(JavaCommand.marker(absolute), HEAP_MEGABYTES)
            .archive(home.zooKeeperArchive())
            .property("zookeeper.admin.enableServer", false)
            .property("zookeeper.jmx.log4j.disable", true)
            .property("log4j.configurationFile", absolute.resolve("log4j2.xml"))
            .main(
                home.stormWorkerLib() + "/*",
                // Not ZooKeeperServerMain: this one removes old snapshots too.
                "org.apache.storm.shade.org.apache.zookeeper.server.quorum.QuorumPeerMain",
                configuration.toString()),
        Map.of(),
        () -> configure(configuration, absolute, port),
        Readiness.port(port),
        Duration.ofMinutes(3),
        List.of(JavaCommand.marker(absolute)));
  }

  private static void configure(Path configuration, Path folder, int port) throws IOException {
    Path data = folder.resolve("data");
    Files.createDirectories(data);
    PartFiles.copyOwn("log4j2.xml", folder.resolve("log4j2.xml"));
    PartFiles.writeProperties(
        configuration,
        Map.of(
            "clientPortAddress",
            "127.0.0.1",
            "clientPort",
            Integer.toString(port),
            "dataDir",
            data.toString(),
            "tickTime",
            "2000",
            "maxClientCnxns",
            "0",
            "autopurge.purgeInterval",
            "1",
            "autopurge.snapRetainCount",
            "3"));
  }
}
