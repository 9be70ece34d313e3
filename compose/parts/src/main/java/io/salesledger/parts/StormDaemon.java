package io.salesledger.parts;

import io.salesledger.contract.LedgerSettings.StormPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What Nimbus and the supervisor have in common: class path, configuration and logs. */
final class StormDaemon {
  private final PartsHome home;
  private final Path folder;
  private final StormPorts ports;

  StormDaemon(PartsHome home, Path folder, StormPorts ports) {
    this.home = home;
    this.folder = folder.toAbsolutePath().normalize();
    this.ports = ports;
  }

  /** The folder that Storm calls its local one. */
  Path data() {
    return folder.resolve("data");
  }

  PartSpec spec(
      String name, int port, String mainClass, int heapMegabytes, List<String> moreMarkers) {
    String daemon = name.replace("Storm ", "");
    List<String> markers = new ArrayList<>(List.of(JavaCommand.marker(folder)));
    markers.addAll(moreMarkers);
    return new PartSpec(
        name,
        port,
        folder,
        folder.resolve(daemon + ".log"),
        new JavaCommand(JavaCommand.marker(folder), heapMegabytes)
            .archive(home.stormDaemonArchive(daemon))
            .property("storm.home", home.root().resolve("storm"))
            .property("storm.log.dir", folder.resolve("logs"))
            .property("storm.conf.file", folder.resolve("storm.yaml"))
            .property("log4j.configurationFile", folder.resolve("log4j2/daemon.xml"))
            .property("log4j2.disableJmx", true)
            .property("daemon.name", daemon)
            .property("logfile.name", daemon + ".log")
            .main(home.stormDaemonClasspath(), mainClass),
        // Workers are started with it.
        Map.of("JAVA_HOME", System.getProperty("java.home")),
        this::configure,
        Readiness.port(port),
        Duration.ofMinutes(3),
        markers);
  }

  private void configure() throws IOException {
    Files.createDirectories(data());
    Files.createDirectories(folder.resolve("logs"));
    PartFiles.copyOwn("log4j2.xml", folder.resolve("log4j2/daemon.xml"));
    PartFiles.copyOwn("storm-worker-log4j2.xml", folder.resolve("log4j2/worker.xml"));
    PartFiles.write(folder.resolve("storm.yaml"), configuration());
  }

  private List<String> configuration() {
    String slots =
        IntStream.range(0, StormPorts.WORKER_SLOTS)
            .mapToObj(slot -> Integer.toString(ports.workers() + slot))
            .collect(Collectors.joining(", ", "[", "]"));
    List<String> lines = new ArrayList<>();
    lines.addAll(
        List.of(
            "storm.zookeeper.servers: [\"127.0.0.1\"]",
            "storm.zookeeper.port: " + ports.zooKeeper(),
            "nimbus.seeds: [\"127.0.0.1\"]",
            "nimbus.thrift.port: " + ports.nimbus(),
            "supervisor.thrift.port: " + ports.supervisor(),
            "supervisor.slots.ports: " + slots,
            "storm.local.hostname: \"127.0.0.1\"",
            "storm.local.dir: \"" + data() + "\"",
            "storm.metricstore.rocksdb.location: \"" + folder.resolve("metrics") + "\"",
            "storm.metricstore.rocksdb.create_if_missing: true",
            "storm.log4j2.conf.dir: \"" + folder.resolve("log4j2") + "\"",
            "storm.thrift.transport: \"io.salesledger.parts.LoopbackTransport\"",
            "nimbus.thrift.transport: \"io.salesledger.parts.LoopbackTransport\"",
            "supervisor.thrift.transport: \"io.salesledger.parts.LoopbackTransport\""));
    lines.addAll(
        List.of(
            // One supervisor: a node that failed often is still the only one there is.
            "blacklist.scheduler.tolerance.count: 1000000",
            // A worker that has not come up by then is killed and started anew: for a machine that
            // is slow and busy a minute was too short.
            "nimbus.task.launch.secs: 180",
            "supervisor.worker.start.timeout.secs: 180",
            // For the same reason: the supervisor sees a worker's death itself. On a busy machine
            // Nimbus would have a second worker started while the first still comes up, which
            // Storm then forgets to end, and which keeps the port.
            "nimbus.task.timeout.secs: 120",
            "nimbus.monitor.freq.secs: 3",
            "supervisor.monitor.frequency.secs: 1",
            "supervisor.worker.timeout.secs: 20",
            "storm.nimbus.retry.times: 2",
            "storm.nimbus.retry.interval.millis: 200",
            // Most of what a worker makes is decoded and done with: with a wide young generation
            // little of it is copied or grows old. A heap, and a room for classes, that need not
            // grow spare full collections.
            "worker.childopts: \"-Xms512m -Xmx512m -Xmn320m -XX:MetaspaceSize=96m -Xss512k"
                + " -XX:+UseParallelGC -XX:+ExitOnOutOfMemoryError\"",
            "topology.worker.logwriter.childopts: \"-Xmx16m -Xss512k -XX:+UseSerialGC"
                + " -XX:TieredStopAtLevel=1\""));
    return lines;
  }
}
