package io.salesledger.parts;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings.StormPorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Makes the parts' {@linkplain ClassArchive class archives}, as the last step of this module's
 * build: starts each part once, in a folder that is deleted after, and lets its JVM write what it
 * has loaded as it ends. What can't be made is told in a line and done without.
 */
public final class ClassArchives {
  private final PartsHome home;
  private final Path folder;

  private ClassArchives(PartsHome home, Path folder) {
    this.home = home;
    this.folder = folder;
  }

  /** Makes those that are not there yet below the folder of the parts that is the only argument. */
  public static void main(String[] arguments) throws IOException {
    PartsHome home = new PartsHome(Path.of(arguments[0]).toAbsolutePath().normalize());
    Files.createDirectories(home.archives());
    Path folder = Files.createTempDirectory("class-archives");
    try {
      new ClassArchives(home, folder).makeAll();
    } finally {
      PartFiles.deleteAll(folder);
    }
  }

  private void makeAll() {
    CompletableFuture<Void> storm = CompletableFuture.runAsync(() -> tell(this::makeStorms));
    tell(this::makeLogs);
    storm.join();
  }

  private void makeLogs() throws IOException {
    int port = LoopbackPorts.free();
    ClassArchive broker = home.kafkaArchive();
    ClassArchive registry = home.registryArchive();
    if (areThere(List.of(broker, registry))) {
      return;
    }
    try (PartProcess kafka = start(KafkaBroker.spec(home, folder.resolve("kafka"), port), broker)) {
      PartSpec spec =
          SchemaRegistry.spec(
              home,
              folder.resolve("registry"),
              LoopbackPorts.free(),
              "127.0.0.1:" + kafka.spec().port());
      start(spec, registry).close();
    }
    keep(List.of(broker, registry));
  }

  private void makeStorms() throws IOException {
    StormPorts ports = StormPorts.from(LoopbackPorts.freeRow(StormCluster.PORTS));
    ClassArchive zooKeeper = home.zooKeeperArchive();
    ClassArchive nimbus = home.stormDaemonArchive("nimbus");
    ClassArchive supervisor = home.stormDaemonArchive("supervisor");
    List<ClassArchive> all = List.of(zooKeeper, nimbus, supervisor);
    if (areThere(all)) {
      return;
    }
    List<PartProcess> started = new ArrayList<>();
    try {
      started.add(
          start(ZooKeeper.spec(home, folder.resolve("zookeeper"), ports.zooKeeper()), zooKeeper));
      started.add(start(Nimbus.spec(home, folder.resolve("nimbus"), ports), nimbus));
      started.add(start(Supervisor.spec(home, folder.resolve("supervisor"), ports), supervisor));
    } finally {
      for (int i = started.size() - 1; i >= 0; i--) {
        started.get(i).close();
      }
    }
    keep(all);
  }

  private static boolean areThere(List<ClassArchive> archives) {
    return archives.stream().allMatch(archive -> Files.isRegularFile(archive.file()));
  }

  /** The part as it is always run, but that its JVM writes its classes as it ends. */
  private static PartProcess start(PartSpec spec, ClassArchive archive) {
    List<String> command = new ArrayList<>(spec.command());
    command.removeAll(archive.options());
    command.add(1, "-XX:ArchiveClassesAtExit=" + unfinished(archive));
    return PartProcess.start(spec.withCommand(command), PartProcess.WhenParentDies.END);
  }

  /** None is used that is half written. */
  private static Path unfinished(ClassArchive archive) {
    return archive.file().resolveSibling(archive.file().getFileName() + ".part");
  }

  private static void keep(List<ClassArchive> archives) throws IOException {
    for (ClassArchive archive : archives) {
      Files.move(unfinished(archive), archive.file());
      for (Path outdated : archive.outdated()) {
        Files.delete(outdated);
      }
    }
  }

  /** Something that may fail. */
  private interface Work {
    void run() throws IOException;
  }

  private static void tell(Work work) {
    try {
      work.run();
    } catch (IOException | LedgerFailure e) {
      System.err.println("no class archives, so parts start slower: " + e);
    }
  }
}
