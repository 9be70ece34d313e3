package io.salesledger.parts;

import io.salesledger.contract.LedgerFailure;
import io.salesledger.contract.LedgerSettings.StormPorts;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes the parts' {@linkplain ClassArchive class archives}, as the last step of this module's
 * build: starts each part once, in a folder that is deleted after, and lets its JVM write what it
 * has loaded as it ends. What can't be made is told in a line and done without.
 */
public final class ClassArchiveMaker {
  /** A JVM writes for three seconds, when it has a core of its own. */
  private static final Duration END_PATIENCE = Duration.ofMinutes(2);

  private static final String UNFINISHED = ".part";
  private static final String WORKING_FOLDER = "making";

  private final PartsHome home;
  private final Path folder;

  private ClassArchiveMaker(PartsHome home, Path folder) {
    this.home = home;
    this.folder = folder;
  }

  /** Makes those that are not there yet below the folder of the parts that is the only argument. */
  public static void main(String[] arguments) throws IOException {
    PartsHome home = new PartsHome(Path.of(arguments[0]).toRealPath());
    Files.createDirectories(home.archives());
    deleteLeftovers(home.archives());
    Path folder = Files.createTempDirectory(home.archives(), WORKING_FOLDER);
    try {
      new ClassArchiveMaker(home, folder).makeAll();
    } finally {
      Folders.deleteAll(folder);
    }
  }

  /** Of a build that was interrupted. */
  private static void deleteLeftovers(Path archives) throws IOException {
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(archives, "{" + WORKING_FOLDER + "*,*" + UNFINISHED + "}")) {
      for (Path path : found) {
        Folders.deleteAll(path);
      }
    }
  }

  private void makeAll() {
    CompletableFuture<Void> storm = CompletableFuture.runAsync(() -> tell(this::makeStorms));
    tell(this::makeLogs);
    storm.join();
  }

  private void makeLogs() throws IOException {
    int port = LoopbackPorts.free();
    Path registry = folder.resolve("registry");
    List<Part> parts =
        List.of(
            new Part(KafkaBroker.spec(home, folder.resolve("kafka"), port), home.kafkaArchive()),
            new Part(
                SchemaRegistry.spec(home, registry, LoopbackPorts.free(), "127.0.0.1:" + port),
                home.registryArchive()));
    makeMissing(parts);
  }

  private void makeStorms() throws IOException {
    StormPorts ports = StormPorts.from(LoopbackPorts.freeRow(StormCluster.PORTS));
    List<Part> parts =
        List.of(
            new Part(
                ZooKeeper.spec(home, folder.resolve("zookeeper"), ports.zooKeeper()),
                home.zooKeeperArchive()),
            new Part(
                Nimbus.spec(home, folder.resolve("nimbus"), ports),
                home.stormDaemonArchive("nimbus")),
            new Part(
                Supervisor.spec(home, folder.resolve("supervisor"), ports),
                home.stormDaemonArchive("supervisor")));
    makeMissing(parts);
  }

  /** Each needs those before it, so they end the other way round. */
  private static void makeMissing(List<Part> parts) throws IOException {
    if (parts.stream().allMatch(part -> Files.isRegularFile(part.archive.file()))) {
      return;
    }
    List<PartProcess> started = new ArrayList<>();
    List<Part> written = new ArrayList<>();
    try {
      for (Part part : parts) {
        started.add(part.start());
      }
    } finally {
      for (int i = started.size() - 1; i >= 0; i--) {
        if (Part.endsItself(started.get(i))) {
          written.add(parts.get(i));
        }
        started.get(i).close();
      }
    }
    for (Part part : written) {
      part.keep();
    }
  }

  /** One of them, as it is always run, but that its JVM writes its classes as it ends. */
  private record Part(PartSpec spec, ClassArchive archive) {
    PartProcess start() {
      List<String> command = new ArrayList<>(spec.command());
      command.removeAll(archive.options());
      command.add(1, "-XX:ArchiveClassesAtExit=" + unfinished());
      return PartProcess.start(spec.withCommand(command), PartProcess.WhenParentDies.END);
    }

    void keep() throws IOException {
      if (!Files.isRegularFile(unfinished())) {
        throw new IOException("the JVM of " + spec.name() + " wrote none");
      }
      Files.move(unfinished(), archive.file(), StandardCopyOption.REPLACE_EXISTING);
      for (Path outdated : archive.outdated()) {
        Files.delete(outdated);
      }
    }

    /** What was cut short looks like a whole one, and would cost the JVM's own archive too. */
    static boolean endsItself(PartProcess process) {
      process.handle().destroy();
      try {
        process.handle().onExit().get(END_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        return true;
      } catch (TimeoutException | ExecutionException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }

    private Path unfinished() {
      return archive.file().resolveSibling(archive.file().getFileName() + UNFINISHED);
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
      String reason = LedgerFailure.rootMessage(e).lines().findFirst().orElse("");
      System.err.println("some class archives are missing, so parts start slower: " + reason);
    }
  }
}
